// What an officer can do about a discrepancy: say something, explain, attach, give it to somebody,
// wait for somebody outside, decide.
import type { NamedOfficer } from '../../discrepancies/assignable-officers.js';
import { resolutions, type DiscrepancyAct } from '../../discrepancies/standing.js';
import { actWords, resolutionWords } from '../../discrepancies/words.js';
import type { WorkedDiscrepancy } from '../../discrepancies/worked-discrepancy.js';
import { discrepancyPath } from '../page-query.js';
import { DecideForm } from './decide-form.js';

export interface DiscrepancyFormsProps {
  readonly one: WorkedDiscrepancy;
  readonly possible: readonly DiscrepancyAct[];
  readonly officers: readonly NamedOfficer[];
  /** What was typed before the page came back. */
  readonly form: ReadonlyMap<string, string>;
}

export function DiscrepancyForms(props: DiscrepancyFormsProps) {
  const { possible } = props;
  if (possible.length === 0) return null;
  return (
    <section aria-labelledby="lam-gi" class="work">
      <h2 id="lam-gi">Xử lý</h2>
      {possible.includes('assigned') && <Assign {...props} />}
      {possible.includes('waiting') && <Wait {...props} />}
      <Decide {...props} />
      {possible.includes('explained') && <Explain {...props} />}
      {possible.includes('commented') && <Comment {...props} />}
    </section>
  );
}

function Version({ one }: Pick<DiscrepancyFormsProps, 'one'>) {
  return <input type="hidden" name="phien-ban" value={one.standing.version} />;
}

function Assign({ one, officers, form }: DiscrepancyFormsProps) {
  const chosen = form.get('can-bo') ?? one.standing.assigneeId;
  return (
    <form class="decide assign" method="post" action={`${discrepancyPath(one.id)}/quyet-dinh`}>
      <Version one={one} />
      <label for="can-bo">Giao cho</label>
      <select id="can-bo" name="can-bo">
        <option value="">Không ai</option>
        {officers.map(({ id, name }) => (
          <option key={id} value={id} selected={id === chosen}>
            {name}
          </option>
        ))}
      </select>
      <button type="submit" name="viec" value="assigned">
        Giao
      </button>
      <button type="submit" name="viec" value="taken">
        Tôi nhận xử lý
      </button>
    </form>
  );
}

function Wait({ one, form }: DiscrepancyFormsProps) {
  const isOpen = form.get('viec') === 'waiting';
  return (
    <details class="card send" open={isOpen}>
      <summary>Chờ bên ngoài trả lời</summary>
      <form class="decide" method="post" action={`${discrepancyPath(one.id)}/quyet-dinh`}>
        <Version one={one} />
        <input type="hidden" name="viec" value="waiting" />
        <label for="so-phieu">Số phiếu hỗ trợ</label>
        <input
          id="so-phieu"
          name="so-phieu"
          required
          maxLength={100}
          autocomplete="off"
          value={form.get('so-phieu') ?? one.standing.ticket ?? ''}
        />
        <label for="den-ngay">Chờ trả lời đến ngày (ngày/tháng/năm)</label>
        <input
          id="den-ngay"
          name="den-ngay"
          inputMode="numeric"
          autocomplete="off"
          required
          value={form.get('den-ngay') ?? ''}
        />
        <label for="ly-do-cho">Đang chờ ai, việc gì</label>
        <textarea id="ly-do-cho" name="ly-do-cho" required maxLength={1000} rows={2}>
          {form.get('ly-do-cho')}
        </textarea>
        <button type="submit">Ghi</button>
      </form>
    </details>
  );
}

/** How it may be resolved, and what else is decided with a reason. */
function Decide({ one, possible, form }: DiscrepancyFormsProps) {
  const choices = [
    ...(possible.includes('resolved')
      ? resolutions.map((kind) => ({
          value: `resolved-${kind}`,
          word: resolutionWords[kind],
          explained:
            kind === 'write_off'
              ? 'phải có người thứ hai đồng ý.'
              : 'vụ việc coi như đã xử lý, tự mở lại khi có khoản mới.',
        }))
      : []),
    ...(['write_off_confirmed', 'write_off_refused', 'reopened'] as const)
      .filter((act) => possible.includes(act))
      .map((value) => ({ value, word: actWords[value], explained: explained[value] })),
  ];
  if (choices.length === 0) return null;
  const chosen = form.get('viec');
  return (
    <details class="card send" open={one.standing.state !== 'open' || form.has('ly-do')}>
      <summary>Kết luận, mở lại</summary>
      <DecideForm
        action={`${discrepancyPath(one.id)}/quyet-dinh`}
        {...{ choices, chosen, typed: form.get('ly-do') }}
      >
        <Version one={one} />
      </DecideForm>
    </details>
  );
}

const explained = {
  write_off_confirmed: 'bạn là người thứ hai.',
  write_off_refused: 'vụ việc lại cần xử lý.',
  reopened: 'thôi chờ hoặc bỏ kết luận, vụ việc lại cần xử lý.',
} as const;

function Explain({ one, form }: DiscrepancyFormsProps) {
  return (
    <details class="card send" open={form.has('giai-trinh')}>
      <summary>Giải trình của đơn vị</summary>
      <form class="decide" method="post" action={`${discrepancyPath(one.id)}/giai-trinh`}>
        <label for="giai-trinh">Giải trình</label>
        <textarea id="giai-trinh" name="giai-trinh" required maxLength={800} rows={3}>
          {form.get('giai-trinh')}
        </textarea>
        <label for="de-xuat">Đề xuất (không bắt buộc)</label>
        <textarea id="de-xuat" name="de-xuat" maxLength={800} rows={2}>
          {form.get('de-xuat')}
        </textarea>
        <label for="ngay">Thực hiện xong trước ngày (ngày/tháng/năm)</label>
        <input
          id="ngay"
          name="ngay"
          inputMode="numeric"
          autocomplete="off"
          value={form.get('ngay') ?? ''}
        />
        <button type="submit">Gửi giải trình</button>
      </form>
    </details>
  );
}

function Comment({ one, form }: DiscrepancyFormsProps) {
  return (
    <details class="card send" open={form.has('y-kien')}>
      <summary>Ý kiến</summary>
      <form class="decide" method="post" action={`${discrepancyPath(one.id)}/y-kien`}>
        <label for="y-kien">Nội dung ý kiến</label>
        <textarea id="y-kien" name="y-kien" required maxLength={1000} rows={3}>
          {form.get('y-kien')}
        </textarea>
        <button type="submit">Gửi ý kiến</button>
      </form>
    </details>
  );
}
