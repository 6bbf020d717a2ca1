// Looks over a whole province before any of it is read as objects. Most payments and lines are plain
// pairs: a line that names one payment, which no other line names. What is no such pair is parted by
// units that have nothing to do with each other, so that a run reads a part of them at a time.
import { localDateOf, type LocalDate } from '../calendar.js';
import type { GatewayAccount } from '../payments/gateway-account.js';
import { resolveUnit, unitIndex, type UnitIndex } from '../payments/payment-unit.js';
import { compactText } from '../statements/narrative.js';
import type { SharedFacts } from './facts.js';
import { impliedDossier } from './implied-dossier.js';
import { ownReferenceLength, PlainJudge, type Untouchable } from './plain-judge.js';
import { isIndexed, isWeakReference } from './references.js';
import { ReferenceTable } from './reference-table.js';
import type { SurveyedLine, SurveyedPayment, SurveyedRow } from './survey-store.js';
import { NumberColumn, TextHeap, trimAll } from './text-heap.js';
import { UnitGroups } from './unit-groups.js';

const none = -1;
const several = -2;
const textEnd = '\u0001';
const noText = '\u0000';

/** A match that a person decided, as far as it ties units together. */
interface DecidedMatch {
  readonly legs: readonly { readonly lineId: string | null; readonly paymentId: string | null }[];
}

export class Survey {
  readonly gateways: readonly GatewayAccount[];
  readonly groups = new UnitGroups();
  readonly units: (string | null)[] = [];
  /** Rows of reports by the unit they belong to. */
  readonly rowsOfUnit = new Map<number, number[]>();
  /** Batches (ids) of more than one unit. */
  readonly sharedBatches = new Set<string>();
  readonly payments = {
    id: new NumberColumn(),
    unit: new NumberColumn('narrow'),
    gateway: new NumberColumn('narrow'),
    /** 1 while nothing is known that would make it more than half of a plain pair. */
    plain: new NumberColumn('narrow'),
    /** The only line that names it. */
    line: new NumberColumn('narrow'),
    amount: new NumberColumn(),
    paidAt: new NumberColumn(),
    texts: new TextHeap(),
  };
  readonly lines = {
    id: new NumberColumn(),
    unit: new NumberColumn('narrow'),
    bookedOn: new NumberColumn(),
    amount: new NumberColumn(),
    payment: new NumberColumn('narrow'),
    bankRef: new TextHeap(),
    account: new NumberColumn(),
  };
  private readonly unitPlaces = new Map<string | null, number>();
  private readonly gatewayPlaces: ReadonlyMap<string, number>;
  private readonly unitsKnown: UnitIndex;
  private readonly holders = new Map<string, number>();
  private readonly table = new ReferenceTable((payment, kind) => this.referenceOf(payment, kind));
  /** Ids too short to be looked for in a text. */
  private readonly tiny = new Map<string, number[]>();
  private readonly debits = new Set<string>();
  private readonly untouchable: Untouchable;
  /** Units of what people decided about, by `line 1` or `payment 1`. */
  private readonly touched = new Map<string, number>();
  private readonly judge: PlainJudge;
  private batch: { id: string; rows: SurveyedRow[] } = { id: '', rows: [] };

  /** @param at the instant of the run: what is paid or booked later is no plain pair yet */
  constructor(shared: SharedFacts, untouchable: Untouchable, at: Date) {
    this.judge = new PlainJudge(shared, untouchable, at);
    this.gateways = shared.gateways;
    this.untouchable = untouchable;
    this.gatewayPlaces = new Map(shared.gateways.map(({ id }, place) => [id, place]));
    this.unitsKnown = unitIndex(shared.units);
    this.placeOf(null);
    for (const { bankAccountId, unitCode } of shared.accounts) {
      const holder = this.holders.get(bankAccountId);
      const unit = this.placeOf(unitCode);
      if (holder === undefined) this.holders.set(bankAccountId, unit);
      else this.groups.join(holder, unit);
    }
  }

  /** Everything has been looked over: of a million payments references and spare room are 80 MB. */
  finish(): void {
    this.table.clear();
    this.tiny.clear();
    trimAll(this.payments);
    trimAll(this.lines);
  }

  /** Transaction id, merchant reference, dossier code; an implied one, of which only rules judge. */
  textsOf(payment: number): (string | null)[] {
    const texts = this.payments.texts.at(payment).split(textEnd);
    return texts.map((text) => (text === noText ? null : text));
  }

