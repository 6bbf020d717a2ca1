// The form of the campaign's deadlines, as it was typed: a day and a note for each task. Days are
// typed as people write them: a browser's own date field shows them in the order of its language.
import {
  campaignTasks,
  deadlineNoteCharsMax,
  type CampaignTask,
  type Deadline,
} from '../beneficiary-accounts/campaign.js';
import { formatDay } from '../calendar.js';
import { dayTyped } from './account-form.js';

/** What was typed for a task; '' where nothing was. */
export interface TypedDeadline {
  readonly dueOn: string;
  readonly note: string;
}

export type TypedDeadlines = Readonly<Record<CampaignTask, TypedDeadline>>;
/** What is wrong, by the name of its field. */
export type DeadlineErrors = ReadonlyMap<string, string>;

/** Names of the two fields of a task. */
export function deadlineInputs(task: CampaignTask): Readonly<Record<keyof TypedDeadline, string>> {
  return { dueOn: `han-${task}`, note: `ghi-chu-${task}` };
}

const dayCharsMax = 20;

/** Reads what was typed; blanks at the ends do not count. */
export function deadlinesTyped(form: ReadonlyMap<string, string>): TypedDeadlines {
  const text = (name: string, charsMax: number): string =>
    (form.get(name) ?? '').normalize('NFC').trim().slice(0, charsMax);
  return byTask((task) => {
    const { dueOn, note } = deadlineInputs(task);
    return { dueOn: text(dueOn, dayCharsMax), note: text(note, deadlineNoteCharsMax) };
  });
}

/** The deadlines that stand, as the form shows them to be changed. */
export function deadlinesToType(deadlines: readonly Deadline[]): TypedDeadlines {
  return byTask((task) => {
    const standing = deadlines.find((one) => one.task === task);
    return {
      dueOn: standing ? formatDay(standing.dueOn) : '',
      note: standing?.note ?? '',
    };
  });
}

/** What the form says, or what is wrong with it; a task without a day has no deadline. */
export function readDeadlines(
  typed: TypedDeadlines,
): { readonly deadlines: readonly Deadline[] } | { readonly errors: DeadlineErrors } {
  const errors = new Map<string, string>();
  const deadlines: Deadline[] = [];
  for (const task of campaignTasks) {
    const inputs = deadlineInputs(task);
    const { note, ...one } = typed[task];
    const dueOn = dayTyped(one.dueOn);
    if (/[\p{C}\p{Zl}\p{Zp}]/u.test(note)) errors.set(inputs.note, 'Có ký tự không dùng được.');
    if (dueOn !== undefined) deadlines.push({ task, dueOn, note: note === '' ? null : note });
    else if (one.dueOn !== '') errors.set(inputs.dueOn, 'Ngày ghi theo dạng ngày/tháng/năm.');
    else if (note !== '') errors.set(inputs.dueOn, 'Có ghi chú nhưng chưa có ngày.');
  }
  return errors.size > 0 ? { errors } : { deadlines };
}

function byTask(of: (task: CampaignTask) => TypedDeadline): TypedDeadlines {
  return Object.fromEntries(campaignTasks.map((task) => [task, of(task)])) as Record<
    CampaignTask,
    TypedDeadline
  >;
}
