// Who is to act at a unit: its focal points for business and for IT. Where one is missing that is
// said, without any alarm.
import type { Unit } from '../../units/unit.js';

/** Two rows of a list of facts. */
export function FocalPoints({
  unit,
}: {
  readonly unit: Pick<Unit, 'contactBusiness' | 'contactIt'>;
}) {
  const points = [
    ['Đầu mối nghiệp vụ', unit.contactBusiness],
    ['Đầu mối CNTT', unit.contactIt],
  ] as const;
  return (
    <>
      {points.map(([name, point]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={point === null ? 'muted' : 'long'}>{point ?? 'Chưa có thông tin đầu mối'}</dd>
        </div>
      ))}
    </>
  );
}
