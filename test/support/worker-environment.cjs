// Where test files run: in the worker itself, not in a context of their own. jest's contexts look every
// global name up through a proxy, and make each file load the whole program anew; that was most of a
// run's time. What a file adds to the globals is taken away behind it.
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');

const ownKeys = new Set(Reflect.ownKeys(globalThis));

function clearGlobals() {
  for (const key of Reflect.ownKeys(globalThis)) {
    // matchers stay where `expect` defined them for good
    if (!ownKeys.has(key)) Reflect.deleteProperty(globalThis, key);
  }
}

module.exports = class WorkerEnvironment extends TestEnvironment {
  constructor(given, context) {
    super(given, context);
    clearGlobals();
    const config = given.projectConfig;
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    const timerConfig = { idToRef: (id) => id, refToId: (ref) => ref };
    this.fakeTimers = new LegacyFakeTimers({
      ...{ config, global: globalThis, moduleMocker: this.moduleMocker, timerConfig },
    });
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  }

  async teardown() {
    await super.teardown();
    clearGlobals();
  }
};
