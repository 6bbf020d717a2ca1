// Where webhooks may go: the table of addresses that lead inside, in all the forms people write them.
import { receiverAt, type Resolve } from '../../src/webhooks/receiver-address.js';

const none: readonly string[] = [];
const namesLeadTo =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

async function verdict(
  url: string,
  { networks = none, resolve }: { networks?: readonly string[]; resolve?: Resolve } = {},
): Promise<string> {
  const receiver = await receiverAt(url, { networks, ...(resolve ? { resolve } : {}) });
  return receiver.kind === 'refused' ? receiver.because : receiver.at.address;
}

test.each([
  // loopback, in every spelling that a browser or curl understands
  '127.0.0.1',
  '127.1',
  '127.8.8.8',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[::127.0.0.1]',
  // this network, private, shared by carriers, link-local with the clouds' metadata
  '0.0.0.0',
  '0',
  '0.1.2.3',
  '[::]',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[fc00::1]',
  '[fec0::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:169.254.169.254]',
  // carried inside IPv6: NAT64, 6to4, Teredo
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::a00:1]',
  '[2002:7f00:1::]',
  '[2002:a00:1::1]',
  '[2001:0:7f00:1::]',
  // multicast, broadcast, reserved, examples, benchmarks, protocol assignments
  '224.0.0.1',
  '239.255.255.250',
  '255.255.255.255',
  '240.0.0.1',
  '[ff02::1]',
  '[100::1]',
  '192.0.0.8',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '198.18.0.1',
  '192.88.99.1',
  '[2001:db8::1]',
  '[3fff::1]',
])('https://%s leads inside and is refused', async (host) => {
  const never: Resolve = () => Promise.reject(new Error('an address is not asked for'));
  // a host with a dot at its end is a name to nobody but the resolver
  const resolve = host.endsWith('.') ? namesLeadTo('127.0.0.1') : never;
  expect(await verdict(`https://${host}/hook`, { resolve })).toBe('forbidden_address');
});

test.each(['127.0.0.1', '10.1.2.3', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0', '169.254.169.254'])(
  'a name that leads to %s is refused, also beside a public address',
  async (address) => {
    for (const found of [[address], ['8.8.8.8', address], [address, '8.8.8.8']]) {
      const resolve = namesLeadTo(...found);
      expect(await verdict('https://hook.example/', { resolve })).toBe('forbidden_address');
    }
  },
);

test('a public address is taken as it is judged, IPv4 first', async () => {
  expect(await verdict('https://8.8.8.8:8443/hook?x=1')).toBe('8.8.8.8');
  expect(await verdict('https://[2606:4700:4700::1111]/')).toBe('2606:4700:4700::1111');
  const both = namesLeadTo('2606:4700:4700::1111', '1.1.1.1');
  expect(await verdict('https://hook.example/', { resolve: both })).toBe('1.1.1.1');
  expect(await verdict('https://hook.example/', { resolve: namesLeadTo() })).toBe('unknown_host');
});

test.each([
  'ftp://8.8.8.8/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://user:secret@8.8.8.8/',
  'https://8.8.8.8/#part',
  'https://',
  'hook',
  '',
])('%j is no address of a receiver', async (url) => {
  expect(await verdict(url)).toBe('bad_url');
});

test('plain http goes to a loopback address that is allowed, and nowhere else', async () => {
  const networks = ['127.0.0.1', '::1', '10.20.0.0/16'];
  expect(await verdict('http://8.8.8.8/', { networks })).toBe('not_https');
  expect(await verdict('http://10.20.0.9/', { networks })).toBe('not_https');
  expect(await verdict('https://10.20.0.9/', { networks })).toBe('10.20.0.9');
  expect(await verdict('https://10.21.0.9/', { networks })).toBe('forbidden_address');
  expect(await verdict('http://127.0.0.1:8080/', { networks })).toBe('127.0.0.1');
  expect(await verdict('http://[::1]:8080/', { networks })).toBe('::1');
  expect(await verdict('http://127.0.0.2/', { networks })).toBe('forbidden_address');
  expect(await verdict('http://127.0.0.1/')).toBe('forbidden_address');
});
