// A tie: what may be each other's, and which evidence would decide it.
import type { Ambiguity } from '../../oversight/ambiguity.js';

export function Ambiguities({ ambiguities }: { readonly ambiguities: readonly Ambiguity[] }) {
  return (
    <>
      {ambiguities.map(({ matchId, text, evidence }) => (
        <section key={matchId} class="notice ambiguity" aria-label="Có nhiều cách khớp">
          <p>
            <strong>{text}</strong>
          </p>
          {evidence.length > 0 && (
            <>
              <p>Một trong các căn cứ sau sẽ quyết định được:</p>
              <ul>
                {evidence.map((each) => (
                  <li key={each.text}>{each.text}</li>
                ))}
              </ul>
            </>
          )}
        </section>
      ))}
    </>
  );
}
