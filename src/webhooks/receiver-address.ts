// Where webhooks may go: an address that somebody types in must not make this service knock at
// doors inside its own network. Names are resolved by us, every address is judged, and the
// connection is made to the one that was judged.
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

export type ReceiverFault =
  | 'unknown_host'
  | 'forbidden_address'
  /** Plain http to anything but a loopback address that is allowed. */
  | 'not_https'
  | 'bad_url';

export type Receiver =
  | { readonly kind: 'receiver'; readonly url: URL; readonly at: ResolvedAddress }
  | { readonly kind: 'refused'; readonly because: ReceiverFault };

const resolveWithinMs = 5_000;

/** Special-purpose networks of RFC 6890 and its successors. */
const privateV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** What is global is 2000::/3; within it tunnels that carry an IPv4 address, and examples, are not. */
const globalV6 = listOf(['2000::/3']);
const notGlobal = listOf([...privateV4, '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
const loopback = listOf(['127.0.0.0/8', '::1/128']);

/**
 * Judges an address that a webhook is to go to.
 * @param networks that are allowed although they are not public, `WEBHOOK_NETWORKS`
 */
export async function receiverAt(
  text: string,
  { networks, resolve = resolveByName }: { networks: readonly string[]; resolve?: Resolve },
): Promise<Receiver> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !isPlain(url)) return { kind: 'refused', because: 'bad_url' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found = family === 0 ? await resolve(host).catch(() => []) : [{ address: host, family }];
  const at = found.find((each) => each.family === 4) ?? found[0];
  if (!at) return { kind: 'refused', because: 'unknown_host' };
  const allowed = listOf(networks);
  // one address among good ones is enough to be led astray
  const isAllowed = found.every((each) => isPublic(each) || has(allowed, each));
  if (!isAllowed) return { kind: 'refused', because: 'forbidden_address' };
  const isLocal = found.every((each) => has(loopback, each));
  if (url.protocol !== 'https:' && !isLocal) return { kind: 'refused', because: 'not_https' };
  return { kind: 'receiver', url, at };
}

/** Whether an address is one of the public internet. */
export function isPublic(at: ResolvedAddress): boolean {
  if (isIP(at.address) !== at.family) return false;
  return at.family === 4
    ? !has(notGlobal, at)
    : has(globalV6, at) && !has(notGlobal, at) && !at.address.includes('%');
}

/** Neither credentials, which would be shown to whoever reads the list, nor anything but http. */
function isPlain({ protocol, username, password, hash, hostname }: URL): boolean {
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && username === '' && password === '' && hash === '' && hostname !== '';
}

function has(list: BlockList, { address, family }: ResolvedAddress): boolean {
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (type === 'ipv6' ? 128 : 32) : Number(bits), type);
  }
  return list;
}

async function resolveByName(host: string): Promise<readonly ResolvedAddress[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('the name was not resolved in time'));
    }, resolveWithinMs);
  });
  try {
    return await Promise.race([lookup(host, { all: true, verbatim: true }), late]);
  } finally {
    clearTimeout(timer);
  }
}
