// What was not searched, said where somebody would read "nothing found".
export function NotSearched({ searches }: { readonly searches: readonly string[] }) {
  if (searches.length === 0) return null;
  return (
    <ul class="notice not-searched" aria-label="Chưa dò hết">
      {searches.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
