// Leafing through a long list; the page stands in the address.
import { formatCount } from '../count.js';

export interface PagerProps {
  readonly page: number;
  readonly pageCount: number;
  readonly hrefOf: (page: number) => string;
}

export function Pager({ page, pageCount, hrefOf }: PagerProps) {
  if (pageCount <= 1) return null;
  return (
    <nav class="pager" aria-label="Trang">
      {page > 1 ? (
        <a rel="prev" href={hrefOf(page - 1)}>
          ‹ Mới hơn
        </a>
      ) : (
        <span class="muted">‹ Mới hơn</span>
      )}
      <span>
        Trang {formatCount(page)} / {formatCount(pageCount)}
      </span>
      {page < pageCount ? (
        <a rel="next" href={hrefOf(page + 1)}>
          Cũ hơn ›
        </a>
      ) : (
        <span class="muted">Cũ hơn ›</span>
      )}
    </nav>
  );
}
