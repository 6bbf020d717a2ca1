// Verifications of accounts: a code for a small test transfer, and what the statements say of it.
import { z } from 'zod';
import { may, type Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { askVerification } from '../beneficiary-accounts/ask-verification.js';
import {
  transferQr,
  type Verification,
  type VerifiedVersion,
} from '../beneficiary-accounts/verification.js';
import {
  findVerifiedVersion,
  loadVerifications,
} from '../beneficiary-accounts/verification-store.js';
import { vietQrSvg } from '../beneficiary-accounts/vietqr.js';
import { instantText, localDateOf } from '../calendar.js';
import { moneyText } from '../money.js';
import { verificationAt } from '../oversight/verifications.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { asOfMember, day, id, idParams, instant, money } from './shapes.js';
import { foundOr404, notFound, readAsked } from './sight.js';

const askedShape = z.strictObject({
  id: z.string(),
  versionId: z.string(),
  unitCode: z.string(),
  code: z.string(),
  amount: money,
  madeAt: instant,
  expiresOn: day,
  /** The text of a VietQR; null for accounts at the State Treasury. */
  qrText: z.string().nullable(),
});

const verificationShape = askedShape.extend({
  state: z.enum(['open', 'seen', 'expired']),
  seenOn: day.nullable(),
  seenElsewhere: z.array(
    z.strictObject({
      bookedOn: day,
      unitCode: z.string().nullable(),
      account: z.string(),
      isSameAccount: z.boolean(),
    }),
  ),
});

/** The version, where it is of a unit in scope. */
async function versionIn(
  ask: { readonly db: Ask['db']; readonly principal: Principal },
  action: Action,
  versionId: string,
): Promise<VerifiedVersion> {
  const version = foundOr404(await findVerifiedVersion(ask.db, versionId));
  if (!may(ask.principal, action, version.unitCode)) throw notFound();
  return version;
}

function answerOf(version: VerifiedVersion, made: Verification): z.output<typeof askedShape> {
  const { id: verificationId, versionId, code, amount, madeAt, expiresOn } = made;
  return {
    id: verificationId,
    versionId,
    unitCode: version.unitCode,
    code,
    amount: moneyText(amount),
    madeAt: instantText(madeAt),
    expiresOn,
    qrText: transferQr(version, made),
  };
}

const ask = apiRoute({
  method: 'post',
  path: '/accounts/{id}/verifications',
  id: 'verifyAccount',
  tag: 'accounts',
  summary: 'A code for a small test transfer; seen on the account’s own statement it proves it',
  action: 'account.verify',
  params: idParams,
  answers: { 201: askedShape },
  creates: true,
  handle: async (deps, { db, principal, by, params }) => {
    await versionIn({ db, principal }, 'account.verify', params.id);
    const given = { versionId: params.id };
    const { version, verification } = await askVerification({ db, now: deps.now, by }, given);
    return { status: 201, body: answerOf(version, verification) };
  },
});

const list = apiRoute({
  method: 'get',
  path: '/accounts/{id}/verifications',
  id: 'listVerifications',
  tag: 'accounts',
  summary: 'The verifications of an account version, and what the statements say of each',
  action: 'account.read',
  params: idParams,
  query: z.strictObject({ ...paging, ...asOfMember }),
  answers: { 200: pageSchema(verificationShape) },
  handle: async (deps, asking) => {
    const version = await versionIn(asking, 'account.read', asking.params.id);
    const { seen } = await readAsked(deps, asking);
    const made = await loadVerifications(asking.db, version.id);
    const today = localDateOf(seen.asOf);
    const known = made.filter(({ madeAt }) => localDateOf(madeAt) <= today);
    const page = pageOf(known, { ...asking.query, keyOf: (one) => [numberKey(one.id)] });
    const items = page.items.map((one) => ({
      ...answerOf(version, one),
      ...verificationAt(seen, one),
    }));
    return { body: { ...page, items } };
  },
});

const qr = apiRoute({
  method: 'get',
  path: '/accounts/{id}/verifications/{verificationId}/qr',
  id: 'getVerificationQr',
  tag: 'accounts',
  summary: 'The VietQR of a test transfer as a picture',
  action: 'account.read',
  params: z.strictObject({ id, verificationId: id }),
  answers: { 200: null },
  produces: ['image/svg+xml'],
  handle: async (_deps, asking) => {
    const { params, db } = asking;
    const version = await versionIn(asking, 'account.read', params.id);
    const made = await loadVerifications(db, version.id);
    const one = foundOr404(made.find((each) => each.id === params.verificationId));
    const svg = await vietQrSvg(foundOr404(transferQr(version, one)));
    const name = `xac-minh-${one.id}.svg`;
    return { download: { type: 'image/svg+xml', name, bytes: Buffer.from(svg, 'utf8') } };
  },
});

export const verificationRoutes: readonly ApiRoute[] = [ask, list, qr];
