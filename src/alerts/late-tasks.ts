// What a unit is reminded of: the tasks of the campaign whose day has passed. A section of the mail
// that it gets anyway, so that nobody has two mails on one morning.
import { campaignTaskWords, type LateTask } from '../beneficiary-accounts/campaign.js';
import { formatDay } from '../calendar.js';
import { maskLongNumbers } from '../long-numbers.js';
import type { Block } from './mail-body.js';

/** Working days after which a unit that is still late is reminded of the same again. */
export const remindAgainWorkingDays = 5;

/** What the subject says where nothing graver is to be told. */
export function lateSubject(late: readonly LateTask[]): string {
  const [first] = late;
  if (!first) throw new Error('a reminder needs a task');
  return late.length === 1
    ? `quá hạn: ${uncapital(campaignTaskWords[first.task])}`
    : `${String(late.length)} việc quá hạn về tài khoản thụ hưởng`;
}

function uncapital(text: string): string {
  return text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
}

/** The section of the mail. */
export function lateBlocks(late: readonly LateTask[]): readonly Block[] {
  if (late.length === 0) return [];
  return [
    { kind: 'heading', text: 'Việc quá hạn về tài khoản thụ hưởng' },
    {
      kind: 'table',
      head: ['Việc', 'Hạn', 'Quá hạn', 'Ghi chú'],
      rows: late.map(({ task, dueOn, workingDays, note }) => [
        campaignTaskWords[task],
        formatDay(dueOn),
        `${String(workingDays)} ngày làm việc`,
        maskLongNumbers(note ?? ''),
      ]),
    },
    {
      kind: 'paragraph',
      text:
        'Đề nghị đơn vị hoàn thành các việc trên; nếu có vướng mắc, đề nghị phản ánh để được ' +
        'hướng dẫn.',
    },
  ];
}

/** What of it makes news: which tasks, due when; that another day has passed is none. */
export function lateContent(late: readonly LateTask[]): readonly (readonly string[])[] {
  return late.map(({ task, dueOn }) => [task, dueOn]);
}
