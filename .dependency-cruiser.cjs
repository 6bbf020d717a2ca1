// Boundaries: the folders stand in the order in which the money travels, and import upstream only.

const order = [
  [
    '(money|calendar|problem|security-headers|weak-key|long-numbers|group-by|qr-svg|standard-webhook)\\.ts',
  ],
  ['(config|db|calendar-store|sql-migrations|service-role|log|secret-box)\\.ts'],
  ['reference/'],
  ['audit/'],
  ['(http|unreadable-request|health|migrate|start-guard|schedule|enter-day)\\.ts'],
  ['tables/'],
  ['access/'],
  ['units/'],
  ['mappings/'],
  ['beneficiary-accounts/'],
  ['payments/'],
  ['statements/'],
  ['reconciliation/'],
  ['discrepancies/'],
  ['inbox/'],
  ['alerts/'],
  ['webhooks/'],
  ['oversight/'],
  ['charts/'],
  ['reports/'],
  ['exports/'],
  ['sign-off/'],
  ['backup/'],
  ['api/'],
  ['web/'],
  ['commands/', '(app|server|cli)\\.ts'],
].map((paths) => paths.map((path) => `^src/${path}`));

const upstreamOnly = order.slice(0, -1).map((from, place) => ({
  name: `upstream-only-${String(place + 1)}`,
  severity: 'error',
  comment: 'A folder may use only the folders before it (see the README).',
  from: { path: from },
  to: { path: order.slice(place + 1).flat() },
}));

module.exports = {
  forbidden: [
    ...upstreamOnly,
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      comment: 'A matching rule sees a book, money and days: no database, clock, config or bank.',
      from: { path: '^reconcilers/' },
      to: {
        pathNot: [
          '^reconcilers/',
          '^src/reconciliation/(reconciler|book)\\.ts',
          '^src/(money|calendar)\\.ts',
        ],
      },
    },
    {
      name: 'rules-are-chosen-in-one-place',
      severity: 'error',
      comment: 'The list of rules is handed in by those who know everything.',
      from: {
        path: '^src/',
        pathNot:
          '^src/(commands/|(app|server|schedule|cli)\\.ts|reconciliation/run-reconciliation\\.ts)',
      },
      to: { path: '^reconcilers/' },
    },
    {
      name: 'the-service-never-sees-the-plant',
      severity: 'error',
      from: { path: '^(src|reconcilers)/', pathNot: '^src/commands/demo' },
      to: { path: '^bench/world/' },
    },
    {
      name: 'the-plant-never-asks-the-service',
      severity: 'error',
      from: { path: '^bench/world/' },
      to: { path: '^(src|reconcilers)/', pathNot: '^src/(money|calendar)\\.ts' },
    },
    {
      name: 'not-to-test-or-development-only',
      severity: 'error',
      from: { path: '^(src|reconcilers)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-to-nothing',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs'],
    },
  },
};
