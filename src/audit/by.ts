// Who acts, as the audit trail names them. Every verb that changes something is handed one.

/** Officer and token by their id; a command by the system's user; a job and a gateway by name. */
export interface By {
  readonly kind: 'officer' | 'token' | 'command' | 'job' | 'gateway' | 'visitor';
  readonly id: string;
  /** The request it belongs to; null for commands and jobs. */
  readonly requestId: string | null;
}

/** `officer 7`: how a column such as `created_by` names who acted. */
export function nameOf(by: By): string {
  return `${by.kind} ${by.id}`;
}

/** A job of the schedule, or the service itself. */
export function byJob(name: string): By {
  return { kind: 'job', id: name, requestId: null };
}
