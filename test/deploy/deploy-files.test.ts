// The files for running the service elsewhere, checked without a container engine: what they name
// exists, nothing in them is a secret or a root process, and systemd reads its unit.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig } from '../../src/config.js';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** Names of the environment variables that `readConfig` knows, from its schema. */
function knownVariables(): string[] {
  const source = read('src/config.ts');
  const schema = /const environment = z\.object\(\{([\s\S]*?)\n\}\);/.exec(source)?.[1] ?? '';
  return [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => String(name)).sort();
}

describe('.env.example', () => {
  const entries = [...read('.env.example').matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(
    ([, name, value]) => [String(name), String(value)] as const,
  );

  test('names every variable of the configuration, and no other', () => {
    expect(knownVariables().length).toBeGreaterThan(10);
    expect(entries.map(([name]) => name).sort()).toEqual(knownVariables());
  });

  test('its values are the defaults, and none of them works as a secret', () => {
    const given = {
      DATABASE_URL: 'postgres://service:x@h/d',
      MIGRATE_DATABASE_URL: 'postgres://owner:x@h/d',
      SECRET_KEY: 'only for tests, never a secret',
    };
    const defaults = entries.filter(([name]) => !(name in given) && !/^(SMTP|SMS)_/.test(name));
    const config = readConfig({ ...given, ...Object.fromEntries(defaults) });
    expect(config).toEqual(readConfig(given));
    expect(Object.fromEntries(entries)['SECRET_KEY']).toBe('');
  });
});

describe('the Dockerfile', () => {
  const lines = read('docs/deploy/Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  test('copies only what is there', () => {
    const copies = lines.filter((line) => /^COPY (?!--from)/.test(line));
    const sources = copies.flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources.length).toBeGreaterThan(8);
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('builds in one stage and runs in another, not as root, with a health check', () => {
    expect(lines.filter((line) => line.startsWith('FROM '))).toHaveLength(2);
    const user = last.findIndex((line) => line === 'USER node');
    expect(user).toBeGreaterThan(0);
    expect(last.slice(user).some((line) => /^(RUN|COPY|ADD|USER root)/.test(line))).toBe(false);
    expect(last.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
    const entry = last.find((line) => line.startsWith('ENTRYPOINT '))?.slice(11) ?? '[]';
    expect(JSON.parse(entry)).toContain('/opt/doisoat/dist/src/cli.js');
  });

  test('no secret is baked in, nothing is fetched by other means than npm', () => {
    const text = lines.filter((line) => !line.startsWith('#')).join('\n');
    expect(text).not.toMatch(/SECRET|PASSWORD|TOKEN|DATABASE_URL|curl|wget|^ADD /m);
    expect(text).toMatch(/npm ci/);
  });

  test('what the program reads beside itself is in the image', () => {
    const copied = last.filter((line) => line.startsWith('COPY ')).join('\n');
    for (const path of ['dist', 'migrations', 'src/reference', 'src/web/assets', 'package.json']) {
      expect(copied).toContain(path);
    }
  });
});

describe('compose.yaml', () => {
  const text = read('docs/deploy/compose.yaml');

  test('is indented by two, without tabs, and names files that exist', () => {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    expect(lines.filter((line) => line.includes('\t'))).toEqual([]);
    const indents = lines.map((line) => line.length - line.trimStart().length);
    expect(indents.filter((indent) => indent % 2 !== 0)).toEqual([]);
    for (const path of ['docs/deploy/roles.sh', 'docs/deploy/Dockerfile']) {
      expect(existsSync(join(root, path))).toBe(true);
    }
    expect(text).toContain('./roles.sh:');
  });

  test('every secret must be given: none has a default', () => {
    const secrets = [...text.matchAll(/\$\{([A-Z_]*(?:PASSWORD|KEY))([^}]*)\}/g)];
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    for (const [, name, rest] of secrets) {
      const isDemanded = text.includes(`\${${String(name)}:?`);
      expect([name, isDemanded, String(rest).includes(':-')]).toEqual([name, true, false]);
    }
    expect(text).not.toMatch(/(PASSWORD|SECRET_KEY): (?!\$)/);
  });

  test('the service role and the owner are two, the database is reached from inside only', () => {
    expect(text).toMatch(/ DATABASE_URL: postgres:\/\/doisoat_service:/);
    expect(text).toMatch(/ MIGRATE_DATABASE_URL: postgres:\/\/doisoat_owner:/);
    expect(text).toMatch(/internal: true/);
    expect([...text.matchAll(/ports: (.*)/g)].map(([, ports]) => ports)).toEqual([
      "['127.0.0.1:8080:8080']",
      "!override ['127.0.0.1:8081:8080']",
    ]);
    for (const line of ['read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true']) {
      expect(text).toContain(line);
    }
  });

  test('the database is ready once it answers over the network: while it is made, only its socket does', () => {
    expect(/ test: \[CMD, pg_isready, ([^\]]*)\]/.exec(text)?.[1]).toContain('--host, 127.0.0.1');
  });

  test('a folder for backups is handed in by hand: the file system is read-only', () => {
    const folders = [...text.matchAll(/- [\w./-]+:(\/[\w/-]+)/g)].map(([, folder]) => folder);
    expect(folders).not.toContain('/backup');
    expect(read('docs/operations.md')).toMatch(
      /docker compose run --rm --volume \/backup:\/backup doisoat backup/,
    );
  });

  test('every variable it hands on is one that the service knows', () => {
    const service = text.slice(text.indexOf('\n  doisoat:'), text.indexOf('\nnetworks:'));
    const block = /environment:\n((?: {6}.*\n)+)/.exec(service)?.[1] ?? '';
    const names = [...block.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => String(name));
    expect(names.length).toBeGreaterThan(4);
    expect(names.filter((name) => !knownVariables().includes(name))).toEqual([]);
  });

  test('the script that makes the roles is one that a shell reads', () => {
    const path = join(root, 'docs/deploy/roles.sh');
    expect(spawnSync('sh', ['-n', path]).status).toBe(0);
    expect(read('docs/deploy/roles.sh')).not.toMatch(/superuser|password '[^:]/);
  });
});

describe('doisoat.service', () => {
  const path = join(root, 'docs/deploy/doisoat.service');
  const text = read('docs/deploy/doisoat.service');

  test('runs as nobody in particular, with its secrets in a file and the disk read-only', () => {
    for (const line of [
      'DynamicUser=yes',
      'EnvironmentFile=/etc/doisoat/env',
      'StateDirectory=doisoat',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
      'ProtectSystem=strict',
      'SystemCallFilter=@system-service',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toMatch(/SECRET_KEY=|PASSWORD=|User=root/);
  });

  test('starts the program where the build puts it', () => {
    expect(text).toMatch(
      /^ExecStart=\/usr\/bin\/node .*\/opt\/doisoat\/dist\/src\/cli\.js serve$/m,
    );
  });

  const onlyWithSystemd = has('systemd-analyze') ? test : test.skip;

  onlyWithSystemd('systemd finds nothing wrong, and little exposed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'doisoat-unit-'));
    const copy = join(folder, 'doisoat.service');
    // the check wants the program to be there
    writeFileSync(copy, text.replace('/usr/bin/node', process.execPath));
    const verified = spawnSync('systemd-analyze', ['verify', copy], { encoding: 'utf8' });
    expect(verified.stderr.split('\n').filter((line) => line.includes(copy))).toEqual([]);
    const security = ['security', '--offline=true', '--threshold=20', path];
    const exposed = spawnSync('systemd-analyze', security, { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([exposed.status, exposed.stdout.split('\n').slice(-2)]).toEqual([0, expect.anything()]);
  });
});
