// What a unit is reminded of: the tasks of the campaign whose day has passed. A section of the mail
// that it gets anyway, so that nobody has two mails on one morning.
import type { LateTask } from '../beneficiary-accounts/campaign.js';
import { formatDay } from '../calendar.js';
import { maskLongNumbers } from '../long-numbers.js';
import { headOf, type Block } from './mail-body.js';
import { sayingOf, type Language } from './templates.js';

/** What the subject says where nothing graver is to be told. */
export function lateSubject(late: readonly LateTask[], language: Language): string {
  const [first] = late;
  if (!first) throw new Error('a reminder needs a task');
  const say = sayingOf('late', language);
  return late.length === 1
    ? say('tasks.subject', { task: uncapital(say(`task.${first.task}`)) })
    : say('tasks.subject.several', { count: late.length });
}

function uncapital(text: string): string {
  return text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
}

/** The section of the mail. */
export function lateBlocks(late: readonly LateTask[], language: Language): readonly Block[] {
  if (late.length === 0) return [];
  const say = sayingOf('late', language);
  return [
    { kind: 'heading', text: say('tasks.heading') },
    {
      kind: 'table',
      head: headOf(say('tasks.head')),
      rows: late.map(({ task, dueOn, workingDays, note }) => [
        say(`task.${task}`),
        formatDay(dueOn),
        say('working_days', { count: workingDays }),
        maskLongNumbers(note ?? ''),
      ]),
    },
    { kind: 'paragraph', text: say('tasks.request') },
  ];
}

/** What of it makes news: which tasks, due when; that another day has passed is none. */
export function lateContent(late: readonly LateTask[]): readonly (readonly string[])[] {
  return late.map(({ task, dueOn }) => [task, dueOn]);
}
