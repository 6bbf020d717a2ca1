// How the audit trail tells that an alert was put into the outbox.
import type { AuditEntry } from '../audit/record-audit.js';

/** Who was to be told is with the alert; the trail says only how many. */
export function raisedEvent(id: string, unitCode: string | null, recipients: number): AuditEntry {
  const state = recipients > 0 ? 'pending' : 'undeliverable';
  return {
    action: 'alerts.raised',
    subject: { kind: 'alert', id },
    unitCode,
    after: { state, recipients },
  };
}
