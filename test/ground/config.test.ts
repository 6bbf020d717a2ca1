// The environment: what is required, what has a default, and that a wrong value names itself.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readConfig } from '../../src/config.js';

const required = {
  DATABASE_URL: 'postgres://service:one@localhost/doisoat',
  MIGRATE_DATABASE_URL: 'postgres://owner:two@localhost/doisoat',
  SECRET_KEY: 'no key of anyone',
};

test('with the database and the key given, everything else has a default', () => {
  expect(readConfig(required)).toMatchObject({
    dataDir: join(process.cwd(), '.data'),
    port: 8080,
    host: '127.0.0.1',
    province: '75',
    schema: 'p75',
    baseUrl: 'http://127.0.0.1:8080',
    logLevel: 'info',
    smtpUrl: null,
    smsUrl: null,
    accountCoolingOffHours: 24,
  });
});

test('the cooling-off is whole hours, long enough for a mail to be read', () => {
  const hours = (ACCOUNT_COOLING_OFF_HOURS: string) => () =>
    readConfig({ ...required, ACCOUNT_COOLING_OFF_HOURS }).accountCoolingOffHours;
  expect([hours('4')(), hours('720')()]).toEqual([4, 720]);
  for (const wrong of ['3', '0', '-1', '24.5', '721', 'a']) {
    expect(hours(wrong)).toThrow(/^ACCOUNT_COOLING_OFF_HOURS must be/);
  }
});

test('BASE_URL follows HOST and PORT unless it is given', () => {
  expect(readConfig({ ...required, HOST: '::1', PORT: '81' }).baseUrl).toBe('http://[::1]:81');
  const behindProxy = { ...required, BASE_URL: 'https://doisoat.example/' };
  expect(readConfig(behindProxy).baseUrl).toBe('https://doisoat.example');
});

test('HOST may be any address where BASE_URL is https, and only there', () => {
  const outside = { ...required, HOST: '0.0.0.0' };
  const base = (BASE_URL: string) => () => readConfig({ ...outside, BASE_URL });
  expect(base('https://doisoat.example')().host).toBe('0.0.0.0');
  expect(base('http://doisoat.example')).toThrow(/^HOST must be a loopback address unless/);
});

test('an empty variable counts as unset', () => {
  expect(readConfig({ ...required, PORT: '', SMTP_URL: '' })).toMatchObject({ port: 8080 });
});

test('the key is 32 bytes whatever its text, and differs with it', () => {
  const key = readConfig(required).secretKey;
  expect(key).toHaveLength(32);
  expect(readConfig({ ...required, SECRET_KEY: 'another sixteen.' }).secretKey).not.toEqual(key);
});

test('a random key is never taken for a weak one', () => {
  for (let count = 0; count < 2_000; count += 1) {
    for (const coding of ['hex', 'base64', 'base64url'] as const) {
      const key = randomBytes(24).toString(coding);
      expect(() => readConfig({ ...required, SECRET_KEY: key })).not.toThrow();
    }
  }
});

test.each([
  ['DATABASE_URL', ''],
  ['DATABASE_URL', 'mysql://service@localhost/doisoat'],
  ['DATABASE_URL', required.MIGRATE_DATABASE_URL],
  ['MIGRATE_DATABASE_URL', ''],
  ['SECRET_KEY', 'short'],
  ['SECRET_KEY', 'changeme-changeme'],
  ['SECRET_KEY', 'change-me-in-production'],
  ['SECRET_KEY', 'Your_Secret_Key_Here_123'],
  ['SECRET_KEY', 'secretsecretsecret'],
  ['SECRET_KEY', 'password12345678'],
  ['SECRET_KEY', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
  ['SECRET_KEY', 'k7#Qx9!mk7#Qx9!mk7#Qx9!m'],
  ['SECRET_KEY', '0123456789abcdef'],
  ['SECRET_KEY', 'abcdefghijklmnopqrstuvwxyz'],
  ['PORT', '65536'],
  ['PORT', '80a'],
  ['HOST', '0.0.0.0'],
  ['HOST', '192.168.1.5'],
  ['PROVINCE', 'Đồng Nai'],
  ['PROVINCE', '7'],
  ['BASE_URL', 'doisoat.example'],
  ['TRUSTED_PROXIES', '*'],
  ['TRUSTED_PROXIES', '0.0.0.0/0'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['TRUSTED_PROXIES', 'proxy.example'],
  ['LOG_LEVEL', 'loud'],
  ['SMTP_URL', 'http://mail.example'],
  ['SMTP_FROM', 'nobody'],
  ['SMS_URL', 'sms'],
  ['SMS_URL', 'http://user:password@sms.example.vn/send'],
])('%s=%s is refused by name and never by value', (name, value) => {
  const read = () => readConfig({ ...required, [name]: value });
  expect(read).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'misconfigured' }) }),
  );
  expect(read).toThrow(new RegExp(`^${name} `));
  if (value.length > 5) expect(read).not.toThrow(value);
});
