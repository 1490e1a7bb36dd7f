/** QuickJS, an interpreter without WebAssembly. */
import { join } from 'node:path';
import { test } from 'vitest';
import { full } from '../../full.ts';
import { bundle, modelNames, root } from '../bundle.ts';
import { compare, fromPackage, linesOf, present, withFiles } from '../host.ts';

// its synapses take as long as all others together, an interpreter in an interpreter; Node runs the same JavaScript of it
const names = modelNames.filter((name) => full || name !== 'ltc-half-cheetah');

test.skipIf(!present('QuickJS', fromPackage('quickjs-emscripten')))('QuickJS', async () => {
  const script = `${await bundle()}\nbody.runSync(print, { builds: ['js'], names: ${JSON.stringify(names)} });\n`;
  const lines = await withFiles({ 'script.js': script }, (folder) =>
    linesOf(process.execPath, [join(root, 'test/runtimes/quickjs/main.mjs'), join(folder, 'script.js')]),
  );
  compare('QuickJS', lines, ['js'], names);
});
