// What is known of one thing: names and values, one below the other.
import type { ComponentChildren } from 'preact';

export type AboutRow = readonly [name: string, shown: ComponentChildren];

export function AboutList({ rows }: { readonly rows: readonly AboutRow[] }) {
  return (
    <dl class="about">
      {rows.map(([name, shown]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="long">{shown}</dd>
        </div>
      ))}
    </dl>
  );
}
