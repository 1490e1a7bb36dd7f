import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const listed = read('THIRD-PARTY.md');

/** Licences that ask for no more than their notice, or bind only who changes their files. */
const accepted =
  /^((MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|MPL-2\.0|Unlicense|CC0-1\.0|BlueOak-1\.0\.0|Python-2\.0)( OR | AND )?)+$/;

test('THIRD-PARTY.md is what `npm run licences` writes', () => {
  const script =
    "import('./scripts/licences.js').then(({ thirdParty }) => process.stdout.write(thirdParty()))";
  const text = execFileSync(process.execPath, ['-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(text).toBe(listed);
});

test('every licence is one that a package under MIT can be built with', () => {
  const licences = [...listed.matchAll(/^\| \S+ \| \S+ \| ([^|]+) \|/gm)].map(([, licence]) =>
    licence.trim(),
  );
  expect(licences.length).toBeGreaterThan(200);
  expect(
    licences.filter((licence) => licence !== 'licence' && !accepted.test(licence.replace(/[()]/g, ''))),
  ).toEqual(['---']);
});

describe('installing the package runs no script', () => {
  const { scripts } = JSON.parse(read('package.json'));
  test.each(['preinstall', 'install', 'postinstall', 'prepare'])('%s', (name) =>
    expect(scripts[name]).toBeUndefined(),
  );
});
