// Column mappings on pages: a file is sent, its columns are chosen from its own header, the preview
// shows what comes of it, and the mapping is proposed and confirmed. No step needs a script.
import { byPrincipal, may, mayAnywhere, type Principal } from '../access/principal.js';
import { mappingName, mayMap, ownerAsked } from '../api/mapping-shape.js';
import { previewThrough } from '../api/mapping-preview.js';
import { nameOf } from '../audit/by.js';
import {
  confirmMapping,
  proposeMapping,
  retireMapping,
  type MappingDeps,
} from '../mappings/change-mapping.js';
import { guessHeaderRow, headerOf } from '../mappings/guess.js';
import type { Layout } from '../mappings/layout.js';
import { openSheets } from '../mappings/mapped-table.js';
import type { MappingOwner } from '../mappings/mapping.js';
import { loadMappings } from '../mappings/mapping-store.js';
import { findSample, keepSample, type MappingSample } from '../mappings/sample-store.js';
import { bankNames, officerNames } from '../oversight/name-store.js';
import { loadGatewayAccounts } from '../payments/payment-store.js';
import { Refused } from '../problem.js';
import { headerRowAsked, layoutOf, mappingFormOf } from './mapping-form.js';
import { ownerWords, reasonInWords, refusalInWords } from './mapping-words.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MappingListPage } from './pages/mapping-list-page.js';
import { MappingPage } from './pages/mapping-page.js';
import { MappingTryPage } from './pages/mapping-try-page.js';
import { MessagePage } from './pages/message-page.js';

export const mappingPageRoutes: readonly PageRoute[] = [
  {
    method: 'get',
    path: '/mau-cot',
    action: 'mapping.read',
    handle: (deps, ask) => list(deps, ask),
  },
  { method: 'post', path: '/mau-cot', action: 'mapping.propose', file: 'tep', handle: begin },
  { method: 'get', path: '/mau-cot/tep/:id', action: 'mapping.propose', handle: tryOut },
  { method: 'post', path: '/mau-cot/tep/:id', action: 'mapping.propose', handle: proposeIt },
  {
    method: 'get',
    path: '/mau-cot/:id',
    action: 'mapping.read',
    handle: (deps, ask) => show(deps, ask),
  },
  { method: 'post', path: '/mau-cot/:id', action: 'mapping.confirm', handle: decide },
];

function mappingDeps({ db, now }: PageDeps, ask: PageAsk): MappingDeps {
  return { db, now, by: byPrincipal(insiderOf(ask).principal, ask.visitor.requestId) };
}

async function list(
  { db }: PageDeps,
  ask: PageAsk,
  error: string | null = null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const mappings = await loadMappings(db);
  const view = {
    ...{ province: ask.province, who: principal, error },
    mappings: mappings.filter(({ owner }) => mayMap(principal, 'read', owner)),
    owners: await ownersFor(db, principal),
    imports: [
      ...(may(principal, 'settlement.import', null) ? [reportImport] : []),
      ...(mayAnywhere(principal, 'statement.upload') ? [statementImport] : []),
    ],
  };
  return { status: error === null ? 200 : 422, page: <MappingListPage {...view} /> };
}

const reportImport = { path: '/quyet-toan/nhap', name: 'Nhập báo cáo quyết toán' };
const statementImport = { path: '/sao-ke/nhap', name: 'Nhập sao kê' };

/** Gateway accounts and banks whose files the officer may map: `cong vnpay`, `nh 970436`. */
async function ownersFor(db: PageDeps['db'], principal: Principal) {
  if (!mayAnywhere(principal, 'mapping.propose')) return [];
  const gateways = mayMap(principal, 'propose', { reads: 'settlement' })
    ? (await loadGatewayAccounts(db)).map(({ name }) => {
        return { value: `cong ${name}`, name: `Cổng ${name}` };
      })
    : [];
  const banks = mayMap(principal, 'propose', { reads: 'statement' })
    ? [...(await bankNames(db))].map(([bin, name]) => ({ value: `nh ${bin}`, name }))
    : [];
  return [...gateways, ...banks.sort((one, other) => one.name.localeCompare(other.name, 'vi'))];
}

