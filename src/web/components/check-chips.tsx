// Reasons as chips: what a rule compared, each with the value found, or what was needed instead.
import { checkText, type ShownCheck } from './match-checks.js';
import { checkWord } from '../match-words.js';
import { Chip } from './tone.js';

export function CheckChips({ checks }: { readonly checks: readonly ShownCheck[] }) {
  return (
    <ul class="chips" aria-label="Căn cứ">
      {checks.map((check, at) => (
        <li key={`${check.name} ${String(at)}`}>
          <Chip tone={check.agrees ? 'good' : 'bad'} text={chipText(check)} />
        </li>
      ))}
    </ul>
  );
}

function chipText({ name, expected, found, agrees }: ShownCheck): string {
  const word = checkWord(name);
  if (expected === null || found === null) return word;
  const seen = checkText(name, found);
  if (agrees) return found === '' ? word : `${word}: ${seen}`;
  return expected === ''
    ? `${word}: ${seen}`
    : `${word}: ${seen}, cần ${checkText(name, expected)}`;
}
