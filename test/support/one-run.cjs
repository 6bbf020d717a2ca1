// A reconciliation run in a process of its own, to be killed: what a command does, without the time
// to build it. TypeScript is turned into CommonJS as the tests have it.
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const isOurs = /^\.{1,2}\/.*\.js$/.test(request);
  const path = isOurs ? join(parent.path, request.replace(/\.js$/, '.ts')) : '';
  return existsSync(path) ? path : resolve(request, parent, ...rest);
};
Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  module._compile(code, filename);
};

const src = join(__dirname, '../../src');
const { openDb } = require(join(src, 'db.ts'));
const { reconcile } = require(join(src, 'reconciliation/run-reconciliation.ts'));
const [databaseUrl, schema] = process.argv.slice(2);
const by = { kind: 'job', id: 'one-run', requestId: null };
const db = openDb({ databaseUrl, schema });
reconcile({ db, now: () => new Date(), by }).then(() => db.destroy());
