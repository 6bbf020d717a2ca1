// PayGov's QUERY: POST JSON with a plain SHA-256, the secret last (gateways reference, section 4).
// No answer is published as signed: it is believed for the address that was asked.
import { createHash } from 'node:crypto';
import { secretOf } from '../gateways/gateway.js';
import { type JsonObject, readJsonObject, scalarOf } from '../gateways/lossless-json.js';
import { amountOf, localTimeOf, localTimeText } from '../gateways/signature.js';
import type { Asker, GatewayQuery, Question, QueryReading, QueryRequest } from './query.js';
import { idOf, wordOf } from './query.js';

const messageVersion = '1.0.6';

export const paygovQuery: GatewayQuery = { kind: 'paygov', request, read };

function request(question: Question, asker: Asker, now: Date): QueryRequest {
  const fields = {
    LoaiBanTin: 'QUERY',
    PhienBan: messageVersion,
    MaDoiTac: asker.merchantCode ?? '',
    MaThamChieu: question.merchantRef,
    ThoiGianGD: localTimeText(now),
  };
  const text = [...Object.values(fields), secretOf(asker.secrets, 'secretKey')].join('|');
  const MaXacThuc = createHash('sha256').update(text, 'utf8').digest('hex');
  const body = JSON.stringify({ ...fields, MaXacThuc });
  return { contentType: 'application/json', body };
}

function read(answer: Buffer, question: Question, asker: Asker): QueryReading {
  const body = contentOf(readJsonObject(answer));
  if (!body) return { kind: 'untrusted' };
  const field = (name: string): string => scalarOf(body, name) ?? '';
  const isOthers =
    !['', asker.merchantCode].includes(field('MaDoiTac')) ||
    !['', question.merchantRef].includes(field('MaThamChieu')) ||
    !['', 'VND'].includes(field('MaTienTe'));
  if (isOthers) return { kind: 'untrusted' };
  const state = field('TrangThaiGD');
  if (state === '') return refusalOf(field('MaLoi') || field('error_code'));
  if (state === '3') return { kind: 'notFinal' };
  if (state !== '1' && state !== '4')
    return { kind: 'refused', code: `state ${state.slice(0, 5)}` };
  const given = field('SoTien');
  const amount = amountOf(given);
  if (given !== '' && amount === undefined) return { kind: 'untrusted' };
  const told = {
    amount,
    gatewayTxnId: idOf(field('MaGiaoDich')),
    paidAt: localTimeOf(field('ThoiGianGD')),
  };
  return wordOf({ ...told, status: state === '1' ? 'succeeded' : 'failed' }, question);
}

/** The answer to INIT carries its fields as JSON text in `message`; so may this one's. */
function contentOf(body: JsonObject | undefined): JsonObject | undefined {
  const inner = body?.get('message');
  const isWrapped = typeof inner === 'string' && body?.get('TrangThaiGD') === undefined;
  return isWrapped ? (readJsonObject(Buffer.from(inner)) ?? body) : body;
}

function refusalOf(code: string): QueryReading {
  if (code === '') return { kind: 'untrusted' };
  return code === '01' ? { kind: 'unknown' } : { kind: 'refused', code: code.slice(0, 10) };
}
