// A file that may hold statements, as a command, an upload or the inbox hands it over.
import type { FileContent } from '../tables/file-source.js';

/** A file in memory, or one on disk that is read as it is needed. */
export type StatementFile = {
  /** As given: a path, or `archive!entry`. */
  readonly name: string;
} & (
  | { readonly bytes: Buffer; readonly path?: undefined }
  | { readonly path: string; readonly bytes?: undefined }
);

/** Where a file is read from. */
export function contentOf(file: StatementFile): FileContent {
  return file.bytes ?? file.path;
}
