// Sends the outbox of a database in a process of its own, so that it can be killed.
import { Buffer } from 'node:buffer';
import { URL, fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../src/launcher/build.mjs';

const [databaseUrl, smtpUrl] = process.argv.slice(2);
const root = fileURLToPath(new URL('../../', import.meta.url));
await ensureBuilt(root);
const built = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const { openDb } = await built('db.js');
const { smtpMailer } = await built('alerts/mailer.js');
const { sendAlerts } = await built('alerts/send-alerts.js');

const db = openDb({ databaseUrl, schema: 'p75' });
const mailer = smtpMailer(smtpUrl, 'doi-soat@dongnai.example.vn');
const by = { kind: 'job', id: 'outbox', requestId: null };
const config = { secretKey: Buffer.alloc(32, 7) };
await sendAlerts({ db, mailer, by, config });
mailer.close();
await db.destroy();
