// Unpacks the browser that npm installed, once per machine and user, and prints where it is. A
// process of its own: the package goes by TMPDIR, which jest's sandbox does not pass on.

import { existsSync, lstatSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const uid = process.getuid?.() ?? 0;
const home = join(tmpdir(), `doisoat-browser-${uid}`);

if (!existsSync(join(home, 'chromium'))) await unpack();
if (lstatSync(home).uid !== uid) throw new Error(`${home} belongs to somebody else`);
process.stdout.write(
  JSON.stringify({
    executablePath: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_PATH: join(home, 'fonts') },
  }),
);

// Renamed when it is whole: a run that was killed leaves nothing that looks like a browser.
async function unpack() {
  const making = mkdtempSync(`${home}-`);
  process.env.TMPDIR = making;
  // the package unpacks its libraries only where it believes to be on such a machine
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  packed.setGraphicsMode = false;
  await packed.executablePath();
  writeFileSync(join(making, 'fonts', 'fonts.conf'), fontsConfig());
  // half of it is left where somebody clears old files away
  if (!existsSync(join(home, 'chromium'))) rmSync(home, { recursive: true, force: true });
  try {
    renameSync(making, home);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!['EEXIST', 'ENOTEMPTY'].includes(error.code)) throw error;
  }
}

// The package's own names /tmp/fonts, and without a font the browser crashes.
function fontsConfig() {
  const [fonts, cache] = [join(home, 'fonts'), join(home, 'fonts-cache')];
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>
`;
}
