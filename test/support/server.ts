// What the test run's global setup hands to every test file: where the database server is.

/** URLs of the test run's own PostgreSQL server. */
export interface TestServer {
  readonly dataDir: string;
  readonly service: string;
  readonly owner: string;
  readonly admin: string;
}

export function testServer(): TestServer {
  const text = process.env['DOISOAT_TEST_SERVER'];
  if (text === undefined) throw new Error('the global setup has not run');
  return JSON.parse(text) as TestServer;
}

/** The same role and server, another database. */
export function inDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
