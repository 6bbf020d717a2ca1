// What waits for whoever looks: each kind with its number, leading to where it is done.
import { workCountMax, type OwnWork } from '../../oversight/own-work.js';
import { formatCount } from '../count.js';
import { addressOf } from '../page-query.js';

interface Task {
  readonly count: number;
  readonly text: string;
  readonly href: string;
}

const ownerTexts = {
  finance_officer: 'sai lệch cán bộ tài chính cần xử lý',
  department_of_justice: 'sai lệch Sở Tư pháp cần xử lý',
} as const satisfies Readonly<Record<OwnWork['owned'][number]['owner'], string>>;

export function MyWork({ work }: { readonly work: OwnWork }) {
  const tasks = tasksOf(work).filter(({ count }) => count > 0);
  return (
    <section class="my-work" aria-labelledby="viec-cho">
      <h2 id="viec-cho">Việc chờ bạn</h2>
      {tasks.length === 0 ? (
        <p class="empty">Không có việc nào chờ bạn.</p>
      ) : (
        <ul>
          {tasks.map(({ count, text, href }) => (
            <li key={href}>
              <a href={href}>
                <strong>
                  {count > workCountMax ? `Hơn ${formatCount(workCountMax)}` : formatCount(count)}
                </strong>{' '}
                {text}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function tasksOf(work: OwnWork): Task[] {
  return [
    { count: work.matches, text: 'đề xuất khớp chờ xác nhận', href: '/doi-soat' },
    {
      count: work.comeBack,
      text: 'khoản để lại cho bạn đã đến ngày xem lại',
      href: '/doi-soat?de-lai=den-han&ai=toi',
    },
    { count: work.assigned, text: 'sai lệch được giao cho bạn', href: '/sai-lech?giao=toi' },
    {
      count: work.toExplain,
      text: 'sai lệch của đơn vị cần giải trình',
      href: '/sai-lech?trang-thai=open',
    },
    ...work.owned.map(({ owner, count }) => ({
      ...{ count, text: ownerTexts[owner] },
      href: addressOf('/sai-lech', { cua: owner, 'trang-thai': 'open' }),
    })),
    {
      count: work.proposals,
      text: 'đề nghị thay đổi tài khoản chờ bạn',
      href: '/tai-khoan-thu-huong',
    },
    { count: work.papers, text: 'sao kê giấy chờ bạn xác nhận', href: '/sao-ke-giay' },
    { count: work.statementsMissing, text: 'đơn vị thiếu sao kê', href: '/sao-ke/lich' },
    {
      count: work.quarantined,
      text: 'sao kê bị giữ lại, chờ quyết định',
      href: '/sao-ke?trang-thai=quarantined',
    },
    { count: work.unreached, text: 'đơn vị không nhận được cảnh báo', href: '/canh-bao' },
  ];
}
