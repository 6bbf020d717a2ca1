// The charts of some payments side by side: how fast money arrives, how long the rest has been waited
// for. The curve needs the matches: who may not see them is shown none.
import type { Calendar } from '../../calendar.js';
import { arrivalCurve } from '../../charts/arrival-curve.js';
import { ageingOf } from '../../charts/ageing.js';
import type { PaymentReading } from '../../reconciliation/reading.js';
import { AgeingChart } from './ageing-chart.js';
import { ArrivalChart } from './arrival-chart.js';

export interface MoneyChartsProps {
  readonly payments: readonly PaymentReading[];
  readonly calendar: Calendar;
  readonly asOf: Date;
  readonly seesMatches: boolean;
}

export function MoneyCharts({ payments, calendar, asOf, seesMatches }: MoneyChartsProps) {
  const at = { calendar, asOf };
  return (
    <div class="charts">
      {seesMatches && <ArrivalChart curve={arrivalCurve(payments, at)} />}
      <AgeingChart ageing={ageingOf(payments, at)} />
    </div>
  );
}
