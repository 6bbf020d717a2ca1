// What the audit trail keeps of a gateway account: settings and terms before and after, and that
// secrets were replaced - never the secrets.
import type { By } from '../audit/by.js';
import type { AuditValue } from '../audit/canonical.js';
import { differences } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import type { GatewaySettings } from './gateway-account-store.js';
import type { GatewayProfile } from './profile.js';

/** Terms as they are stored, with the first day they hold. */
export interface DatedTerms {
  readonly validFrom: LocalDate | null;
  readonly document: string;
}

/** Terms that were added, and the latest before them. */
export interface TermsChange {
  readonly before: DatedTerms | null;
  readonly after: DatedTerms;
}

/** Records what `gateway set` changed; nothing when it changed nothing. */
export async function recordGatewaySet(
  trx: Db,
  by: By,
  done: {
    readonly name: string;
    readonly profile: GatewayProfile;
    readonly before: GatewaySettings | null;
    readonly secrets: boolean;
    readonly terms: TermsChange | null;
  },
): Promise<void> {
  const { name, profile, before, secrets, terms } = done;
  const settings = differences(before && { ...before }, settingsOf(profile));
  if (!settings && !secrets && !terms) return;
  await recordAudit(trx, by, {
    action: 'gateway.set',
    subject: { kind: 'gateway_account', id: name },
    unitCode: profile.options.unitCode ?? null,
    before: {
      ...settings?.before,
      ...(terms?.before ? { terms: termsOf(terms.before) } : {}),
    },
    after: {
      ...(before ? {} : { kind: profile.kind }),
      ...settings?.after,
      ...(secrets ? { secrets: 'replaced' } : {}),
      ...(terms ? { terms: termsOf(terms.after) } : {}),
    },
  });
}

function settingsOf(profile: GatewayProfile): Readonly<Record<string, AuditValue>> {
  return {
    merchantCode: profile.merchantCode,
    options: JSON.parse(JSON.stringify(profile.options)) as AuditValue,
    tolerance: moneyText(profile.tolerance),
  };
}

function termsOf({ validFrom, document }: DatedTerms): AuditValue {
  return { validFrom, ...(JSON.parse(document) as Readonly<Record<string, AuditValue>>) };
}
