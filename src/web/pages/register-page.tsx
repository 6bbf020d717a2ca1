// Accounts of all units in sight: what waits for whoever looks, and what is under way.
import type { Proposal } from '../../beneficiary-accounts/proposal.js';
import { ProposalsTable } from '../components/proposals-table.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';

export interface RegisterPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  /** Proposals to decide on, and own drafts. */
  readonly waiting: readonly Proposal[];
  /** The latest proposals in sight. */
  readonly latest: readonly Proposal[];
  readonly unitNames: ReadonlyMap<string, string>;
  /** Units whose accounts the officer may change. */
  readonly ownUnits: readonly { readonly code: string; readonly name: string }[];
  readonly may: { readonly propose: boolean; readonly tell: boolean };
}

export function RegisterPage(props: RegisterPageProps) {
  const { province, who, waiting, latest, unitNames, ownUnits, may } = props;
  return (
    <Layout {...{ province, who }} title="Tài khoản thụ hưởng">
      <h1>Tài khoản thụ hưởng</h1>
      <p class="lead">
        Thay đổi tài khoản cần hai người: một người đề nghị, một người khác duyệt. Thông tin tài
        khoản chỉ thay đổi sau thời gian chờ.
      </p>
      {ownUnits.length > 0 && (
        <p class="own-units">
          Khai báo, thay đổi cho:{' '}
          {ownUnits.map(({ code, name }) => (
            <a key={code} href={`/don-vi/${encodeURIComponent(code)}/tai-khoan`}>
              {name}
            </a>
          ))}
        </p>
      )}
      {(may.propose || may.tell) && (
        <nav class="filter" aria-label="Việc khác">
          {may.propose && <a href="/tai-khoan-thu-huong/bang">Khai báo bằng bảng</a>}
          {may.tell && <a href="/tai-khoan-thu-huong/cong">Báo cho cổng thanh toán</a>}
        </nav>
      )}
      <section aria-labelledby="cho-toi">
        <h2 id="cho-toi">Chờ tôi xử lý ({formatCount(waiting.length)})</h2>
        {waiting.length === 0 ? (
          <p class="empty">Không có đề nghị nào chờ bạn duyệt hoặc hoàn thiện.</p>
        ) : (
          <ProposalsTable proposals={waiting} unitNames={unitNames} />
        )}
      </section>
      <section aria-labelledby="gan-day">
        <h2 id="gan-day">Đề nghị gần đây</h2>
        {latest.length === 0 ? (
          <p class="empty">
            Chưa có đề nghị nào. Đơn vị khai báo tại trang tài khoản thụ hưởng của mình.
          </p>
        ) : (
          <ProposalsTable proposals={latest} unitNames={unitNames} />
        )}
      </section>
    </Layout>
  );
}
