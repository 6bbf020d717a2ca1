// What alerts say, as text files beside this one: a sentence a line, Vietnamese with an English twin.
// Offices that want other words change a file, not code; a test holds twins to the same places.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const languages = ['vi', 'en'] as const;
export type Language = (typeof languages)[number];

/** Files of sentences, `digest.vi.txt` and so on. */
export const templateNames = [
  'digest',
  'flags',
  'late',
  'escalation',
  'sms',
  'account',
  'invitation',
  'webhook',
  'month',
] as const;
type TemplateName = (typeof templateNames)[number];

/** A sentence of a file with its places filled in. */
export type Say = (sentence: string, values?: Readonly<Record<string, string | number>>) => string;

/** The folder of the files: beside this one in `src`, which the build does not copy. */
export const templatesFolder = folderOfTemplates();

const read = new Map<string, ReadonlyMap<string, string>>();

/** The sentences of a file in a language. */
export function sayingOf(name: TemplateName, language: Language): Say {
  const file = `${name}.${language}.txt`;
  return (sentence, values = {}) => {
    const text = sentencesOf(file).get(sentence);
    if (text === undefined) throw new Error(`${file} has no sentence ${sentence}`);
    return text.replace(/\{(\w+)\}/g, (_all, place: string) => {
      const value = values[place];
      if (value === undefined) throw new Error(`${file}: nothing for {${place}} of ${sentence}`);
      return String(value);
    });
  };
}

/** The sentences of a file by their names; blank lines and those that begin with # are none. */
export function sentencesOf(file: string): ReadonlyMap<string, string> {
  const known = read.get(file);
  if (known) return known;
  const lines = readFileSync(join(templatesFolder, file), 'utf8').normalize('NFC').split(/\r?\n/);
  const sentences = new Map(
    lines
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => {
        const end = line.indexOf(':');
        return [line.slice(0, end).trim(), line.slice(end + 1).trim()] as const;
      }),
  );
  read.set(file, sentences);
  return sentences;
}

function folderOfTemplates(): string {
  const candidates = ['./templates', '../../../src/alerts/templates'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((path) => existsSync(path)) ?? String(candidates[0]);
}
