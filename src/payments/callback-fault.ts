// Why a callback could not be recorded: by our own fault, by a conflict, or because the database was
// away.

// SQLSTATE classes of what repeating does not mend: feature, cardinality, data, integrity, check,
// syntax and access, raised, internal
const lastingClasses = ['0A', '21', '22', '23', '42', '44', 'P0', 'XX'];
/** The database itself: its connection, its resources, its operator, its disk. */
const awayClasses = ['08', '53', '57', '58'];

/** Whether it would fail again: by what it carries, or by what we make of it. */
export function isOurFault(error: unknown): boolean {
  const sqlClass = sqlClassOf(error);
  if (sqlClass !== null) return lastingClasses.includes(sqlClass);
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((bug) => error instanceof bug);
}

/**
 * Whether a statement was undone for the sake of something in it: the rest can be done without that.
 * Of a connection that broke nobody knows what was done.
 */
export function isUndone(error: unknown): boolean {
  const sqlClass = sqlClassOf(error);
  return sqlClass === null ? isOurFault(error) : !awayClasses.includes(sqlClass);
}

function sqlClassOf(error: unknown): string | null {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : null;
}
