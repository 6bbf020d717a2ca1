// Money in a former account, in Vietnamese sentences: which account it came into, which one was
// right on the day of payment, what the platform knew, and whose it is to explain.
import { formatDay } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { DiscrepancyReading, OldAccountReading } from '../reconciliation/reading.js';

/** "tài khoản cũ 0123 (ngừng sử dụng từ …); tài khoản đúng là 0456 (có hiệu lực từ …)". */
export function accountsSentence({ oldAccount, rightAccount }: OldAccountReading): string {
  const ended =
    oldAccount.validTo === null
      ? 'chưa có hiệu lực khi thanh toán'
      : `đơn vị đã ngừng sử dụng từ ngày ${formatDay(oldAccount.validTo)}`;
  const old = `tài khoản cũ ${oldAccount.account} (${ended})`;
  if (rightAccount === null) return `${old}; khi đó đơn vị không có tài khoản thay thế`;
  const since = rightAccount.validFrom;
  const begun = since === null ? '' : ` (có hiệu lực từ ngày ${formatDay(since)})`;
  return `${old}; tài khoản đúng là ${rightAccount.account}${begun}`;
}

/** The sentences of a discrepancy of kind `old_account`, one for each change; null for others. */
export function oldAccountsSentence({ oldAccounts = [] }: DiscrepancyReading): string | null {
  if (oldAccounts.length === 0) return null;
  return oldAccounts
    .map((each) => {
      const count = `${String(each.members)} giao dịch, ${formatMoney(each.amount)}`;
      return `${count} về ${accountsSentence(each)}. ${platformSentence(each)}`;
    })
    .join(' ');
}

const explains = {
  ministry: 'thuộc trách nhiệm giải trình của nền tảng thanh toán (Bộ)',
  department_of_justice: 'Sở Tư pháp làm rõ',
} as const;

function platformSentence(each: OldAccountReading): string {
  const { platform, platformWordOn, owner } = each;
  const on = platformWordOn === null ? '' : ` ngày ${formatDay(platformWordOn)}`;
  const words: Readonly<Record<OldAccountReading['platformWord'], string>> = {
    none: `Chưa ghi nhận việc báo thay đổi cho cổng ${platform}`,
    told: `Cổng ${platform} đã được thông báo${on} nhưng chưa xác nhận thay đổi`,
    confirmed:
      owner === 'ministry'
        ? `Cổng ${platform} chỉ xác nhận thay đổi${on}, sau khi thanh toán`
        : `Cổng ${platform} đã xác nhận thay đổi${on}, không muộn hơn ngày thanh toán`,
  };
  return `${words[each.platformWord]}: ${explains[owner]}.`;
}
