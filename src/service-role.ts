// What the service role may do, as data. Evidence is added, never edited: the database itself
// refuses what no part of the service should ever try. Deleted is only what is no evidence of
// anything and has a retention rule: a log-in's counters, kept answers.

/** Columns that the service may change, by table; a table that is not named here takes inserts only. */
export const updatable: Readonly<Record<string, readonly string[] | 'all'>> = {
  // evidence
  // filled in where the first message said nothing
  payment: ['last_seen_at', 'merchant_ref', 'dossier_code', 'unit_code', 'order_info'],
  payment_event: [],
  payment_notice: [],
  payment_notice_reading: [],
  gateway_query: [],
  // work that waits, not what was found
  gateway_question: 'all',
  payment_receipt: 'all',
  bank_notice: [],
  fee_order: [],
  gateway_terms: [],
  settlement_batch: [],
  settlement_line: [],
  column_mapping: [],
  column_mapping_decision: [],
  mapping_sample: [],
  statement_file: [],
  statement_line: [],
  announced_line: [],
  statement_decision: [],
  voided_line: [],
  // a version ends by a decision that it names, and can be stopped until it is active
  beneficiary_account: ['valid_to', 'ended_by', 'stopped_at', 'stopped_by', 'stopped_because'],
  bank_account: [],
  account_purpose: [],
  // a draft; what is decided about it is added beside it
  account_proposal: [
    'kind',
    'bank_bin',
    'clearing_code',
    'account_number',
    'account_name',
    'branch',
    'treasury_code',
    'budget_code',
    'valid_from',
    'reason',
    'version',
    'submitted_at',
    'withdrawn_at',
    'ended_at',
  ],
  account_paper: ['removed_at'],
  account_decision: [],
  account_event: [],
  platform_word: [],
  account_verification: [],
  // a later word about a task replaces the earlier one
  campaign_deadline: [],
  // a parked statement is posted once its account is registered; a person may void one
  statement: ['bank_account_id', 'state', 'warnings', 'new_count', 'known_count', 'known_line_ids'],
  match: ['status', 'ended_at', 'decided_by'],
  match_decision: [],
  match_adjustment: [],
  match_leg: ['live'],
  // a run that was asked for ends once
  reconciliation_run: [
    'finished_at',
    'matches_added',
    'matches_ended',
    'matches_confirmed',
    'matches_proposed',
    'rule_set',
    'failed_because',
    'cancelled_at',
    'cancelled_by',
  ],
  gateway_account: 'all',
  gateway_secret: ['valid_to'],
  refused_notice_count: ['count'],
  unit_flag: ['cleared_at'],
  alert: 'all',
  schedule_slot: 'all',
  // people
  officer: [
    'name',
    'email',
    'citizen_id_hash',
    'password_hash',
    'password_set_at',
    'totp_secret',
    'totp_confirmed_at',
    'totp_last_step',
    'second_factor_reset_at',
    'second_factor_reset_by',
    'disabled_at',
    'version',
  ],
  officer_grant: ['ended_at', 'ended_by'],
  setup_link: ['ended_at'],
  recovery_code: ['ended_at'],
  known_device: ['seen_at', 'ended_at'],
  session: ['seen_at', 'ended_at', 'ended_because', 'totp_pending'],
  login_throttle: 'all',
  login_attempt: [],
  api_token: ['seen_at', 'revoked_at', 'revoked_by'],
  idempotency_key: [],
  // the audit trail; what is personal in it can be erased, nothing else changed
  audit_event: [],
  audit_personal: ['salt', 'personal', 'erased_at', 'erased_because'],
  audit_seal: [],
  audit_anchor: [],
};

/** Tables whose rows the retention job may delete when their time is over. */
export const deletable = [
  'session',
  'setup_link',
  'recovery_code',
  'known_device',
  'login_throttle',
  'login_attempt',
  'idempotency_key',
  'mapping_sample',
] as const;

/** Shared tables in `public` that the service reads; those it also writes are named. */
export const sharedTables: Readonly<Record<string, 'read' | 'write'>> = {
  province: 'read',
  unit: 'write',
  bank: 'read',
  clearing_institution: 'read',
  treasury_class: 'read',
  holiday: 'read',
  retention_rule: 'read',
};

/** Tables whose rows are evidence: the service refuses to run as a role that could edit them. */
export const evidenceTables = [
  'payment_notice',
  'payment_notice_reading',
  'gateway_query',
  'payment_event',
  'bank_notice',
  'statement_file',
  'statement_line',
  'announced_line',
  'statement_decision',
  'voided_line',
  'match_decision',
  'match_adjustment',
  'settlement_batch',
  'settlement_line',
  'column_mapping',
  'column_mapping_decision',
  'fee_order',
  'gateway_terms',
  'account_purpose',
  'account_decision',
  'account_event',
  'platform_word',
  'account_verification',
  'audit_event',
  'audit_seal',
  'audit_anchor',
] as const;
