// Refusals of rows that came as JSON name places of the message instead of lines of a file.
import { Refused, type ProblemPlace } from '../problem.js';

/**
 * What a verb over rows gives; its refusals point into the list at `path`.
 * @throws Refused as the verb does, with JSON pointers
 */
export async function withPointers<Outcome>(
  outcome: Promise<Outcome>,
  path: string,
): Promise<Outcome> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof Refused) || !error.problem.errors) throw error;
    const { code, errors } = error.problem;
    const detail = 'Nothing was stored; the errors name what is wrong where.';
    throw new Refused({ code, detail, errors: errors.map((place) => pointed(place, path)) });
  }
}

function pointed(place: ProblemPlace, path: string): ProblemPlace {
  if (place.line === undefined) return place;
  const pointer = `${path}/${String(place.line - 1)}/${place.column ?? ''}`;
  return { pointer, detail: place.detail };
}
