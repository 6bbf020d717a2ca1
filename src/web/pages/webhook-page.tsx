// One system that is told of changes: what was sent to it, what it answered, and what can be done.
import type { ComponentChildren } from 'preact';
import { formatInstant } from '../../calendar.js';
import { testKind, type Delivery, type Webhook } from '../../webhooks/webhook.js';
import { AdminTrail } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { ChangeWebhook, ReplaySpan, type WebhookFormProps } from '../components/webhook-forms.js';
import { Chip } from '../components/tone.js';
import { Layout } from '../layout.js';
import { answerText, deliveryWords, eventWords } from '../webhook-words.js';
import { WebhookState } from './webhook-list-page.js';

export interface WebhookPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly webhook: Webhook;
  readonly scopeName: string;
  readonly deliveries: readonly Delivery[];
  /** The id before which the next page begins. */
  readonly next: string | null;
  readonly mayManage: boolean;
  /** Shown now and never again. */
  readonly secret: string | null;
  readonly notice: string | null;
  readonly error: string | null;
  /** What a form that was refused held. */
  readonly typed: ReadonlyMap<string, string> | null;
}

export function WebhookPage(props: WebhookPageProps) {
  const { province, who, webhook, secret, notice, error, mayManage } = props;
  return (
    <Layout {...{ province, who }} title={`Webhook ${webhook.name}`}>
      <AdminTrail via={[{ href: '/quan-tri/webhook', title: 'Webhook' }]} here={webhook.name} />
      <h1>{webhook.name}</h1>
      {secret !== null && <Secret secret={secret} />}
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <FormError text={error} />
      <About {...props} />
      {mayManage && <Acts webhook={webhook} typed={props.typed} />}
      <h2>Các lần gửi</h2>
      <Deliveries {...props} />
    </Layout>
  );
}

function Secret({ secret }: { readonly secret: string }) {
  return (
    <div class="notice" role="status">
      <p>
        Khóa ký chỉ hiện một lần. Hãy chép ngay vào hệ thống nhận; ai có khóa này đều giả được thông
        báo của chúng ta.
      </p>
      <p class="typed">
        <code>{secret}</code>
      </p>
    </div>
  );
}

function About({ webhook, scopeName }: Pick<WebhookPageProps, 'webhook' | 'scopeName'>) {
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    ['Tình trạng', <WebhookState key="state" webhook={webhook} />],
    [
      'Địa chỉ nhận',
      <span key="url" class="typed">
        {webhook.url}
      </span>,
    ],
    ['Phạm vi', scopeName],
    ['Sự kiện', webhook.kinds.map((kind) => eventWords[kind]).join('; ')],
    ['Thêm lúc', formatInstant(webhook.createdAt)],
  ];
  return (
    <table>
      <tbody>
        {rows.map(([name, shown]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{shown}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Acts({ webhook, typed }: WebhookFormProps) {
  const isPaused = webhook.pausedAt !== null;
  return (
    <section aria-label="Việc">
      <form method="post" action={`/quan-tri/webhook/${webhook.id}`} class="buttons">
        {isPaused ? (
          <button class="primary" type="submit" name="viec" value="tiep-tuc">
            Tiếp tục gửi
          </button>
        ) : (
          <>
            <button class="primary" type="submit" name="viec" value="thu">
              Gửi thử
            </button>
            <button type="submit" name="viec" value="tam-dung">
              Tạm dừng
            </button>
          </>
        )}
        <button type="submit" name="viec" value="khoa-moi">
          Đổi khóa ký
        </button>
      </form>
      <p class="muted">
        Khi tạm dừng, sự kiện được giữ lại và gửi đi khi tiếp tục. Khi đổi khóa, khóa cũ còn ký kèm
        trong 24 giờ.
      </p>
      <ChangeWebhook {...{ webhook, typed }} />
      {!isPaused && <ReplaySpan {...{ webhook, typed }} />}
      <details>
        <summary>Xóa webhook</summary>
        <form method="post" action={`/quan-tri/webhook/${webhook.id}`}>
          <p>Những gì đang chờ gửi sẽ không gửi nữa.</p>
          <button type="submit" name="viec" value="xoa">
            Xóa webhook này
          </button>
        </form>
      </details>
    </section>
  );
}

function Deliveries(props: WebhookPageProps) {
  const { deliveries, next, webhook, mayManage } = props;
  if (deliveries.length === 0) return <p class="empty">Chưa gửi gì.</p>;
  const mayReplay = mayManage && webhook.pausedAt === null;
  return (
    <>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Sự kiện</th>
              <th scope="col">Xảy ra</th>
              <th scope="col">Tình trạng</th>
              <th scope="col">Trả lời</th>
              {mayReplay && <th scope="col">Gửi lại</th>}
            </tr>
          </thead>
          <tbody>
            {deliveries.map((delivery) => (
              <Row key={delivery.id} {...{ delivery, mayReplay, webhookId: webhook.id }} />
            ))}
          </tbody>
        </table>
      </div>
      {next !== null && (
        <nav class="pager" aria-label="Trang">
          <a rel="next" href={`/quan-tri/webhook/${webhook.id}?truoc=${next}`}>
            Cũ hơn ›
          </a>
        </nav>
      )}
    </>
  );
}

function Row(props: {
  readonly delivery: Delivery;
  readonly mayReplay: boolean;
  readonly webhookId: string;
}) {
  const { delivery, mayReplay, webhookId } = props;
  const { id, kind, unitCode, state, attempts, isReplay, attemptedAt } = delivery;
  const [tone, word] = deliveryWords[state];
  const words: Readonly<Record<string, string>> = { ...eventWords, [testKind]: 'Gửi thử' };
  return (
    <tr>
      <th scope="row">
        {words[kind] ?? kind}
        <span class="sub">
          {unitCode !== null && `Đơn vị ${unitCode} · `}
          <span class="code">{delivery.eventId}</span>
        </span>
      </th>
      <td>{formatInstant(delivery.occurredAt)}</td>
      <td>
        <Chip tone={tone} text={word} />
        <span class="sub">
          {isReplay && 'gửi lại · '}
          {attempts} lần
          {state === 'pending' &&
            attempts > 0 &&
            `, lần tới ${formatInstant(delivery.nextAttemptAt)}`}
        </span>
      </td>
      <td>
        {answerText(delivery)}
        {attemptedAt && <span class="sub">{formatInstant(attemptedAt)}</span>}
      </td>
      {mayReplay && (
        <td>
          <form method="post" action={`/quan-tri/webhook/${webhookId}`}>
            <input type="hidden" name="lan" value={id} />
            <button type="submit" name="viec" value="gui-lai" aria-label={`Gửi lại lần ${id}`}>
              Gửi lại
            </button>
          </form>
        </td>
      )}
    </tr>
  );
}
