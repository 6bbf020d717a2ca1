// The relay killed between the outbox and the mail server's answer: nothing is lost, what is repeated
// was under way when it was killed, and it carries the same Message-ID.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { writeAlert } from '../../src/alerts/alert-store.js';
import { openDb, type Db } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { headerOf, listenForMail, type SmtpListener } from './smtp-listener.js';

const kills = process.env['DOISOAT_LONG'] ? 200 : 4;
const mailsPerKill = 3;
let database: TestDatabase;
let owner: Db;
let listener: SmtpListener;

beforeAll(async () => {
  database = await cloneDatabase();
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
  listener = await listenForMail();
});
afterAll(async () => {
  await listener.close();
  await owner.destroy();
  await database.close();
});

const idOf = (at: number): string => `<2026-05-20.25432.${String(at)}@dongnai.example.vn>`;

function relay(): { readonly child: ChildProcess; readonly end: Promise<unknown> } {
  const script = join(__dirname, '../support/send-outbox.mjs');
  const child = spawn(process.execPath, [script, database.url, listener.url], { stdio: 'ignore' });
  return { child, end: new Promise((resolve) => child.on('exit', resolve)) };
}

/** Where in the conversation the blow falls: at a recipient, before the answer, or just after it. */
const blows = ['recipient', 'answer', 'after'] as const;

test(
  `${String(kills)} times killed, the relay lost no mail and repeated only what was under way`,
  async () => {
    const count = kills * mailsPerKill;
    const at = { unitCode: '25432', onDay: '2026-05-20', kind: 'account_change' } as const;
    const recipients = [{ name: 'A', address: 'a@dongnai.example.vn' }];
    const said = { subject: 's', text: 't', html: 'h', recipients };
    for (let no = 0; no < count; no += 1) {
      const mail = { ...at, ...said, contentDigest: String(no), messageId: idOf(no) };
      await writeAlert(database.db, mail);
    }
    const underWay = new Set<string>();
    for (let kill = 0; kill < kills; kill += 1) {
      const { child, end } = relay();
      const blow = blows[kill % blows.length];
      let left = kill % mailsPerKill;
      const strike = (): void => {
        left -= 1;
        if (left < 0) child.kill('SIGKILL');
      };
      listener.manners.refuseRecipient = () => {
        if (blow === 'recipient') strike();
        return undefined;
      };
      listener.manners.beforeAnswer = (raw) => {
        if (left <= 0) underWay.add(headerOf(raw, 'message-id'));
        if (blow === 'answer') strike();
        else if (blow === 'after') setImmediate(strike);
      };
      await end;
      await owner('alert').update({ leased_until: null });
    }
    listener.manners.refuseRecipient = () => undefined;
    listener.manners.beforeAnswer = () => undefined;
    await relay().end;

    const states = await database.db('alert').distinct('state').pluck<string[]>('state');
    expect(states).toEqual(['sent']);
    const ids = listener.received.map(({ raw }) => headerOf(raw, 'message-id'));
    expect([...new Set(ids)].sort()).toEqual(
      Array.from({ length: count }, (_, no) => idOf(no)).sort(),
    );
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
    expect(repeated.length).toBeGreaterThan(0);
    expect(repeated.length).toBeLessThanOrEqual(kills);
    expect(repeated.filter((id) => !underWay.has(id))).toEqual([]);
  },
  kills * 15_000 + 120_000,
);
