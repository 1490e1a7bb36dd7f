/** `npm ci` installs what the lock files say: a package that was exchanged is noticed only by its hash there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
}

/** Every lock file of the repository, with its folder. */
function locks(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : locks(path);
    return entry.name === 'package-lock.json' ? [path] : [];
  });
}

/** What is wrong with the entries, each in words. */
const faults = (packages: Readonly<Record<string, Entry>>): string[] =>
  Object.entries(packages).flatMap(([name, { version, integrity, resolved }]) => {
    if (name === '') return []; // the project itself
    if (resolved !== undefined) return [`${name} names a host: ${resolved}`];
    if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version ?? '')) return [`${name} has no version: ${version}`];
    return /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ? [] : [`${name} has no integrity`];
  });

test('there are four', () => {
  const folders = ['', 'bench/peers/', 'docs/site/', 'test/runtimes/'];
  expect(locks().sort()).toEqual(folders.map((folder) => `${folder}package-lock.json`).sort());
});

describe.each(locks())('%s', (file) => {
  test('has the hash of every package, and no host', () => {
    const { packages, lockfileVersion } = JSON.parse(readFileSync(join(root, file), 'utf8'));
    expect(lockfileVersion).toBe(3);
    expect(Object.keys(packages).length).toBeGreaterThan(10);
    expect(faults(packages)).toEqual([]);
  });
});

const whole = { version: '1.2.3', integrity: `sha512-${'A'.repeat(86)}==` };
test.each<[string, Entry]>([
  ['without a hash', { version: '1.2.3' }],
  ['with a hash that is broken too easily', { ...whole, integrity: 'sha1-AAAA' }],
  ['from a host', { ...whole, resolved: 'https://registry.npmjs.org/a/-/a-1.2.3.tgz' }],
  ['from a repository', { ...whole, version: 'git+ssh://git@github.com/a/a.git#0123456' }],
])('an entry is refused %s', (_, entry) => {
  expect(faults({ '': {}, 'node_modules/a': whole, 'node_modules/b': entry })).toHaveLength(1);
});
