// What the forms about a discrepancy ask for, as acts.
import { resolutions } from '../discrepancies/standing.js';
import type { Act } from '../discrepancies/work-on-discrepancy.js';
import { dayTyped } from './account-form.js';
import { idIn, lineIn, reasonIn } from './decision-form.js';
import type { PageAsk } from './page-route.js';

/** An act, or what the form lacks. */
export type ActTyped =
  { readonly act: Act; readonly error?: never } | { readonly act?: never; readonly error: string };

const wanting = 'Chọn quyết định và ghi lý do.';

/** @param me the officer who sends it */
export function decisionIn(ask: PageAsk, me: string): ActTyped {
  const chosen = ask.form.get('viec') ?? '';
  if (chosen === 'taken') return { act: { act: 'assigned', text: null, assigneeId: me } };
  if (chosen === 'assigned') {
    const assigneeId = idIn(ask.form.get('can-bo'));
    return { act: { act: 'assigned', text: null, assigneeId } };
  }
  if (chosen === 'waiting') return waitIn(ask);
  const text = reasonIn(ask);
  if (text === null) return { error: wanting };
  const resolution = resolutions.find((kind) => chosen === `resolved-${kind}`);
  if (resolution) return { act: { act: 'resolved', text, resolution } };
  const decisions = ['write_off_confirmed', 'write_off_refused', 'reopened'] as const;
  const act = decisions.find((each) => each === chosen);
  return act ? { act: { act, text } } : { error: wanting };
}

function waitIn(ask: PageAsk): ActTyped {
  const ticket = lineIn(ask, 'so-phieu');
  const untilOn = dayIn(ask, 'den-ngay');
  const text = lineIn(ask, 'ly-do-cho');
  const isWhole = ticket !== null && ticket.length <= 100 && untilOn !== null && text !== null;
  if (!isWhole)
    return { error: 'Ghi số phiếu hỗ trợ, ngày chờ trả lời (ngày/tháng/năm) và việc đang chờ.' };
  return { act: { act: 'waiting', text, ticket, untilOn } };
}

export function explanationIn(ask: PageAsk): ActTyped {
  const text = lineIn(ask, 'giai-trinh');
  const proposal = lineIn(ask, 'de-xuat');
  const proposalOn = dayIn(ask, 'ngay');
  if (text === null) return { error: 'Ghi nội dung giải trình.' };
  if ((proposal === null) !== (proposalOn === null)) {
    return { error: 'Đề xuất và ngày thực hiện (ngày/tháng/năm) phải đi cùng nhau.' };
  }
  return { act: { act: 'explained', text, proposal, proposalOn } };
}

function dayIn({ form }: PageAsk, name: string): string | null {
  return dayTyped(form.get(name) ?? '') ?? null;
}
