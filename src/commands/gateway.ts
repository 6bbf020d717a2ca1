// `doisoat gateway set NAME --profile FILE.json`
import { readFile } from 'node:fs/promises';
import { setGateway } from '../payments/set-gateway.js';
import { Refused } from '../problem.js';
import { type Command, textOption, wrongUsage } from './command.js';

export const gatewaySetCommand: Command = {
  name: 'gateway set',
  summary: 'register a merchant account at a payment gateway (cổng thanh toán), or change it',
  args: ['<name>'],
  options: [['--profile <file>', 'the profile, a JSON file']],
  run: async ({ config, db, now, by }, input) => {
    const [name = ''] = input.args;
    const file = textOption(input, 'profile');
    if (file === undefined) throw wrongUsage('--profile FILE.json is required');
    const document = await readDocument(file);
    const deps = { db: db(), now, secretKey: config().secretKey, by };
    const outcome = await setGateway(deps, { name, document }).catch((error: unknown) => {
      throw error instanceof Refused ? named(error, file) : error;
    });
    const what = outcome.changed.length === 0 ? 'unchanged' : `set: ${outcome.changed.join(', ')}`;
    const served = outcome.callbacks ? '' : ` (callbacks of ${outcome.kind} are not served)`;
    return { json: outcome, text: `gateway ${name} (${outcome.kind}) ${what}${served}` };
  },
};

async function readDocument(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw badFile(file, `${file} cannot be read (${code})`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // the parser's own message quotes the text around the error, which may be a secret
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = text.slice(0, Number(at ?? text.length)).split('\n').length;
    throw badFile(file, `${file} is not JSON: line ${String(line)}`, line);
  }
}

function badFile(file: string, detail: string, line?: number): Refused {
  const place = { file, detail, ...(line === undefined ? {} : { line }) };
  return new Refused({ code: 'bad_file', detail, errors: [place] });
}

function named(error: Refused, file: string): Refused {
  const { errors, ...problem } = error.problem;
  return new Refused({
    ...problem,
    detail: `${file}: ${problem.detail}`,
    ...(errors ? { errors: errors.map((place) => ({ file, ...place })) } : {}),
  });
}
