/** Node: the one that runs the tests, whose hashes are those of every host, and newer ones. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle, modelNames } from '../bundle.ts';
import { cardOf, cardPath, withHash } from '../cards.ts';
import { compare, fromPackage, linesOf, linesOfModule, present, withFiles } from '../host.ts';

// npx vitest run test/runtimes/node -u writes them there
test('the hashes are those of the cards', async () => {
  const lines = await linesOfModule(process.execPath);
  const simd = lines.map((line) => line.split(' ')).filter(([, build]) => build === 'simd');
  expect(simd.map(([name]) => name)).toEqual(modelNames);
  for (const [name, , hash] of simd)
    await expect(withHash(cardOf(name), hash)).toMatchFileSnapshot(cardPath(name));
  compare(`Node ${process.version}`, lines);
});

test('without WebAssembly they are the same', async () => {
  const script = `${await bundle()}\nbody.runSync(console.log, { builds: ['js'] });\n`;
  const lines = await withFiles({ 'main.cjs': script }, (folder) =>
    linesOf(process.execPath, [join(folder, 'main.cjs')]),
  );
  compare('Node', lines, ['js']);
});

for (const name of ['node22', 'node24']) {
  const program = fromPackage(`${name}/bin/node`);
  test.skipIf(!present(name, program))(name, async () => compare(name, await linesOfModule(program)));
}
