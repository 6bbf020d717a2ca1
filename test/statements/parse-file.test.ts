import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openParser } from '../../src/statements/parse-file.js';

const folder = mkdtempSync(join(tmpdir(), 'doisoat-parser-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A thread that does this with the bytes of a file. */
function threadThat(name: string, body: string): URL {
  const path = join(folder, `${name}.mjs`);
  const receive = `parentPort.on('message', ({ bytes }) => { ${body} });`;
  writeFileSync(path, `import { parentPort } from 'node:worker_threads';\n${receive}\n`);
  return pathToFileURL(path);
}

const answer = "parentPort.postMessage({ kind: 'read', statements: [] });";
const small = Buffer.from('x');

test('a file that takes too long is refused, and the next one is read', async () => {
  const url = threadThat('slow', `if (bytes.length < 4) { for (;;); } ${answer}`);
  const parser = openParser({ url, timeMs: 50 });
  expect(await parser.parse(small)).toMatchObject({ refusal: { code: 'too_slow' } });
  expect(await parser.parse(Buffer.from('longer'))).toEqual({ kind: 'read', statements: [] });
  await parser.close();
});

test('a file that takes too much memory is refused', async () => {
  const url = threadThat('large', 'const kept = []; for (;;) kept.push([kept.length, {}]);');
  const parser = openParser({ url, memoryMb: 16 });
  expect(await parser.parse(small)).toMatchObject({ refusal: { code: 'too_large' } });
  await parser.close();
});

test('a defect of a reader is an error, not a refusal of the file', async () => {
  const parser = openParser({ url: threadThat('broken', "throw new TypeError('defect');") });
  await expect(parser.parse(small)).rejects.toThrow('defect');
  await parser.close();
});
