/** The table of hosts is complete, and its versions are those that are installed for the tests. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, rows, text } from './blocks.ts';

const table = rows('docs/hosts.md');
const folder = join(root, 'test/runtimes');

test('every host that is tested has a row', () => {
  const hosts = readdirSync(folder).filter((name) => existsSync(join(folder, name, `${name}.test.ts`)));
  expect(hosts.length).toBeGreaterThan(8);
  const linked = table.flatMap(([host]) => /\(\.\.\/test\/runtimes\/(\w+)\)/.exec(host)?.[1] ?? []);
  expect([...new Set(linked)].sort()).toEqual(hosts.sort());
});

test('the versions of packages are those of test/runtimes/package.json', () => {
  const { dependencies, optionalDependencies } = JSON.parse(text('test/runtimes/package.json'));
  const versions: string[] = Object.values({ ...dependencies, ...optionalDependencies });
  const written = table.map(([, version]) => version).join(', ');
  for (const version of versions) expect(written).toContain(version.split('@').at(-1));
});
