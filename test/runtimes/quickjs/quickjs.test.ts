/** QuickJS, an interpreter without WebAssembly. */
import { join } from 'node:path';
import { test } from 'vitest';
import { bundle, root } from '../bundle.ts';
import { compare, fromPackage, linesOf, present, withFiles } from '../host.ts';

test.skipIf(!present('QuickJS', fromPackage('quickjs-emscripten')))('QuickJS', async () => {
  const script = `${await bundle()}\nbody.runSync(print, { builds: ['js'] });\n`;
  const lines = await withFiles({ 'script.js': script }, (folder) =>
    linesOf(process.execPath, [join(root, 'test/runtimes/quickjs/main.mjs'), join(folder, 'script.js')]),
  );
  compare('QuickJS', lines, ['js']);
});
