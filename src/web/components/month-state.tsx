// Where a unit's month stands, as a chip.
import { monthStateWords, type MonthState } from '../../sign-off/unit-month.js';
import { Chip, type Tone } from './tone.js';

const tones: Readonly<Record<MonthState, Tone>> = {
  open: 'plain',
  proposed: 'wait',
  signed: 'good',
  differs: 'doubt',
  reopened: 'bad',
};

export function MonthStateChip({ state }: { readonly state: MonthState }) {
  return <Chip tone={tones[state]} text={monthStateWords[state]} />;
}
