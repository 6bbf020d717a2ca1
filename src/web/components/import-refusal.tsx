// Why a file was not taken, with the places: nothing of it is stored.
import type { Problem } from '../../problem.js';
import { formatCount } from '../count.js';
import { reasonInWords, refusalInWords } from '../mapping-words.js';
import { FormError } from './field.js';

/** Wrong rows that a page lists; the command lists all. */
const listedMax = 200;

export function ImportRefusal({ problem }: { readonly problem: Problem }) {
  const { code, detail, errors = [] } = problem;
  // details of the verbs name the file and speak to programs; a page's own are Vietnamese
  const isOwn = errors.length === 0 && /[^\x00-\x7f]/.test(detail) && code === 'bad_file';
  return (
    <>
      <FormError text={isOwn ? detail : told(problem)} />
      <ul class="row-errors">
        {errors.slice(0, listedMax).map((error, at) => (
          <li key={at}>
            {error.file !== undefined && error.file !== errors[at - 1]?.file && `${error.file}: `}
            {error.line !== undefined && <strong>Dòng {formatCount(error.line)}</strong>}{' '}
            {error.column !== undefined && <span class="code">{error.column}</span>}{' '}
            {reasonInWords(error.detail)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Where the places say why, the sentence above them guesses at no reason. */
function told({ code, errors = [] }: Problem): string {
  return code === 'bad_file' && errors.length > 0
    ? 'Tệp không đọc được. Không có gì được lưu.'
    : refusalInWords(code);
}
