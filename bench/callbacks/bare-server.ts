// The baseline of callbacks: Express, the same pool and body limit, one durable insert of what came,
// nothing checked. What any service that keeps callbacks must do at least.
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import { callbackBytesMax } from '../../src/payments/callback-routes.js';

/** As many as the service's own pool has. */
const connectionCountMax = 10;

const pool = new pg.Pool({
  // of the owner, since it brings its table along
  connectionString: process.env['MIGRATE_DATABASE_URL'] ?? '',
  max: connectionCountMax,
});
const table = pool.query(`
  create table if not exists public.bare_callback (
    id bigint generated always as identity primary key,
    received_at timestamptz not null default now(),
    name text not null,
    url text not null,
    body bytea not null
  )`);
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(express.raw({ type: () => true, limit: callbackBytesMax }));
app.all('/callbacks/:name', async (request, response) => {
  const body: unknown = request.body;
  await pool.query('insert into public.bare_callback (name, url, body) values ($1, $2, $3)', [
    request.params.name,
    request.originalUrl,
    Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  ]);
  response.json({ RspCode: '00', Message: 'Confirm Success' });
});
const server = app.listen(0, '127.0.0.1', () => void listening());

async function listening(): Promise<void> {
  await table;
  const { port } = server.address() as AddressInfo;
  process.stderr.write(`Listening on http://127.0.0.1:${String(port)}\n`);
}

process.once('SIGTERM', () => process.exit(0));
