// What may be done to a unit's month now: propose it, sign or give back what waits, take it back, reopen.
import type { WhyNot } from '../../beneficiary-accounts/may-decide.js';
import type { MonthSheet } from '../../sign-off/read-sheet.js';
import type { MonthStanding } from '../../sign-off/standing.js';
import { monthPath } from '../page-query.js';
import { ActWithReason } from './act-with-reason.js';

export interface MonthActsProps {
  readonly who: { readonly id: string; readonly name: string };
  /** As it stands now. */
  readonly sheet: MonthSheet;
  readonly standing: MonthStanding;
  readonly isOver: boolean;
  readonly mayPropose: boolean;
  readonly maySign: boolean;
  /** Why the reader is no second person to what waits. */
  readonly whyNot: WhyNot | null;
}

export function MonthActs(props: MonthActsProps) {
  const { standing, isOver, mayPropose, maySign, whyNot } = props;
  const { waiting, signed } = standing;
  if (!isOver) return <p class="note">Tháng chưa kết thúc nên chưa ký chốt được.</p>;
  return (
    <>
      {!waiting && !signed && mayPropose && <Propose {...props} />}
      {waiting && maySign && whyNot === null && <Decide {...props} />}
      {waiting && mayPropose && <Withdraw {...props} />}
      {signed && maySign && <Reopen {...props} />}
    </>
  );
}

function Propose({ sheet, standing }: MonthActsProps) {
  const { period, unitCode, gaps, evidenceSha256 } = sheet;
  return (
    <section aria-labelledby="de-nghi">
      <h2 id="de-nghi">Đề nghị ký chốt</h2>
      <p>
        Số liệu trên và danh sách mọi bằng chứng của nó được giữ nguyên làm phiên bản{' '}
        {String(standing.nextVersion)}; người thứ hai ký.
      </p>
      <form class="decide" method="post" action={monthPath(unitCode, period.month)}>
        <input type="hidden" name="ma-bam" value={evidenceSha256} />
        {gaps.length > 0 && (
          <label class="choice">
            <input type="checkbox" name="thieu-sao-ke" value="chap-nhan" required /> Ký khi còn
            những ngày chưa có sao kê chứng minh nêu trên
          </label>
        )}
        <label for="ghi-chu">Ghi chú (không bắt buộc)</label>
        <textarea id="ghi-chu" name="ghi-chu" rows={2} maxLength={1000} />
        <div class="buttons">
          <button class="primary" type="submit">
            Đề nghị ký chốt
          </button>
        </div>
      </form>
    </section>
  );
}

function Decide({ sheet, standing }: MonthActsProps) {
  const { waiting } = standing;
  if (!waiting) return null;
  const isSame = waiting.evidenceSha256 === sheet.evidenceSha256;
  return (
    <section aria-labelledby="ky">
      <h2 id="ky">Ký chốt</h2>
      {!isSame && (
        <p class="request">
          Bằng chứng đã thay đổi từ khi lập đề nghị, nên không ký được. Trả lại để người lập đề nghị
          theo số liệu hiện nay.
        </p>
      )}
      <form class="decide" method="post" action={`/chot-thang/${waiting.id}/ky`}>
        <input type="hidden" name="ma-bam" value={waiting.evidenceSha256} />
        <label for="ly-do">Lý do (bắt buộc khi trả lại)</label>
        <textarea id="ly-do" name="ly-do" rows={2} maxLength={1000} />
        <div class="buttons">
          {isSame && (
            <button class="primary" type="submit" name="viec" value="ky">
              Ký chốt
            </button>
          )}
          <button type="submit" name="viec" value="tu-choi">
            Trả lại
          </button>
        </div>
      </form>
    </section>
  );
}

function Withdraw({ standing: { waiting }, who }: MonthActsProps) {
  if (waiting?.maker.id !== who.id) return null;
  const action = `/chot-thang/${waiting.id}/rut-lai`;
  return <ActWithReason id="rut-lai" title="Rút lại" action={action} />;
}

function Reopen({ standing: { signed } }: MonthActsProps) {
  if (!signed) return null;
  return (
    <ActWithReason id="mo-lai" title="Mở lại" action={`/chot-thang/${signed.id}/mo-lai`}>
      <p>Bản đã ký vẫn được lưu. Người lập được báo; lần ký sau là phiên bản tiếp theo.</p>
    </ActWithReason>
  );
}