  bookedOnOf(line: number): LocalDate {
    return localDateOf(new Date(this.lines.bookedOn.at(line)));
  }

  bankRefOf(line: number): string | null {
    const text = this.lines.bankRef.at(line);
    return text === noText ? null : text;
  }

  /** The payment of a plain pair, by the place of its line; none otherwise. */
  pairOf(line: number): number | null {
    const payment = this.lines.payment.at(line);
    const isPair =
      payment >= 0 &&
      this.payments.line.at(payment) === line &&
      this.payments.plain.at(payment) === 1 &&
      !this.mayBeTakenBack(line);
    return isPair ? payment : null;
  }

  private mayBeTakenBack(line: number): boolean {
    if (this.debits.size === 0) return false;
    return this.debits.has(`${this.lines.account.at(line)} ${this.lines.amount.at(line)}`);
  }

  addPayment(row: SurveyedPayment): void {
    const gateway = this.gatewayPlaces.get(row.gatewayAccountId);
    const account = gateway === undefined ? undefined : this.gateways[gateway];
    if (gateway === undefined || !account) return;
    const { payments } = this;
    const order = row.orderUnitCode === null ? null : { unitCode: row.orderUnitCode };
    const unitCode = resolveUnit({ ...row, order }, account, this.unitsKnown);
    const unit = this.placeOf(unitCode);
    const place = payments.id.size;
    payments.id.add(Number(row.id));
    payments.unit.add(unit);
    payments.gateway.add(gateway);
    payments.line.add(none);
    payments.amount.add(Number(row.amount));
    payments.paidAt.add(row.paidAtMs);
    const texts = [row.gatewayTxnId, row.merchantRef, row.dossierCode, impliedDossier(row)];
    payments.texts.add(texts.map((text) => text ?? noText).join(textEnd));
    payments.plain.add(this.judge.mayBePlain(row, account, unitCode) ? 1 : 0);
    if (this.untouchable.payments.has(row.id)) this.touched.set(`payment ${row.id}`, unit);
    this.addReferences(place, gateway, texts);
  }

  private addReferences(place: number, gateway: number, texts: readonly (string | null)[]): void {
    const { payments, groups } = this;
    const known = texts.map((text) => (text === null ? null : compactText(text)));
    known.forEach((reference, kind) => {
      if (reference === null || known.indexOf(reference) !== kind) return;
      if (isWeakReference(reference)) payments.plain.put(place, 0);
      const onSame = (other: number) => {
        payments.plain.put(place, 0);
        payments.plain.put(other, 0);
        if (payments.gateway.at(other) !== gateway) return;
        groups.join(payments.unit.at(place), payments.unit.at(other));
      };
      if (isIndexed(reference)) {
        this.table.add(reference, place, kind, onSame);
        return;
      }
      const key = `${gateway} ${reference}`;
      const sharing = this.tiny.get(key) ?? [];
      this.tiny.set(key, sharing);
      // the others were told of each other when they came
      const [first] = sharing;
      if (first !== undefined) onSame(first);
      sharing.push(place);
    });
  }

  addLine(row: SurveyedLine): void {
    const { lines, payments, groups } = this;
    const place = lines.id.size;
    const amount = Number(row.amount);
    const compact = compactText(row.narrative);
    const found = this.paymentsIn(compact, row.bankRef);
    const [first = none] = found;
    const holder = this.holders.get(row.bankAccountId);
    // a line in nobody's account is looked at with what it names
    const unit = holder ?? (first === none ? 0 : payments.unit.at(first));
    lines.id.add(Number(row.id));
    lines.unit.add(unit);
    lines.bookedOn.add(Date.parse(row.bookedOn));
    lines.amount.add(amount);
    lines.payment.add(first);
    lines.bankRef.add(row.bankRef ?? noText);
    lines.account.add(Number(row.bankAccountId));
    if (this.untouchable.lines.has(row.id)) this.touched.set(`line ${row.id}`, unit);
    if (amount < 0) this.debits.add(`${row.bankAccountId} ${-amount}`);
    const isOnly = found.size === 1 && payments.line.at(first) === none;
    const isPlain = isOnly && payments.plain.at(first) === 1 && this.isPaidBy(first, row, compact);
    for (const payment of found) {
      payments.line.put(payment, isPlain ? place : several);
      if (!isPlain) groups.join(unit, payments.unit.at(payment));
    }
  }

