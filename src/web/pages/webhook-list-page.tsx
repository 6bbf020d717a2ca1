// Systems that are told of changes, and where a new one begins.
import { formatInstant } from '../../calendar.js';
import type { Webhook } from '../../webhooks/webhook.js';
import { AdminTrail } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { EventBoxes, NameAndAddress } from '../components/webhook-fields.js';
import { Chip } from '../components/tone.js';
import { Layout } from '../layout.js';
import { eventWords, pauseWords } from '../webhook-words.js';

export interface WebhookListPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly webhooks: readonly Webhook[];
  readonly scopeNames: ReadonlyMap<string, string>;
  readonly mayManage: boolean;
  /** What was typed and not taken, by field; null at the beginning. */
  readonly typed: ReadonlyMap<string, string> | null;
  readonly provinceCode: string;
  readonly error: string | null;
}

export function WebhookListPage(props: WebhookListPageProps) {
  const { province, who, webhooks, scopeNames, mayManage } = props;
  return (
    <Layout {...{ province, who }} title="Webhook">
      <AdminTrail here="Webhook" />
      <h1>Webhook</h1>
      <p class="lead">
        Hệ thống khác (ví dụ phần mềm một cửa) được báo khi tiền về, tiền quá hạn chưa về, hoặc cờ
        cảnh báo của đơn vị thay đổi. Không gửi thông tin người nộp.
      </p>
      {webhooks.length === 0 ? (
        <p class="empty">Chưa có webhook nào.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Hệ thống nhận</th>
                <th scope="col">Phạm vi</th>
                <th scope="col">Sự kiện</th>
                <th scope="col">Tình trạng</th>
              </tr>
            </thead>
            <tbody>
              {webhooks.map((webhook) => (
                <Row key={webhook.id} {...{ webhook, scopeNames }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {mayManage && <NewWebhook {...props} />}
    </Layout>
  );
}

function Row({
  webhook,
  scopeNames,
}: { webhook: Webhook } & Pick<WebhookListPageProps, 'scopeNames'>) {
  const { id, name, url, scope, kinds } = webhook;
  return (
    <tr>
      <th scope="row">
        <a href={`/quan-tri/webhook/${id}`}>{name}</a>
        <span class="sub">{new URL(url).host}</span>
      </th>
      <td>{scopeNames.get(scope) ?? scope}</td>
      <td>{kinds.map((kind) => eventWords[kind]).join('; ')}</td>
      <td>
        <WebhookState webhook={webhook} />
      </td>
    </tr>
  );
}

/** Whether it is told, is paused, or does not answer. */
export function WebhookState({ webhook }: { readonly webhook: Webhook }) {
  const { pausedAt, pausedBecause, failingSince } = webhook;
  if (pausedAt !== null && pausedBecause !== null) {
    const tone = pausedBecause === 'officer' ? 'wait' : 'bad';
    return (
      <>
        <Chip tone={tone} text="Tạm dừng" />
        <span class="sub">
          {formatInstant(pausedAt)}, {pauseWords[pausedBecause]}
        </span>
      </>
    );
  }
  if (failingSince === null) return <Chip tone="good" text="Đang gửi" />;
  return (
    <>
      <Chip tone="doubt" text="Chưa nhận được" />
      <span class="sub">từ {formatInstant(failingSince)}</span>
    </>
  );
}

function NewWebhook(props: Pick<WebhookListPageProps, 'typed' | 'provinceCode' | 'error'>) {
  const { typed, provinceCode, error } = props;
  return (
    <section aria-labelledby="webhook-moi">
      <h2 id="webhook-moi">Thêm webhook</h2>
      <FormError text={error} />
      <form method="post" action="/quan-tri/webhook" class="mapping-form">
        <NameAndAddress name={typed?.get('ten') ?? ''} url={typed?.get('dia-chi') ?? ''} />
        <div class="pick">
          <label for="pham-vi">Phạm vi: mã đơn vị, hoặc hai chữ số của tỉnh</label>
          <input
            type="text"
            id="pham-vi"
            name="pham-vi"
            maxLength={32}
            autocomplete="off"
            value={typed?.get('pham-vi') ?? provinceCode}
          />
        </div>
        <EventBoxes isOn={(kind) => typed?.has(kind) ?? true} />
        <button class="primary" type="submit">
          Thêm webhook
        </button>
      </form>
    </section>
  );
}
