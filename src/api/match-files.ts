// Papers that prove a match: attached by whoever may decide about it, read by who may read payers.
import { z } from 'zod';
import { may } from '../access/principal.js';
import { paperTypes } from '../beneficiary-accounts/paper-type.js';
import { instantText } from '../calendar.js';
import { readMatches } from '../oversight/export-matches.js';
import { mayDecideMatch, unitOfMatch } from '../oversight/match-decision-sight.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { Refused } from '../problem.js';
import { attachProof } from '../reconciliation/attach-proof.js';
import { proofKinds } from '../reconciliation/match-decision-store.js';
import {
  loadMatchFileBytes,
  loadMatchFiles,
  type MatchFile,
} from '../reconciliation/match-file-store.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { apiRoute, type ApiRoute } from './route.js';
import { id, idParams, instant } from './shapes.js';
import { foundOr404, instantAsked } from './sight.js';

export const matchFile = z.strictObject({
  id: z.string(),
  proof: z.enum(proofKinds),
  name: z.string(),
  mediaType: z.string(),
  sha256: z.string(),
  size: z.number().int(),
  by: z.string(),
  at: instant,
});

export function matchFileBody(file: MatchFile): z.output<typeof matchFile> {
  return { ...file, at: instantText(file.at) };
}

const attach = apiRoute({
  method: 'post',
  path: '/matches/{id}/files',
  id: 'attachMatchProof',
  tag: 'matches',
  summary: 'Attaches a paper (PDF, JPEG or PNG, 20 MB) that proves a match, with its kind',
  action: 'match.decide',
  params: idParams,
  files: ['file'],
  body: z.strictObject({ proof: z.enum(proofKinds) }),
  answers: { 201: matchFile },
  creates: true,
  handle: async (deps, ask) => {
    const { db, by, principal, params, body } = ask;
    const [file, ...others] = ask.files;
    if (!file || others.length > 0) {
      const errors = [{ pointer: '/file', detail: 'one file at a time' }];
      throw new Refused({ code: 'invalid_input', detail: 'One file at a time.', errors });
    }
    const whole = await deps.read(instantAsked(deps, {}));
    const [found] = await readMatches(db, whole, { ids: [params.id] });
    const match = foundOr404(found && mayDecideMatch(principal, found) ? found : null);
    const about = { matchId: match.id, unitCode: unitOfMatch(match), proof: body.proof };
    const { name, bytes } = file;
    const kept = await attachProof({ db, now: deps.now, by }, { ...about, name, bytes });
    const location = `/api/v1/matches/${match.id}/files/${kept.id}`;
    return { status: 201, body: matchFileBody(kept), location };
  },
});

const download = apiRoute({
  method: 'get',
  path: '/matches/{id}/files/{file}',
  id: 'getMatchProof',
  tag: 'matches',
  summary: 'Downloads a paper that proves a match; it may name who paid',
  action: 'payer.read',
  params: idParams.extend({ file: id }),
  produces: [...paperTypes],
  answers: { 200: null },
  handle: async (deps, { db, by, principal, params }) => {
    const whole = await deps.read(instantAsked(deps, {}));
    const found = await readMatches(db, whole, { ids: [params.id] });
    const match = foundOr404(matchesInSight(found, principal)[0]);
    const unitCode = unitOfMatch(match);
    const isWhole = match.masked === undefined;
    if (!isWhole || !may(principal, 'payer.read', unitCode)) foundOr404(null);
    const files = await loadMatchFiles(db, match.id);
    const file = foundOr404(files.find((each) => each.id === params.file));
    const bytes = foundOr404(await loadMatchFileBytes(db, file.id));
    await recordPayerRead({ by, db }, { kind: 'match_file', shown: [{ id: file.id, unitCode }] });
    return { download: { type: file.mediaType, name: file.name, bytes } };
  },
});

export const matchFileRoutes: readonly ApiRoute[] = [attach, download];
