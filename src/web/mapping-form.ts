// The form on which columns are chosen. Columns go by their place in the header that the page shows,
// so that an address with the choices holds no text of the file.
import { guessColumns } from '../mappings/guess.js';
import { layoutSchema, type Layout } from '../mappings/layout.js';
import { choices, faultWords, formShapes, type ChoiceInput } from './mapping-inputs.js';

export interface MappingForm {
  readonly reads: Layout['reads'];
  readonly headerRow: number;
  readonly columns: Readonly<Record<string, number>>;
  readonly chosen: Readonly<Record<ChoiceInput, string>>;
  readonly words: Readonly<Record<string, string>>;
}

const wordsCharsMax = 400;

/** The row of the header that was asked for, else undefined. */
export function headerRowAsked(given: ReadonlyMap<string, string>): number | undefined {
  const text = given.get('dong') ?? '';
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** What was chosen; before anything was, a guess from the header's words. */
export function mappingFormOf(
  reads: Layout['reads'],
  given: ReadonlyMap<string, string>,
  header: { readonly row: number; readonly headers: readonly string[] },
): MappingForm {
  const shape = formShapes[reads];
  const columns = given.has('cot-ngay')
    ? chosenColumns(Object.keys(shape.columns), given, header.headers)
    : guessedColumns(shape.columns, header.headers);
  const chosen = Object.fromEntries(
    Object.entries(choices).map(([input, offered]) => {
      const text = given.get(input) ?? '';
      return [input, Object.hasOwn(offered, text) ? text : defaultOf(input, offered, columns)];
    }),
  ) as MappingForm['chosen'];
  const words = Object.fromEntries(
    Object.keys(shape.words).map((input) => [
      input,
      (given.get(input) ?? '').normalize('NFC').slice(0, wordsCharsMax),
    ]),
  );
  return { reads, headerRow: header.row, columns, chosen, words };
}

function chosenColumns(
  inputs: readonly string[],
  given: ReadonlyMap<string, string>,
  headers: readonly string[],
): Record<string, number> {
  const chosen = inputs.flatMap((input) => {
    const text = given.get(input) ?? '';
    const place = /^\d{1,3}$/.test(text) ? Number(text) : -1;
    return (headers[place] ?? '') === '' ? [] : [[input, place] as const];
  });
  return Object.fromEntries(chosen);
}

function guessedColumns(
  inputs: (typeof formShapes)['settlement']['columns'],
  headers: readonly string[],
): Record<string, number> {
  const words = Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, one.words]));
  return guessColumns(headers, words) as Record<string, number>;
}

function defaultOf(input: string, offered: object, columns: MappingForm['columns']): string {
  if (input === 'dot' && columns['cot-phien'] === undefined) return 'day';
  return Object.keys(offered)[0] ?? '';
}

/** What is wrong with the choices, in words. */
export type LayoutFaults = readonly string[];

/** The layout that a form means, or why it is none yet. */
export function layoutOf(form: MappingForm, headers: readonly string[]): Layout | LayoutFaults {
  const document = form.reads === 'settlement' ? settlementOf : statementOf;
  const { chosen } = form;
  const parsed = layoutSchema.safeParse({
    reads: form.reads,
    headerRow: form.headerRow,
    headerRows: Number(chosen['tieu-de']),
    days: chosen['kieu-ngay'],
    amounts: {
      ...amountForms[chosen['kieu-so']],
      hundredfold: form.reads === 'settlement' && chosen['nhan-tram'] === 'co',
    },
    ...document(form, chosenHeaders(form, headers)),
  });
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.slice(0, 2).join('.'));
  return [...new Set(paths.map((path) => faultWords[path] ?? 'Có lựa chọn chưa hợp lệ.'))];
}

interface ChosenHeaders {
  readonly one: (input: string) => string | null;
  readonly all: (...inputs: string[]) => string[];
}

function chosenHeaders({ columns }: MappingForm, headers: readonly string[]): ChosenHeaders {
  const one = (input: string): string | null => headers[columns[input] ?? -1] ?? null;
  return { one, all: (...inputs) => inputs.flatMap((input) => one(input) ?? []) };
}

function settlementOf({ chosen, words }: MappingForm, { one, all }: ChosenHeaders): object {
  const hasKinds = one('cot-loai') !== null;
  const isGross = chosen.tra === 'gross';
  const wordsOf = (input: string): string[] => (hasKinds ? wordsIn(words[input] ?? '') : []);
  return {
    pays: chosen.tra,
    batchBy: chosen.dot,
    columns: {
      batch: chosen.dot === 'columns' ? all('cot-phien', 'cot-phien-2') : [],
      settlementDate: one('cot-ngay') ?? '',
      gatewayTxnId: one('cot-ma-gd'),
      merchantRef: one('cot-tham-chieu'),
      amount: one('cot-so-tien'),
      credit: one('cot-co'),
      debit: one('cot-no'),
      fee: isGross ? [] : all('cot-phi', 'cot-phi-2'),
      netAmount: isGross ? null : one('cot-thuc-nhan'),
      unitCode: one('cot-don-vi'),
      kind: one('cot-loai'),
    },
    kindWords: {
      payment: wordsOf('chu-giao-dich'),
      refund: wordsOf('chu-hoan'),
      adjustment: wordsOf('chu-dieu-chinh'),
    },
    refunds: chosen.hoan,
    fees: chosen['dau-phi'],
  };
}

function statementOf({ chosen, words }: MappingForm, { one, all }: ChosenHeaders): object {
  const hasSign = one('cot-dau') !== null;
  return {
    columns: {
      bookingDate: one('cot-ngay') ?? '',
      valueDate: one('cot-hieu-luc'),
      amount: one('cot-so-tien'),
      sign: one('cot-dau'),
      credit: one('cot-co'),
      debit: one('cot-no'),
      charges: all('cot-phi', 'cot-phi-2'),
      balance: one('cot-du'),
      description: one('cot-dien-giai') ?? '',
      reference: one('cot-tham-chieu'),
      counterparty: one('cot-doi-ung'),
    },
    signWords: {
      credit: hasSign ? wordsIn(words['chu-co'] ?? '') : [],
      debit: hasSign ? wordsIn(words['chu-no'] ?? '') : [],
    },
    debits: chosen['dau-no'],
  };
}

const amountForms: Readonly<Record<string, object>> = {
  cham: { decimal: ',', grouping: '.' },
  phay: { decimal: '.', grouping: ',' },
  cach: { decimal: ',', grouping: ' ' },
  lien: { decimal: '.', grouping: '' },
};

function wordsIn(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
