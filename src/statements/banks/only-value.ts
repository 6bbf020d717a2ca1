// A column may say of every row what the frame of the sheet does not say of all.
import type { Cell } from '../../tables/table.js';

/** The one value of a column that says the same in every row. */
export function openOnlyValue(place: number | undefined): {
  readonly see: (cells: readonly Cell[]) => void;
  readonly value: () => string | null;
} {
  let found: string | null = null;
  let isOnly = true;
  return {
    see(cells) {
      if (place === undefined || !isOnly) return;
      const text = cells[place]?.text.trim() ?? '';
      if (text === '') return;
      isOnly = found === null || found === text;
      found = text;
    },
    value: () => (isOnly ? found : null),
  };
}
