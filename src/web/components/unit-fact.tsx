// The unit that a payment or a line belongs to, among its facts.
import type { UnitReading } from '../../reconciliation/reading.js';
import { unitTitle } from '../../reconciliation/words.js';
import { addressOf, unitPath } from '../page-query.js';

export function UnitFact(props: {
  readonly unit: UnitReading | undefined;
  readonly kept: Parameters<typeof addressOf>[1];
}) {
  const { unit, kept } = props;
  return (
    <div>
      <dt>Đơn vị</dt>
      <dd>
        {unit ? (
          <a href={addressOf(unitPath(unit.unitCode), kept)}>{unitTitle(unit)}</a>
        ) : (
          'Chưa xác định'
        )}
      </dd>
    </div>
  );
}
