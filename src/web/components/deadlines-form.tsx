// By when each task of the campaign is to be done: what stands, to be changed as a whole.
import {
  campaignTasks,
  campaignTaskWords,
  deadlineNoteCharsMax,
  type CampaignTask,
  type Deadline,
} from '../../beneficiary-accounts/campaign.js';
import { formatDay } from '../../calendar.js';
import { deadlineInputs, type DeadlineErrors, type TypedDeadlines } from '../deadlines-form.js';
import { FormError } from './field.js';

export interface DeadlinesFormProps {
  readonly deadlines: readonly Deadline[];
  /** Which list the officer was shown; another one by then is not overwritten. */
  readonly version: string;
  readonly typed: TypedDeadlines;
  readonly errors: DeadlineErrors;
  /** Somebody else set deadlines while this was typed. */
  readonly isStale: boolean;
}

export function DeadlinesForm(props: DeadlinesFormProps) {
  const { version, errors, isStale } = props;
  return (
    <details class="card deadlines" id="han" open={isStale || errors.size > 0}>
      <summary>Đặt hạn hoàn thành</summary>
      <p class="muted">
        Đơn vị chưa làm xong khi hết hạn được nhắc qua thư. Việc để trống ngày thì không có hạn.
      </p>
      {errors.size > 0 && <FormError text="Chưa lưu: có dòng cần sửa." />}
      {isStale && (
        <FormError text="Chưa lưu: người khác vừa đặt lại hạn. Dưới đây là nội dung bạn đã nhập; dòng nào khác có ghi hạn đang áp dụng. Xem lại rồi lưu lần nữa." />
      )}
      <form method="post" action="/ra-soat-tai-khoan/han">
        <input type="hidden" name="phien-ban" value={version} />
        {campaignTasks.map((task) => (
          <Task key={task} {...props} task={task} />
        ))}
        <div class="buttons">
          <button class="primary" type="submit">
            Lưu hạn
          </button>
        </div>
      </form>
    </details>
  );
}

function Task(props: DeadlinesFormProps & { readonly task: CampaignTask }) {
  const { task, deadlines, errors, isStale } = props;
  const typed = props.typed[task];
  const inputs = deadlineInputs(task);
  const standing = deadlines.find((one) => one.task === task);
  const differs = typed.dueOn !== dayOf(standing) || typed.note !== (standing?.note ?? '');
  const error = (name: string) => errors.get(name);
  return (
    <div class="field" role="group" aria-labelledby={`viec-${task}`}>
      <strong id={`viec-${task}`}>{campaignTaskWords[task]}</strong>
      <Input
        name={inputs.dueOn}
        label="Hạn (ngày/tháng/năm)"
        value={typed.dueOn}
        maxLength={10}
        error={error(inputs.dueOn)}
      />
      <Input
        name={inputs.note}
        label="Ghi chú (số công văn)"
        value={typed.note}
        maxLength={deadlineNoteCharsMax}
        error={error(inputs.note)}
      />
      {isStale && differs && <p class="standing">Đang áp dụng: {wordsOf(standing)}</p>}
    </div>
  );
}

interface InputProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly error: string | undefined;
}

function Input({ name, label, value, maxLength, error }: InputProps) {
  return (
    <div class={error ? 'wrong' : undefined}>
      <label for={name}>{label}</label>
      <input
        type="text"
        id={name}
        name={name}
        value={value}
        maxLength={maxLength}
        autocomplete="off"
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `${name}-loi` : undefined}
      />
      {error && (
        <p class="error" id={`${name}-loi`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function dayOf(standing: Deadline | undefined): string {
  return standing ? formatDay(standing.dueOn) : '';
}

function wordsOf(standing: Deadline | undefined): string {
  if (!standing) return 'không có hạn';
  return standing.note === null ? dayOf(standing) : `${dayOf(standing)} (${standing.note})`;
}
