/** Node: the one that runs the tests, whose hashes are those of every host, and newer ones. */
import { expect, test } from 'vitest';
import { compare, fromPackage, linesOfModule, present } from '../host.ts';

// npx vitest run test/runtimes/node -u writes the file
test('the hashes are those in hashes.json', async () => {
  const lines = await linesOfModule(process.execPath);
  const hashes = lines.flatMap((line) => {
    const [name, build, hash] = line.split(' ');
    return build === 'simd' ? [[name, hash]] : [];
  });
  await expect(`${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`).toMatchFileSnapshot(
    '../hashes.json',
  );
  compare(`Node ${process.version}`, lines);
});

for (const name of ['node22', 'node24']) {
  const program = fromPackage(`${name}/bin/node`);
  test.skipIf(!present(name, program))(name, async () => compare(name, await linesOfModule(program)));
}
