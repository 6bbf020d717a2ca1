// What focal points are told of a change of their account: what, from when, by whom, and how to stop
// it. Numbers by their last four digits, holders not at all: a mail may be read by anyone.
import type { AccountInNews, AccountNews } from '../beneficiary-accounts/account-news.js';
import type { AccountChange } from '../beneficiary-accounts/proposal.js';
import { formatDay, formatInstant } from '../calendar.js';
import { maskLongNumbers } from '../long-numbers.js';
import type { AlertMail } from './alert-mail.js';
import { htmlOf, textOf, type Block } from './mail-body.js';

const subjectCharsMax = 200;

export interface AccountMailFacts {
  readonly news: AccountNews;
  /** The unit's title, `Phường Chơn Thành`. */
  readonly title: string;
  /** Short names of banks by BIN. */
  readonly banks: ReadonlyMap<string, string>;
  /** No slash at the end. */
  readonly baseUrl: string;
}

const changes: Readonly<Record<AccountChange, string>> = {
  declare: 'khai báo, thay đổi tài khoản thụ hưởng',
  close: 'ngừng sử dụng tài khoản thụ hưởng',
  resume: 'sử dụng lại tài khoản thụ hưởng đang tạm dừng',
};

const subjects: Readonly<Record<AccountNews['kind'], string>> = {
  submitted: 'đề nghị thay đổi tài khoản thụ hưởng đang chờ duyệt',
  approved: 'thay đổi tài khoản thụ hưởng đã được duyệt',
  rejected: 'đề nghị thay đổi tài khoản thụ hưởng bị trả lại',
  stopped: 'thay đổi tài khoản thụ hưởng đã bị dừng trước khi có hiệu lực',
  suspended: 'tài khoản thụ hưởng đã bị tạm dừng',
};

export function accountMail(facts: AccountMailFacts): AlertMail {
  const { news, title, baseUrl } = facts;
  const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
  const blocks: Block[] = [
    paragraph(`Kính gửi: ${title}`),
    paragraph(whatHappened(news)),
    ...accountLines(facts).map(paragraph),
    ...(news.reason === null ? [] : [paragraph(`Lý do: ${maskLongNumbers(news.reason)}`)]),
    paragraph(whatToDo(news)),
    {
      kind: 'link',
      text: 'Xem tài khoản của đơn vị',
      url: `${baseUrl}/don-vi/${encodeURIComponent(news.unitCode)}`,
    },
    {
      kind: 'small',
      text:
        'Thư này được gửi ngay cho đầu mối hiện tại và đầu mối trước đây của đơn vị, để việc thay ' +
        'đổi tài khoản không diễn ra mà đơn vị không biết.',
    },
  ];
  const subject = `[Đối soát] ${title}: ${subjects[news.kind]}`.replace(/\s+/g, ' ');
  return {
    subject: subject.slice(0, subjectCharsMax),
    text: textOf(blocks),
    html: htmlOf(blocks),
  };
}

function whatHappened({ kind, at, change, maker, actor }: AccountNews): string {
  const what = change === null ? '' : ` ${changes[change]}`;
  const when = formatInstant(at);
  switch (kind) {
    case 'submitted':
      return `${when}, ${actor} đã gửi duyệt đề nghị${what}.`;
    case 'approved':
      return `${when}, ${actor} đã duyệt đề nghị${what} do ${maker ?? ''} lập.`;
    case 'rejected':
      return `${when}, ${actor} đã trả lại đề nghị${what} do ${maker ?? ''} lập.`;
    case 'stopped':
      return `${when}, ${actor} đã dừng thay đổi trước khi có hiệu lực; tài khoản trước đó giữ nguyên.`;
    case 'suspended':
      return `${when}, ${actor} đã tạm dừng tài khoản; muốn sử dụng lại cần hai người.`;
  }
}

function accountLines({ news, banks }: AccountMailFacts): string[] {
  const named = ({ bankBin, numberEnd }: AccountInNews): string => {
    const bank = bankBin === null ? 'Kho bạc Nhà nước' : (banks.get(bankBin) ?? bankBin);
    return `${bank}, số tài khoản tận cùng ${numberEnd}`;
  };
  const { effectiveOn, replaced, purpose } = news;
  const from = news.kind === 'submitted' ? 'Ngày đề nghị áp dụng' : 'Áp dụng từ ngày';
  return [
    `Tài khoản: ${named(news.account)}.`,
    ...(replaced ? [`Thay cho: ${named(replaced)}.`] : []),
    ...(purpose === 'default' ? [] : [`Mục đích thu: ${maskLongNumbers(purpose)}.`]),
    ...(effectiveOn === null ? [] : [`${from}: ${formatDay(effectiveOn)}.`]),
  ];
}

function whatToDo({ kind, activatesAt }: AccountNews): string {
  if (kind === 'approved' && activatesAt !== null) {
    return (
      `Nếu đơn vị không yêu cầu việc này, đề nghị báo ngay cho Sở Tư pháp để dừng trước ` +
      `${formatInstant(activatesAt)}.`
    );
  }
  return 'Nếu đơn vị không biết việc này, đề nghị báo ngay cho Sở Tư pháp.';
}
