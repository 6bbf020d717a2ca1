// Names with their values in a list of facts; what is not known is left out.

export type KnownFact = readonly [name: string, value: string | null];

export function KnownFacts({ facts }: { readonly facts: readonly KnownFact[] }) {
  return (
    <>
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="long">{value}</dd>
            </div>
          ),
      )}
    </>
  );
}
