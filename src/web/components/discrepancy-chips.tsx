// How a discrepancy's state and severity look.
import type { DiscrepancyState } from '../../discrepancies/standing.js';
import type { Severity } from '../../discrepancies/urgency.js';
import { severityWords, stateWords } from '../../discrepancies/words.js';
import { Chip, type Tone } from './tone.js';

const stateTones: Readonly<Record<DiscrepancyState, Tone>> = {
  open: 'bad',
  waiting: 'wait',
  write_off_proposed: 'doubt',
  resolved: 'good',
  closed: 'plain',
};

const severityTones: Readonly<Record<Severity, Tone>> = {
  high: 'bad',
  medium: 'doubt',
  low: 'plain',
};

export function StateChip({ state }: { readonly state: DiscrepancyState }) {
  return <Chip tone={stateTones[state]} text={stateWords[state]} />;
}

export function SeverityChip({ severity }: { readonly severity: Severity }) {
  return (
    <Chip tone={severityTones[severity]} text={`Mức ${severityWords[severity].toLowerCase()}`} />
  );
}
