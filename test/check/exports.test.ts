/** Every function that the package exports is in the table of those that take options, or here as one that takes none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { functions } from './functions.ts';

const root = join(import.meta.dirname, '../..');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const sources = Object.values<{ types?: string }>(exports).flatMap(
  ({ types }) => types?.match(/^\.\/dist\/types\/(src\/.*\/(?:index|entries\/\w+))\.d\.ts$/)?.[1] ?? [],
);

/** What they take is data, names and numbers, one after another. */
const plain: Readonly<Record<string, readonly string[]>> = {
  'src/train/index': ['calibrate', 'compareDeployed', 'faultOf', 'normalise', 'quantile', 'windows'],
  'src/data/index': [
    ...['lookLines', 'summaryLines'],
    ...['evenOddSplit', 'everySecond', 'intervals', 'lorenz96Stepper', 'median', 'missingShares'],
    ...['oscillatorState', 'select', 'sinesSplit', 'slice', 'statistics', 'statisticsOf'],
    ...['summaryLines', 'switchedOscillator', 'Random'],
  ],
  'src/format/index': ['inspect', 'readBlob', 'weightsOf'],
  'src/import/index': ['writeSafetensors'],
};

/** The name of a parameter that holds options, or a pattern for what is in it. */
const takesOptions = /^[^(]*\((?:[^()]|\([^()]*\))*?(?:\boptions\b|\{[^()]*\}\s*=\s*\{\s*\})/;

test('the entries are found', () => expect(sources.length).toBe(9));

test.each(sources)('%s', async (source) => {
  const known = new Set(Object.keys(functions).map((name) => name.split(':')[0]));
  const module: Record<string, unknown> = await import(pathToFileURL(join(root, `${source}.ts`)).href);
  const without = plain[source] ?? [];
  const found = Object.entries(module).filter(
    ([name, value]) => typeof value === 'function' && !name.endsWith('Error'),
  );
  for (const [name, value] of found) {
    const listed = known.has(name) || without.includes(name);
    expect(listed, `${name} is in neither list: give it a line in functions.ts`).toBe(true);
    if (without.includes(name))
      expect(takesOptions.test(String(value)), `${name} takes options: move it to functions.ts`).toBe(false);
  }
  for (const name of without)
    expect(
      found.map(([one]) => one),
      'an export that is gone',
    ).toContain(name);
});
