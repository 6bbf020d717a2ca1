// One discrepancy: why it is there, what to do and who, what was done about it, its members.
import { dueDayOf, formatDay, formatInstant } from '../../calendar.js';
import type { NamedOfficer } from '../../discrepancies/assignable-officers.js';
import type { DiscrepancyAct } from '../../discrepancies/standing.js';
import { kindWord, ownerWords, resolutionWords } from '../../discrepancies/words.js';
import type { WorkedDiscrepancy } from '../../discrepancies/worked-discrepancy.js';
import { formatMoney } from '../../money.js';
import { causeSentence, toDoSentence } from '../../oversight/discrepancy-cause.js';
import type { DiscrepancyCourse } from '../../oversight/discrepancy-work.js';
import type { LineReading, PaymentReading } from '../../reconciliation/reading.js';
import { unitTitle, type Unit } from '../../units/unit.js';
import { copyScriptUrl } from '../assets.js';
import { SeverityChip, StateChip } from '../components/discrepancy-chips.js';
import { CourseOf, FilesOf, MembersOf } from '../components/discrepancy-course.js';
import { DiscrepancyForms } from '../components/discrepancy-forms.js';
import { FormError } from '../components/field.js';
import { FocalPoints } from '../components/focal-points.js';
import { type KnownFact, KnownFacts } from '../components/known-facts.js';
import { Layout } from '../layout.js';
import { unitPath } from '../page-query.js';

export interface DiscrepancyPageProps {
  readonly province: string;
  readonly who: { readonly name: string } | null;
  readonly one: WorkedDiscrepancy;
  readonly unit: Unit | undefined;
  readonly course: DiscrepancyCourse;
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly LineReading[];
  /** What the officer may do now; nothing at a past instant. */
  readonly possible: readonly DiscrepancyAct[];
  readonly officers: readonly NamedOfficer[];
  /** For the service desk; null where nobody outside is asked. */
  readonly helpDesk: string | null;
  readonly seesStatements: boolean;
  readonly form: ReadonlyMap<string, string>;
  readonly notice: string | null;
  readonly error: string | null;
  readonly asked: Date | undefined;
  readonly asOf: Date;
}

export function DiscrepancyPage(props: DiscrepancyPageProps) {
  const { province, who, one, unit, asked, asOf, notice, error, helpDesk } = props;
  const title = kindWord(one.kind);
  return (
    <Layout {...{ province, who, asked, asOf, title }}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sai-lech">Sai lệch</a>
        <span aria-hidden="true"> › </span>
        {unit ? unitTitle({ unitName: unit.name, type: unit.type }) : 'Toàn tỉnh'}
      </nav>
      <h1>{title}</h1>
      <p class="lead">
        <StateChip state={one.standing.state} /> <SeverityChip severity={one.severity} />
      </p>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <FormError text={error} />
      <p class="where">{causeSentence(one)}</p>
      {one.reading && (
        <p>
          <strong>Cần làm:</strong> {toDoSentence(one)}
        </p>
      )}
      <div class="payment-parts">
        <About {...props} />
        <DiscrepancyForms {...props} />
      </div>
      {helpDesk !== null && <HelpDesk text={helpDesk} />}
      <MembersOf {...props} />
      <div class="payment-parts">
        <CourseOf one={one} course={props.course} />
        <FilesOf {...props} />
      </div>
    </Layout>
  );
}

function About({ one, unit, course }: DiscrepancyPageProps) {
  const { standing, actBy } = one;
  const assignee = standing.assigneeId;
  const facts: readonly KnownFact[] = [
    ['Số tiền', formatMoney(one.amount)],
    ['Cổng thanh toán', one.gatewayAccount],
    ['Trách nhiệm', ownerWords[one.owner]],
    ['Người xử lý', assignee === null ? 'Chưa giao' : (course.names.get(assignee) ?? '')],
    ['Hạn xử lý', actBy && `${formatInstant(actBy)}${one.isOverdue ? ' (đã quá hạn)' : ''}`],
    ['Tuổi', `${String(one.ageDays)} ngày làm việc`],
    ['Hạn tiền về sớm nhất', one.dueAt && formatDay(dueDayOf(one.dueAt))],
    ['Số phiếu hỗ trợ', standing.ticket],
    ['Chờ trả lời đến', standing.waitsUntil && formatDay(standing.waitsUntil)],
    ['Kết luận', standing.resolution && resolutionWords[standing.resolution]],
    ['Số lần tái diễn', standing.returns === 0 ? null : String(standing.returns)],
  ];
  return (
    <section aria-labelledby="thong-tin">
      <h2 id="thong-tin">Thông tin vụ việc</h2>
      <dl class="about">
        <div>
          <dt>Đơn vị</dt>
          <dd>
            {unit ? (
              <a href={unitPath(unit.code)}>
                {unitTitle({ unitName: unit.name, type: unit.type })}
              </a>
            ) : (
              'Không thuộc riêng đơn vị nào'
            )}
          </dd>
        </div>
        <KnownFacts facts={facts} />
        {unit && <FocalPoints unit={unit} />}
      </dl>
    </section>
  );
}

function HelpDesk({ text }: { readonly text: string }) {
  return (
    <section aria-labelledby="ho-tro">
      <h2 id="ho-tro">Nội dung gửi bộ phận hỗ trợ</h2>
      <p class="hint">
        Sao chép nguyên văn, gửi bộ phận hỗ trợ, rồi ghi số phiếu hỗ trợ ở mục “Chờ bên ngoài”.
      </p>
      <textarea id="noi-dung-ho-tro" class="help-desk" readOnly rows={16} aria-labelledby="ho-tro">
        {text}
      </textarea>
      <button type="button" hidden data-copies="noi-dung-ho-tro" data-done="Đã sao chép">
        Sao chép
      </button>
      <script src={copyScriptUrl} defer />
    </section>
  );
}
