// Set-up links that were just made: those that were mailed, and those to be handed over by hand,
// which stand here once.
import { formatInstant } from '../../calendar.js';
import type { HandedLink } from '../officer-links.js';

export function HandedLinks({ links }: { readonly links: readonly HandedLink[] }) {
  const mailed = links.filter(({ url }) => url === null);
  const shown = links.filter(({ url }) => url !== null);
  return (
    <>
      {mailed.length > 0 && (
        <p class="notice" role="status">
          Đã gửi liên kết thiết lập tới thư điện tử của {mailed.map(({ name }) => name).join(', ')}.
          Liên kết dùng một lần, trong 72 giờ.
        </p>
      )}
      {shown.length > 0 && (
        <div class="notice" role="status">
          <p>
            Liên kết chỉ hiện một lần ở đây. Chép và đưa tận tay cho cán bộ, không gửi cho người
            khác: ai có liên kết này đều đặt được mật khẩu.
          </p>
          {shown.map((link) => (
            <div key={link.officerId}>
              <label for={`lien-ket-${link.officerId}`}>
                Liên kết của {link.name}, dùng một lần, đến {formatInstant(link.expiresAt)}
              </label>
              <input
                class="once"
                type="text"
                id={`lien-ket-${link.officerId}`}
                readOnly
                value={link.url ?? ''}
              />
            </div>
          ))}
        </div>
      )}
    </>
  );
}
