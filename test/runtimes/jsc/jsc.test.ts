/** JavaScriptCore alone, the engine of Safari, in its shell. */
import { test } from 'vitest';
import { bundle } from '../bundle.ts';
import { compare, linesOf, present, withFiles } from '../host.ts';
import { onPath } from '../programs.ts';

const program = onPath('jsc');

const main = `
await body.run(print);
body.runRelaxed(print);
`;

test.skipIf(!present('JavaScriptCore', program))('JavaScriptCore', async () => {
  const files = { 'main.mjs': (await bundle()) + main };
  compare('JavaScriptCore', await withFiles(files, (folder) => linesOf(program, ['-m', 'main.mjs'], folder)));
});
