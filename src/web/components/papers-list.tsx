// The papers behind a proposal, and how its maker adds one or takes it back. They come from outside, so
// they only ever leave as downloads.
import type { ShownProposal } from '../../beneficiary-accounts/shown-proposal.js';
import { formatInstant } from '../../calendar.js';
import { proposalPath } from './proposals-table.js';

export function PapersList(props: { readonly shown: ShownProposal; readonly isMine: boolean }) {
  const { shown, isMine } = props;
  const { proposal, papers } = shown;
  const path = proposalPath(proposal.id);
  return (
    <section aria-labelledby="giay-to">
      <h2 id="giay-to">Giấy tờ kèm theo</h2>
      {papers.length === 0 ? (
        <p class="empty">
          Chưa có giấy tờ. Nên kèm giấy xác nhận tài khoản của ngân hàng, Kho bạc.
        </p>
      ) : (
        <ul class="papers">
          {papers.map((paper) => (
            <li key={paper.id}>
              <a
                href={`/api/v1/account-proposals/${proposal.id}/papers/${paper.id}`}
                download={paper.name}
              >
                {paper.name}
              </a>{' '}
              <span class="muted">{formatInstant(paper.addedAt)}</span>{' '}
              {isMine && (
                <form method="post" action={`${path}/viec`}>
                  <input type="hidden" name="phien-ban" value={proposal.version} />
                  <button
                    class="link"
                    type="submit"
                    name="viec"
                    value={`bo-${paper.id}`}
                    aria-label={`Bỏ ${paper.name}`}
                  >
                    Bỏ
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
      {isMine && (
        <form method="post" action={`${path}/giay-to`} encType="multipart/form-data" class="attach">
          <label for="tep">Thêm giấy tờ (PDF, JPEG, PNG, tối đa 20 MB)</label>
          <input type="file" id="tep" name="tep" accept=".pdf,.jpg,.jpeg,.png" />
          <button type="submit">Tải lên</button>
        </form>
      )}
    </section>
  );
}
