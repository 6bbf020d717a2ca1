// Which version of the program this is, as package.json says.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });

/** `0.1.0`. */
export function programVersion(): string {
  // beside `src` in a checkout, one level further up from `dist/src`
  const candidates = ['../../package.json', '../../../package.json'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error('package.json was not found beside the program');
  return manifest.parse(JSON.parse(readFileSync(found, 'utf8'))).version;
}
