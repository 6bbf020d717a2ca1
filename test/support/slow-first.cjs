// The order of the test files: the longest first, so that the two workers end together. jest knows
// how long each took only where its cache was kept; a fresh clone would go by size, and the longest
// of all are not the largest.
const { default: Sequencer } = require('@jest/test-sequencer');

const longest = [
  // the first of its kind builds the program, the others come when that is done
  'launcher/serve',
  'matrix/every-page',
  'matrix/walk',
  'launcher/database',
  'journeys/kill',
  'journeys/kill-import',
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
