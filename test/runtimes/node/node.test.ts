/** Node: the one that runs the tests, whose hashes are those of every host, and newer ones. */
import { expect, test } from 'vitest';
import { modelNames } from '../bundle.ts';
import { cardOf, cardPath, withHash } from '../cards.ts';
import { compare, fromPackage, linesOfModule, present } from '../host.ts';

// npx vitest run test/runtimes/node -u writes them there
test('the hashes are those of the cards', async () => {
  const lines = await linesOfModule(process.execPath);
  const simd = lines.map((line) => line.split(' ')).filter(([, build]) => build === 'simd');
  expect(simd.map(([name]) => name)).toEqual(modelNames);
  for (const [name, , hash] of simd)
    await expect(withHash(cardOf(name), hash)).toMatchFileSnapshot(cardPath(name));
  compare(`Node ${process.version}`, lines);
});

for (const name of ['node22', 'node24']) {
  const program = fromPackage(`${name}/bin/node`);
  test.skipIf(!present(name, program))(name, async () => compare(name, await linesOfModule(program)));
}
