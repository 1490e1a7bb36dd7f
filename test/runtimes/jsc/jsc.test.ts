/** JavaScriptCore alone, the engine of Safari, in its shell. */
import { test } from 'vitest';
import { bundle, machine } from '../bundle.ts';
import { compare, linesOf, present, withFiles } from '../host.ts';

const program = '/usr/bin/jsc';

// the shell has no decoder of base64, so the machine is read from files
const main = `
const machines = { simd: read('simd.wasm', 'binary'), scalar: read('scalar.wasm', 'binary') };
await body.run(print, machines);
`;

test.skipIf(!present('JavaScriptCore', program))('JavaScriptCore', async () => {
  const files = {
    'simd.wasm': machine('simd'),
    'scalar.wasm': machine('scalar'),
    'main.mjs': (await bundle()) + main,
  };
  compare('JavaScriptCore', await withFiles(files, (folder) => linesOf(program, ['-m', 'main.mjs'], folder)));
});