async function begin(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const name = mappingName.safeParse((ask.form.get('ten') ?? '').normalize('NFC').trim());
  const [file] = ask.files;
  if (!file || !name.success) {
    return list(deps, ask, 'Chọn tệp, và đặt tên mẫu bằng chữ, số, dấu gạch.');
  }
  try {
    const [, kind, whose = ''] = /^(cong|nh) (.{1,64})$/u.exec(ask.form.get('cua') ?? '') ?? [];
    const asked =
      kind === 'nh'
        ? ({ reads: 'statement', bank: whose } as const)
        : ({ reads: 'settlement', gateway: whose } as const);
    const owner = await ownerAsked(deps.db, insiderOf(ask).principal, asked);
    const given = { name: name.data, owner, file: { name: file.name, bytes: file.bytes } };
    await openSheets(given.file);
    const id = await keepSample(mappingDeps(deps, ask), given);
    return { goTo: `/mau-cot/tep/${id}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return list(deps, ask, refusalInWords(error.problem.code));
  }
}

/** A sample is shown to whoever sent it; a proposal made from it to whoever may confirm. */
async function sampleOf({ db }: PageDeps, ask: PageAsk): Promise<MappingSample | undefined> {
  const id = String(ask.params['id']);
  const sample = /^\d{1,18}$/.test(id) ? await findSample(db, { id }) : undefined;
  const { principal } = insiderOf(ask);
  const isOwn = sample?.uploadedBy === nameOf(byPrincipal(principal, ask.visitor.requestId));
  return sample && isOwn && mayMap(principal, 'propose', sample.owner) ? sample : undefined;
}

async function tryOut(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const sample = await sampleOf(deps, ask);
  if (!sample) return noSuch(ask);
  return tryPage(deps, ask, { sample, given: textsOf(ask.query) });
}

async function proposeIt(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const sample = await sampleOf(deps, ask);
  if (!sample) return noSuch(ask);
  const { layout } = await chosenIn(sample, ask.form);
  const given = { sample, given: ask.form };
  if (layout === null) return tryPage(deps, ask, given);
  try {
    const { name, owner, file } = sample;
    const proposing = mappingDeps(deps, ask);
    const { principal } = insiderOf(ask);
    // whoever may not see what is in the file proposes nothing from it
    await previewThrough({ ...proposing, principal }, { owner, layout, file });
    const mapping = await proposeMapping(proposing, { name, owner, layout, file });
    return { goTo: `/mau-cot/${mapping.id}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return tryPage(deps, ask, { ...given, refused: error });
  }
}

interface Chosen {
  readonly headers: readonly string[];
  readonly form: ReturnType<typeof mappingFormOf>;
  readonly layout: Layout | null;
  readonly faults: readonly string[];
}

async function chosenIn(
  { file, owner }: MappingSample,
  given: ReadonlyMap<string, string>,
): Promise<Chosen> {
  const sheets = await openSheets(file);
  const row = headerRowAsked(given) ?? guessHeaderRow(sheets);
  const rowCount = given.get('tieu-de') === '2' ? 2 : 1;
  const header = headerOf(sheets, { row, rowCount }) ?? { row, headers: [] };
  const form = mappingFormOf(owner.reads, given, header);
  const read = layoutOf(form, header.headers);
  const isLayout = 'reads' in read;
  return {
    ...{ headers: header.headers, form },
    layout: isLayout ? read : null,
    faults: isLayout ? [] : read,
  };
}

async function tryPage(
  deps: PageDeps,
  ask: PageAsk,
  about: {
    readonly sample: MappingSample;
    readonly given: ReadonlyMap<string, string>;
    readonly refused?: Refused;
  },
): Promise<PageAnswer> {
  const { sample, given } = about;
  const { owner, file, name } = sample;
  const { headers, form, layout, faults } = await chosenIn(sample, given);
  const tried = layout ? await previewOrWhy(deps, ask, { owner, layout, file }) : null;
  const told = [...faults, ...(about.refused ? wordsOf(about.refused) : []), ...(tried?.why ?? [])];
  const view = {
    ...{ province: ask.province, who: insiderOf(ask).principal, sampleId: sample.id, name },
    ownerName: await nameOfOwner(deps.db, owner),
    ...{ fileName: file.name, headers, form, preview: tried?.preview ?? null },
    faults: [...new Set(told)],
  };
  // what is only looked at is no fault
  const isSent = given === ask.form;
  return { status: isSent && told.length > 0 ? 422 : 200, page: <MappingTryPage {...view} /> };
}

async function nameOfOwner(db: PageDeps['db'], owner: MappingOwner): Promise<string> {
  if (owner.reads === 'statement') {
    return `${ownerWords('statement')} ${(await bankNames(db)).get(owner.bankBin) ?? ''}`;
  }
  const accounts = await loadGatewayAccounts(db);
  const name = accounts.find(({ id }) => id === owner.gatewayAccountId)?.name ?? '';
  return `${ownerWords('settlement')} ${name}`;
}

async function previewOrWhy(
  { db }: PageDeps,
  ask: PageAsk,
  given: Parameters<typeof previewThrough>[1],
) {
  const { principal } = insiderOf(ask);
  const by = byPrincipal(principal, ask.visitor.requestId);
  try {
    return { preview: await previewThrough({ db, by, principal }, given), why: [] };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { preview: null, why: wordsOf(error) };
  }
}

function wordsOf({ problem }: Refused): string[] {
  const places = (problem.errors ?? []).map(
    ({ column, detail }) => `${column === undefined ? '' : `${column}: `}${reasonInWords(detail)}`,
  );
  return [refusalInWords(problem.code), ...(problem.code === 'layout_changed' ? places : [])];
}

async function show(
  deps: PageDeps,
  ask: PageAsk,
  error: string | null = null,
): Promise<PageAnswer> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  const id = String(ask.params['id']);
  const [mapping] = /^\d{1,18}$/.test(id) ? await loadMappings(db, { id }) : [];
  if (!mapping || !mayMap(principal, 'read', mapping.owner)) return noSuch(ask);
  const sample = mayMap(principal, 'propose', mapping.owner)
    ? await findSample(db, { sha256: mapping.sampleSha256 })
    : undefined;
  const { owner, layout, headers } = mapping;
  const tried =
    sample && (await previewOrWhy(deps, ask, { owner, layout, headers, file: sample.file }));
  const view = {
    ...{ province: ask.province, who: principal, mapping, error },
    preview: tried?.preview ?? null,
    mayConfirm: may(principal, 'mapping.confirm', null),
    names: await officerNames(db),
  };
  return { status: error === null ? 200 : 422, page: <MappingPage {...view} /> };
}

async function decide(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const id = String(ask.params['id']);
  if (!may(insiderOf(ask).principal, 'mapping.confirm', null) || !/^\d{1,18}$/.test(id)) {
    return noSuch(ask);
  }
  const reason = (ask.form.get('ly-do') ?? '').normalize('NFC').trim().slice(0, 500);
  try {
    if (ask.form.get('viec') === 'xac-nhan') await confirmMapping(mappingDeps(deps, ask), id);
    else if (reason === '') return await show(deps, ask, 'Nêu lý do ngừng dùng.');
    else await retireMapping(mappingDeps(deps, ask), { id, reason });
    return { goTo: `/mau-cot/${id}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.problem.code === 'not_found') return noSuch(ask);
    return show(deps, ask, refusalInWords(error.problem.code));
  }
}

function textsOf(query: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries((query ?? {}) as Readonly<Record<string, unknown>>);
  return new Map(
    entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy mẫu cột';
  const text = 'Không có mẫu cột này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
