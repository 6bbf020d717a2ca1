// The order of the test files: the longest first, so that the two workers end together. jest knows
// how long each took only where its cache was kept; a fresh clone would go by size, and the longest
// of all are not the largest.
const { default: Sequencer } = require('@jest/test-sequencer');

const longest = [
  'matrix/walk',
  'launcher/serve',
  'launcher/database',
  'journeys/kill',
  'alerts/kill-relay',
  'matrix/injection',
  'api/hostile-input',
  'backup/backup',
  'journeys/leaks',
  'api/creating-routes',
  'audit/sealing',
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
