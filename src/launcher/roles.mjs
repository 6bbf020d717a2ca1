// The roles of the embedded database, and the words that name them. Only a new cluster needs them
// made; the service role's rights are granted by the `migrate` verb, as on any other server.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Passwords and SECRET_KEY of a data folder, made once and kept for its user's eyes only. */
export function secretsOf(dataDir) {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const random = () => randomBytes(24).toString('base64url');
  const secrets = { admin: random(), owner: random(), service: random(), secretKey: random() };
  writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** The URLs of the embedded database, by whose they are. */
export function urlsOf(port, secrets) {
  const url = (role, password, name) => `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;
  return {
    service: url('doisoat_service', secrets.service, 'doisoat'),
    owner: url('doisoat_owner', secrets.owner, 'doisoat'),
    admin: url('postgres', secrets.admin, 'postgres'),
  };
}

export async function createRoles(port, secrets) {
  const client = new pg.Client({ connectionString: urlsOf(port, secrets).admin });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const as = (password) => `login password ${pg.escapeLiteral(password)}`;
    await client.query(`create role doisoat_owner ${as(secrets.owner)}`);
    await client.query(`create role doisoat_service ${as(secrets.service)}`);
    await client.query('create database doisoat owner doisoat_owner');
  } finally {
    await client.end();
  }
}
