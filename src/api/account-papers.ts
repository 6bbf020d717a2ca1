// The papers behind a proposal. They come from outside, so they only ever leave as downloads.
import { z } from 'zod';
import { attachPaper, removePaper } from '../beneficiary-accounts/attach-paper.js';
import { loadPaperBytes, loadPapers } from '../beneficiary-accounts/proposal-store.js';
import { Refused } from '../problem.js';
import { aboutProposal, proposalInSight } from './account-proposals.js';
import { accountDeps, paperShape, shownPaper } from './account-shape.js';
import { apiRoute, type ApiRoute } from './route.js';
import { id, idParams } from './shapes.js';
import { foundOr404 } from './sight.js';
import { refuseStale } from './versions.js';
import { paperTypes } from '../beneficiary-accounts/paper-type.js';

const paperParams = z.strictObject({ id, paper: id });
const about = { tag: 'accounts' } as const;

const post = apiRoute({
  ...about,
  method: 'post',
  path: '/account-proposals/{id}/papers',
  id: 'attachAccountPaper',
  summary: 'Attaches a paper (PDF, JPEG or PNG, 20 MB) to your own proposal',
  action: 'account.propose',
  creates: true,
  params: idParams,
  files: ['file'],
  answers: { 201: paperShape },
  handle: async (deps, ask) => {
    const [file, ...others] = ask.files;
    if (!file || others.length > 0) {
      const errors = [{ pointer: '/file', detail: 'one file at a time' }];
      throw new Refused({ code: 'invalid_input', detail: 'One file at a time.', errors });
    }
    const { name, bytes } = file;
    const given = { ...aboutProposal(ask), name, bytes };
    const { proposal, paper } = await attachPaper(accountDeps(deps, ask), given);
    return {
      status: 201,
      body: shownPaper(paper),
      version: String(proposal.version),
      location: `/api/v1/account-proposals/${proposal.id}/papers/${paper.id}`,
    };
  },
});

const get = apiRoute({
  ...about,
  method: 'get',
  path: '/account-proposals/{id}/papers/{paper}',
  id: 'getAccountPaper',
  summary: 'Downloads a paper',
  action: 'account.read',
  params: paperParams,
  produces: [...paperTypes],
  answers: { 200: null },
  handle: async (_deps, ask) => {
    const proposal = await proposalInSight(ask);
    const papers = await loadPapers(ask.db, proposal.id);
    const paper = foundOr404(papers.find((one) => one.id === ask.params.paper));
    const named = { proposalId: proposal.id, paperId: paper.id };
    const bytes = foundOr404(await loadPaperBytes(ask.db, named));
    return { download: { type: paper.mediaType, name: paper.name, bytes } };
  },
});

const remove = apiRoute({
  ...about,
  method: 'delete',
  path: '/account-proposals/{id}/papers/{paper}',
  id: 'removeAccountPaper',
  summary: 'Takes a paper of your own proposal back',
  action: 'account.propose',
  edits: true,
  params: paperParams,
  answers: { 204: null },
  handle: async (deps, ask) => {
    const proposal = await removePaper(accountDeps(deps, ask), {
      ...aboutProposal(ask),
      paperId: ask.params.paper,
      expect: (version) => {
        refuseStale(ask, version);
      },
    });
    return { status: 204, version: String(proposal.version) };
  },
});

export const accountPaperRoutes: readonly ApiRoute[] = [post, get, remove];
