// A real HTTP listener on loopback in the place of a brandname gateway: it keeps what it is given, and
// sends a message once per id, as such gateways do.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TakenSms {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, string>>;
}

export interface SmsGateway {
  readonly url: string;
  readonly taken: TakenSms[];
  /** How to answer; `null`: never. */
  answer: number | null;
  close(): Promise<void>;
}

export async function listenForSms(): Promise<SmsGateway> {
  const taken: TakenSms[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as TakenSms['body'];
      taken.push({ headers: request.headers, body });
      if (gateway.answer !== null) response.writeHead(gateway.answer).end('{"note":"ignored"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gateway: SmsGateway = {
    url: `http://doisoat:s%40me-key@127.0.0.1:${String(port)}/send?brandname=DOISOAT`,
    taken,
    answer: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return gateway;
}
