// Mails set-up links. It is the only mail that opens a door, so it names who invites and until when
// the link holds, carries no password, and is never kept in the outbox table.
import type { Config } from '../config.js';
import { formatInstant } from '../calendar.js';
import { setupUrl, type Invitation } from '../access/setup-link.js';
import { htmlOf, textOf, type Block } from './mail-body.js';
import { openMailer, type Delivery, type Mailer } from './mailer.js';

export interface InvitationDeps {
  readonly config: Pick<Config, 'baseUrl' | 'dataDir' | 'smtpFrom' | 'smtpUrl'>;
  readonly now: () => Date;
}

/** Whether the mail server took the link over; one that it did not is to be handed out otherwise. */
export type InvitationDelivery = 'mailed' | 'failed';

/**
 * Mails invitations one after the other; once the server is away the rest is not tried.
 * @param invitedBy a person's name, as the mail tells it
 * @returns what became of each, in order
 */
export async function mailInvitations(
  { config, now }: InvitationDeps,
  invitations: readonly Invitation[],
  invitedBy: string,
): Promise<InvitationDelivery[]> {
  const mailer = openMailer(config);
  const deliveries: InvitationDelivery[] = [];
  let isAway = false;
  try {
    for (const invitation of invitations) {
      const sent: Delivery | undefined = isAway
        ? undefined
        : await mailOne(mailer, invitation, { config, at: now(), invitedBy });
      isAway ||= sent?.kind === 'later' && sent.isServerAway;
      // a remark says that the one address was not accepted
      const isMailed = sent?.kind === 'sent' && sent.remark === null;
      deliveries.push(isMailed ? 'mailed' : 'failed');
    }
  } finally {
    mailer.close();
  }
  return deliveries;
}

interface Mailing {
  readonly config: InvitationDeps['config'];
  readonly at: Date;
  readonly invitedBy: string;
}

async function mailOne(
  mailer: Mailer,
  invitation: Invitation,
  { config, at, invitedBy }: Mailing,
): Promise<Delivery | undefined> {
  const { name, email, link } = invitation;
  if (email === null) return undefined;
  const domain = config.smtpFrom.slice(config.smtpFrom.lastIndexOf('@') + 1);
  const blocks = blocksOf(invitation, { url: setupUrl(config, link), invitedBy });
  return mailer.send({
    name: `thiet-lap-${link.id}`,
    messageId: `<setup.${link.id}.${String(link.expiresAt.getTime())}@${domain}>`,
    date: at,
    recipients: [{ name, address: email }],
    subject: '[Đối soát] Thiết lập tài khoản cán bộ',
    text: textOf(blocks),
    html: htmlOf(blocks),
  });
}

function blocksOf(
  { name, link }: Invitation,
  { url, invitedBy }: { readonly url: string; readonly invitedBy: string },
): Block[] {
  const until = formatInstant(link.expiresAt);
  return [
    { kind: 'paragraph', text: `Kính gửi: ${name}` },
    {
      kind: 'paragraph',
      text:
        `${invitedBy} mời ông/bà sử dụng hệ thống đối soát phí, lệ phí thanh toán trực tuyến. ` +
        'Ông/bà tự đặt mật khẩu tại liên kết dưới đây; hệ thống không cấp sẵn mật khẩu.',
    },
    { kind: 'link', text: 'Thiết lập tài khoản', url },
    {
      kind: 'paragraph',
      text: `Liên kết dùng được một lần, đến ${until}. Liên kết mới làm liên kết cũ hết hiệu lực.`,
    },
    {
      kind: 'small',
      text:
        'Xin đừng chuyển thư này cho người khác: ai có liên kết đều đặt được mật khẩu thay ông/bà. ' +
        'Nếu thư gửi nhầm, xin bỏ qua và báo cho người quản trị.',
    },
  ];
}
