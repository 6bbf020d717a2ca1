// The text of a Word document: what its XML says without the tags.
import { openArchive } from '../../src/tables/zip-archive.js';

export async function zipText(bytes: Buffer, name: string): Promise<string> {
  const archive = await openArchive(bytes);
  try {
    const chunks: Buffer[] = [];
    await archive.read(name, (chunk) => void chunks.push(chunk));
    return Buffer.concat(chunks)
      .toString('utf8')
      .replaceAll(/<[^>]*>/g, '');
  } finally {
    archive.close();
  }
}