  /** Payments whose references stand in a line, whatever touches or overlaps them there. */
  private paymentsIn(compact: string, bankRef: string | null): Set<number> {
    const found = new Set<number>();
    const onHit = (payment: number) => void found.add(payment);
    this.table.find(compact, onHit);
    const own = bankRef === null ? '' : compactText(bankRef);
    if (own.length >= ownReferenceLength) this.table.withText(own, onHit);
    return found;
  }

  private isPaidBy(payment: number, row: SurveyedLine, compact: string): boolean {
    const { payments } = this;
    const gateway = this.gateways[payments.gateway.at(payment)];
    if (!gateway) return false;
    return this.judge.pays(row, compact, {
      gateway,
      unitCode: this.units[payments.unit.at(payment)] ?? null,
      amount: BigInt(payments.amount.at(payment)),
      paidOn: localDateOf(new Date(payments.paidAt.at(payment))),
      texts: this.textsOf(payment).flatMap((text, kind) => (kind < 3 && text) || []),
    });
  }

  /** What people matched belongs together, whatever units it is of. */
  joinDecided(matches: readonly DecidedMatch[]): void {
    for (const { legs } of matches) {
      const [first, ...others] = legs.flatMap(({ lineId, paymentId }) => {
        const key = lineId === null ? `payment ${paymentId ?? ''}` : `line ${lineId}`;
        return this.touched.get(key) ?? [];
      });
      for (const other of others) this.groups.join(first ?? other, other);
    }
  }

  /** Those of one batch come together. */
  addRow(row: SurveyedRow): void {
    if (row.batchId !== this.batch.id) {
      this.endBatch();
      this.batch = { id: row.batchId, rows: [] };
    }
    this.batch.rows.push(row);
  }

  /** Rows that name neither a unit nor a payment of ours belong to the batch's only unit, if it has one. */
  endBatch(): void {
    const { payments, groups } = this;
    const placed = this.batch.rows.map((row) => {
      const payment = this.paymentOf(row);
      const own = payment === null ? null : payments.unit.at(payment);
      const stated = row.unitCode === null ? null : this.placeOf(row.unitCode);
      if (own !== null && stated !== null) groups.join(own, stated);
      return { row, unit: stated ?? (own === 0 ? null : own), own };
    });
    const units = new Set(placed.flatMap(({ unit }) => unit ?? []));
    const [only = 0] = units;
    if (units.size > 1) this.sharedBatches.add(this.batch.id);
    for (const { row, unit, own } of placed) {
      const whose = unit ?? (units.size === 1 ? only : 0);
      // what belongs to nobody is read beside the payments without a unit
      if (own === 0) groups.join(whose, own);
      const rows = this.rowsOfUnit.get(whose);
      if (rows) rows.push(Number(row.id));
      else this.rowsOfUnit.set(whose, [Number(row.id)]);
    }
    this.batch = { id: '', rows: [] };
  }

  /** The payment of a report's row, as `ReportRows` finds it; such a payment is never plain. */
  private paymentOf({ gatewayAccountId, gatewayTxnId, merchantRef }: SurveyedRow): number | null {
    const gateway = this.gatewayPlaces.get(gatewayAccountId);
    const carrying = (text: string | null, kind: number): number[] => {
      if (text === null || text === '' || gateway === undefined) return [];
      const found = new Set<number>();
      const reference = compactText(text);
      if (reference !== '') this.table.withText(reference, (payment) => void found.add(payment));
      for (const payment of this.tiny.get(`${gateway} ${reference}`) ?? []) found.add(payment);
      const same = [...found].filter((payment) => this.payments.gateway.at(payment) === gateway);
      for (const payment of same) this.payments.plain.put(payment, 0);
      return same.filter((payment) => this.textsOf(payment)[kind] === text);
    };
    const [byTxn] = carrying(gatewayTxnId, 0);
    const byRef = carrying(merchantRef, 1);
    return byTxn ?? (byRef.length === 1 ? (byRef[0] ?? null) : null);
  }

  private referenceOf(payment: number, kind: number): string {
    return compactText(this.textsOf(payment)[kind] ?? '');
  }

  private placeOf(unitCode: string | null): number {
    const known = this.unitPlaces.get(unitCode);
    if (known !== undefined) return known;
    const place = this.units.length;
    this.unitPlaces.set(unitCode, place);
    this.units.push(unitCode);
    return place;
  }
}
