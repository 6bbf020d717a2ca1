// The report's font: a serif that has every Vietnamese letter and the widths of Times New Roman
// (Tinos, SIL Open Font License).
import { createRequire } from 'node:module';

const files = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  boldItalic: '700Bold_Italic/Tinos_700Bold_Italic.ttf',
} as const;

export type Face = keyof typeof files;

export const faces = Object.keys(files) as readonly Face[];

/** Where the file of a face lies. */
export function pathOfFace(face: Face): string {
  return createRequire(import.meta.url).resolve(`@expo-google-fonts/tinos/${files[face]}`);
}
