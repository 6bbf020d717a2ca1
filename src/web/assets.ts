// The files that pages load, all of them ours. Each is asked for with a digest of its content, so a
// browser may keep it for a year and still sees a new version at once.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the files: beside this one in `src`, which the build does not copy. */
export const assetsFolder = folderOfAssets();

/** Address of the stylesheet. */
export const stylesheetUrl = urlOf('doisoat.css');

/** Address of the script of pages with a text that is copied. */
export const copyScriptUrl = urlOf('copy.js');

/** Address of the script of the review. */
export const reviewScriptUrl = urlOf('review.js');

/** Address of the script of forms that send large files. */
export const uploadScriptUrl = urlOf('upload.js');

/** Address of the script of pages about work that goes on. */
export const followScriptUrl = urlOf('follow.js');

/** Address of the icon. */
export const iconUrl = urlOf('doisoat.svg');

function folderOfAssets(): string {
  const candidates = ['./assets', '../../../src/web/assets'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((path) => existsSync(path)) ?? String(candidates[0]);
}

function urlOf(name: string): string {
  const digest = createHash('sha256').update(readFileSync(join(assetsFolder, name)));
  return `/assets/${name}?v=${digest.digest('hex').slice(0, 12)}`;
}
