// How the routes of what officers put off and note in the review are asked.
import type { Draw, Drawn } from './calls.js';
import { codeOf, type Kind } from './objects.js';

export const reviewCalls = (
  idOf: (drawn: Drawn, kind: Kind) => string,
): Readonly<Record<string, Draw>> => ({
  listParkings: ({ target }) => ({
    method: 'GET',
    path: `/api/v1/parkings?limit=200${target === null ? '' : `&unit=${codeOf(target)}`}`,
  }),
  park: (drawn) => ({
    method: 'POST',
    path: '/api/v1/parkings',
    json: {
      ...{ kind: 'match', item: idOf(drawn, 'match'), until: '2026-06-01', owner: 'me' },
      reason: 'walked',
    },
  }),
  endParking: () => ({ method: 'POST', path: '/api/v1/parkings/999999999/end' }),
  listReviewNotes: (drawn) => ({
    method: 'GET',
    path: `/api/v1/review-notes?kind=match&item=${idOf(drawn, 'match')}`,
  }),
  addReviewNote: (drawn) => ({
    method: 'POST',
    path: '/api/v1/review-notes',
    json: { kind: 'match', item: idOf(drawn, 'match'), text: 'walked' },
  }),
});
