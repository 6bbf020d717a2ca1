// Papers that prove a match, and how another is attached. They come from outside, so they only ever
// leave as downloads.
import { formatInstant } from '../../calendar.js';
import { proofKinds } from '../../reconciliation/match-decision-store.js';
import type { MatchFile } from '../../reconciliation/match-file-store.js';
import { proofWords } from '../match-words.js';

export interface MatchFilesProps {
  readonly matchId: string;
  readonly files: readonly MatchFile[];
  readonly mayAttach: boolean;
  /** Papers name who paid. */
  readonly mayRead: boolean;
}

export function MatchFiles({ matchId, files, mayAttach, mayRead }: MatchFilesProps) {
  if (files.length === 0 && !mayAttach) return null;
  return (
    <section aria-labelledby="giay-to">
      <h2 id="giay-to">Giấy tờ làm căn cứ</h2>
      {files.length === 0 && <p class="empty">Chưa có giấy tờ nào.</p>}
      <ul class="papers">
        {files.map(({ id, name, proof, at }) => (
          <li key={id}>
            {proofWords[proof]}:{' '}
            {mayRead ? (
              <a href={`/api/v1/matches/${matchId}/files/${id}`} download={name}>
                {name}
              </a>
            ) : (
              name
            )}{' '}
            <span class="muted">{formatInstant(at)}</span>
          </li>
        ))}
      </ul>
      {mayAttach && (
        <form
          method="post"
          action={`/doi-soat/${matchId}/giay-to`}
          encType="multipart/form-data"
          class="attach"
        >
          <label for="loai-giay-to">Loại giấy tờ</label>
          <select id="loai-giay-to" name="can-cu">
            {proofKinds.map((kind) => (
              <option key={kind} value={kind}>
                {proofWords[kind]}
              </option>
            ))}
          </select>
          <label for="tep">Tệp (PDF, JPEG, PNG, tối đa 20 MB)</label>
          <input type="file" id="tep" name="tep" accept=".pdf,.jpg,.jpeg,.png" />
          <button type="submit">Tải lên</button>
        </form>
      )}
    </section>
  );
}
