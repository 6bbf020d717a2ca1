// The order of the test files: the longest first, so that the two workers end together. jest knows
// how long each took only where its cache was kept; a fresh clone would go by size, and the longest
// of all are not the largest.
const { default: Sequencer } = require('@jest/test-sequencer');

const longest = [
  'launcher/serve',
  'launcher/database',
  'matrix/every-page',
  'journeys/kill',
  'journeys/kill-import',
  'matrix/walk',
  'backup/backup',
  'world/matching',
  'journeys/demo',
  'launcher/backup',
  'inbox/service',
  'api/creating-routes',
  'payments/gateway-vectors',
  'matrix/shapes',
  'web/administration',
  'journeys/leaks',
  'ground/start-guard',
  'matrix/cross-site',
  'reconciliation/decisions',
];

function placeOf({ path }) {
  const place = longest.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? longest.length : place;
}

module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
  }
};
