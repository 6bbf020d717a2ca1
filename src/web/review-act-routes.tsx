// Notes about something under review, and putting it off until a day: the same forms on the review, on
// the page of a match, of a line and of a payment.
import { byPrincipal } from '../access/principal.js';
import { assignableOfficers } from '../discrepancies/assignable-officers.js';
import { reviewSubject, type ReviewSubject } from '../oversight/review-subject.js';
import { Refused } from '../problem.js';
import { parkDaysMax, reviewAct, type ReviewAct } from '../reconciliation/review-act.js';
import type { ReviewItemId } from '../reconciliation/review-item.js';
import { dayTyped } from './account-form.js';
import { idIn, lineIn } from './decision-form.js';
import { noSuchMatch } from './match-ask.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { reviewAfter, type ReviewQuery } from './review-query.js';
import { reviewedPath } from './review-work.js';

/** An act, or what the form lacks. */
type Typed =
  | { readonly act: ReviewAct; readonly error?: never }
  | { readonly act?: never; readonly error: string };

type Again = (deps: PageDeps, ask: PageAsk, error: string) => Promise<PageAnswer>;

/**
 * The forms of one kind of thing.
 * @param path of its page, with `:id`
 * @param again the page once more, with what is wrong and what was typed
 */
export function reviewActRoutes(
  kind: ReviewItemId['kind'],
  path: string,
  again: Again,
): readonly PageRoute[] {
  const acting = (typedIn: (ask: PageAsk) => Typed): PageRoute['handle'] => {
    return async (deps, ask) => {
      const subject = await subjectAsked(deps, ask, kind);
      if (!subject) return noSuchMatch(ask);
      const { act, error } = typedIn(ask);
      if (error !== undefined) return again(deps, ask, error);
      const refused = await tried(deps, ask, { subject, act });
      return refused === null ? done(ask, subject, act) : again(deps, ask, refused);
    };
  };
  return [
    { method: 'post', path: `${path}/de-lai`, action: 'match.decide', handle: acting(parkingIn) },
    { method: 'post', path: `${path}/ghi-chu`, action: 'match.decide', handle: acting(noteIn) },
  ];
}

/** Null where there is none in sight on which the officer may act. */
async function subjectAsked(
  deps: PageDeps,
  ask: PageAsk,
  kind: ReviewItemId['kind'],
): Promise<ReviewSubject | null> {
  const id = idIn(ask.params['id']);
  if (id === null) return null;
  const { principal } = insiderOf(ask);
  const read = await readForPage(deps, ask);
  const subject = await reviewSubject(deps.db, { principal, ...read }, { kind, id });
  return subject?.mayAct ? subject : null;
}

function noteIn(ask: PageAsk): Typed {
  const text = lineIn(ask, 'ghi-chu');
  return text === null ? { error: 'Ghi nội dung ghi chú.' } : { act: { act: 'noted', text } };
}

function parkingIn(ask: PageAsk): Typed {
  const seen = idIn(ask.form.get('phien-ban'));
  if (ask.form.get('viec') === 'bo') return { act: { act: 'unparked', seen } };
  const untilOn = dayTyped(ask.form.get('den-ngay') ?? '');
  const ownerId = idIn(ask.form.get('can-bo'));
  const text = lineIn(ask, 'vi-sao');
  if (untilOn === undefined || ownerId === null || text === null) {
    return { error: 'Ghi ngày xem lại (ngày/tháng/năm), người xem lại và lý do để lại.' };
  }
  return { act: { act: 'parked', untilOn, ownerId, text, seen } };
}

const refusedWords: Readonly<Partial<Record<Refused['problem']['code'], string>>> = {
  conflict:
    'Chưa ghi được: người khác vừa để lại, đưa trở lại hoặc đã giải quyết khoản này. Hãy xem lại; nội dung bạn nhập vẫn còn.',
  invalid_input: `Ngày xem lại phải từ ngày mai đến ${String(parkDaysMax)} ngày tới; người xem lại phải thuộc phạm vi này.`,
};

/** What was refused, in words; null when it is done. */
async function tried(
  { db, config, now }: PageDeps,
  ask: PageAsk,
  { subject, act }: { readonly subject: ReviewSubject; readonly act: ReviewAct },
): Promise<string | null> {
  const { principal } = insiderOf(ask);
  const { item, unitCode, isOpen } = subject;
  try {
    if (act.act === 'parked') {
      const about = { unitCode, province: config.province, action: 'match.decide' } as const;
      const able = await assignableOfficers(db, about);
      if (!able.some(({ id }) => id === act.ownerId)) return refusedWords.invalid_input ?? '';
    }
    const by = byPrincipal(principal, ask.visitor.requestId);
    await reviewAct({ db, now, by }, { item, unitCode, isOpen, act });
    return null;
  } catch (error) {
    const words = error instanceof Refused ? refusedWords[error.problem.code] : undefined;
    if (words === undefined) throw error;
    return words;
  }
}

const doneAs = { parked: 'de-lai', unparked: 'bo', noted: 'ghi-chu' } as const;

/** What pages say of it, by `da` in their address. */
export const reviewNotices: Readonly<Record<string, string>> = {
  'de-lai': 'Đã để lại; khoản này trở lại danh sách vào ngày xem lại.',
  bo: 'Đã đưa trở lại danh sách.',
  'ghi-chu': 'Đã ghi chú.',
};

function done(ask: PageAsk, subject: ReviewSubject, { act }: ReviewAct): PageAnswer {
  const told: Pick<ReviewQuery, 'da' | 'vua'> = { da: act, vua: subject.item.id };
  const on = subject.item.kind === 'match' ? reviewAfter(ask.form, told) : null;
  return { goTo: on ?? `${reviewedPath(subject)}?da=${doneAs[act]}` };
}
