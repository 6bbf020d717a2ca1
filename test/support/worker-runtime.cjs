// Loads modules for test files in the worker (worker-environment.cjs). Packages and the program's own
// modules stay loaded for the next file, as they do in a service; what is below test/ is loaded anew.
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** By path, what earlier files of this worker loaded. */
const kept = new Map();
let current;

class WorkerRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    current = this;
    const { executor, registries } = this;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
    const registry = registries.getActiveCjsRegistry();
    for (const [path, module] of kept) registry.set(path, module);
  }

  // a module that stays may load another one long after the file that loaded it
  requireModuleOrMock(from, moduleName) {
    return this === current
      ? super.requireModuleOrMock(from, moduleName)
      : current.requireModuleOrMock(from, moduleName);
  }

  teardown() {
    const tests = `${this._config.rootDir}/test/`;
    for (const [path, module] of this.registries.getActiveCjsRegistry()) {
      if (!path.startsWith(tests) && module.loaded) kept.set(path, module);
    }
    super.teardown();
  }
}

module.exports = WorkerRuntime;
