// What was looked at in a proposed account: what must be put right, and what to look at twice.
import type { AccountCheck } from '../../beneficiary-accounts/account-check.js';
import { Chip } from './tone.js';

export function ChecksList({ checks }: { readonly checks: readonly AccountCheck[] }) {
  if (checks.length === 0) {
    return (
      <p class="checks-none">
        <Chip tone="good" text="Đạt kiểm tra" /> Không có điểm nào cần xem lại.
      </p>
    );
  }
  const ordered = [...checks].sort(
    (one, other) => Number(one.severity === 'warn') - Number(other.severity === 'warn'),
  );
  return (
    <ul class="checks">
      {ordered.map((check) => (
        <li key={`${check.code} ${check.field}`}>
          {check.severity === 'refuse' ? (
            <Chip tone="bad" text="Phải sửa" />
          ) : (
            <Chip tone="doubt" text="Cần xem" />
          )}
          <span>
            {check.vi}
            {check.compared && <span class="sub">Đối chiếu với: {check.compared}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
