// `doisoat verify books` and `doisoat verify audit`
import { anchorFile, readAnchorFile } from '../audit/anchor-file.js';
import type { AuditHead } from '../audit/seal-audit.js';
import { type AuditVerdict, verifyAudit } from '../audit/verify-audit.js';
import { exampleCountMax, verifyBooks } from '../oversight/verify-books.js';
import { Refused } from '../problem.js';
import { brokenMonths, signedMonthsCheck } from '../sign-off/verify-months.js';
import { type Command, type CommandInput, textOption, wrongUsage } from './command.js';

export const verifyBooksCommand: Command = {
  name: 'verify books',
  summary: 'check that the stored books add up (kiểm tra sổ); names what does not',
  readsOnly: true,
  run: async (context) => {
    const { checks: ofBooks, accounts } = await verifyBooks({ db: context.db() });
    const months = await brokenMonths(context.db());
    const signed = {
      ...{ name: signedMonthsCheck, broken: months.length },
      examples: months.slice(0, exampleCountMax),
    };
    const checks = [...ofBooks, signed];
    const failed = checks.some(({ broken }) => broken > 0);
    const lines = checks.map(({ name, broken, examples }) =>
      broken === 0
        ? `ok      ${name}`
        : `BROKEN  ${name}: ${String(broken)} (${examples.join(', ')})`,
    );
    const text = [...lines, `${String(accounts.length)} accounts with lines`].join('\n');
    return { json: { ok: !failed, checks, accounts }, text, failed };
  },
};

export const verifyAuditCommand: Command = {
  name: 'verify audit',
  summary: 'check that nobody changed the audit trail (nhật ký); names the first bad entry',
  readsOnly: true,
  options: [
    ['--head <seq:chain>', 'a head as it was printed; must still be in the chain'],
    ['--anchors <file>', 'anchors kept elsewhere (default audit-anchors.ndjson in DATA_DIR)'],
  ],
  run: async (context, input) => {
    const printed = headOption(input);
    const { secretKey, dataDir } = context.config();
    const given = textOption(input, 'anchors');
    const path = given ?? anchorFile(dataDir);
    const file = await readAnchorFile(path);
    if (given !== undefined && file === null) {
      throw new Refused({ code: 'bad_file', detail: `${given}: there is no such file` });
    }
    if (file === null)
      context.note(`no anchors at ${path}: only those in the database are checked`);
    const verdict = await verifyAudit({ db: context.db(), secretKey }, { file, printed });
    const head = verdict.head && `${verdict.head.seq}:${verdict.head.chain}`;
    return { json: { ...verdict, head }, text: textOf(verdict, head), failed: !verdict.ok };
  },
};

function headOption(input: CommandInput): AuditHead | null {
  const text = textOption(input, 'head');
  if (text === undefined) return null;
  const [, seq, chain] = /^([1-9]\d{0,18}):([0-9a-fA-F]{64})$/.exec(text.trim()) ?? [];
  if (seq === undefined || chain === undefined) {
    throw wrongUsage('--head: SEQ:CHAIN is expected, as `verify audit` prints it');
  }
  return { seq, chain: chain.toLowerCase() };
}

function textOf(verdict: AuditVerdict, head: string | null): string {
  const counts = Object.entries(verdict.counts).map(([kind, count]) => `${kind} ${String(count)}`);
  const found = verdict.first
    ? [
        `BROKEN  ${counts.join(', ')}`,
        `first   ${verdict.first.detail}`,
        ...verdict.findings.slice(1, 20).map(({ detail }) => `        ${detail}`),
      ]
    : ['ok      the audit trail is as it was written'];
  return [
    ...found,
    `${String(verdict.sealed)} entries, ${String(verdict.unsealed)} events not sealed yet, ` +
      `${String(verdict.anchors)} anchors`,
    `head    ${head ?? 'none yet'}`,
  ].join('\n');
}
