// The rules in the order in which they run. A rule sees only what the rules before it left open.
import type { Reconciler } from '../src/reconciliation/reconciler.js';
import { batchResidual } from './batch-residual.js';
import { damagedReference } from './damaged-reference.js';
import { paymentReference } from './payment-reference.js';
import { referenceElsewhere } from './reference-elsewhere.js';
import { reversal } from './reversal.js';
import { settlementReport, settlementReportElsewhere } from './settlement-report.js';
import {
  settlementWindow,
  settlementWindowElsewhere,
  settlementWindowRetired,
} from './settlement-window.js';
import { severalReferences, severalReferencesElsewhere } from './several-references.js';
import { soleCandidate } from './sole-candidate.js';
import { splitCredit } from './split-credit.js';
import { uniqueCover } from './unique-cover.js';

/** Stored with every match; changes with every change of a rule or of the order. */
export const ruleSet = '2026-11-30';

export const reconcilers: readonly Reconciler[] = [
  reversal,
  paymentReference,
  severalReferences,
  splitCredit,
  settlementReport,
  settlementWindow,
  referenceElsewhere,
  severalReferencesElsewhere,
  settlementReportElsewhere,
  settlementWindowRetired,
  settlementWindowElsewhere,
  damagedReference,
  batchResidual,
  soleCandidate,
  uniqueCover,
];
