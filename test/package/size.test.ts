/** What a page fetches of each entry before a model runs: minified, compressed, with the interpreter inside. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { minifiedRuntime } from '../../bench/cold/shipped.ts';
import { root } from './install.ts';

/**
 * Bytes, gzip -9: a little more than there are. The interpreters alone are 10,700 to 11,400 of them; `relaxed` has two, and
 * `health`, which comes on top of another entry, none.
 */
const budgets: Readonly<Record<string, number>> = {
  simd: 21_200,
  scalar: 20_350,
  relaxed: 33_500,
  js: 24_550,
  health: 4_050,
};

test.each(Object.entries(budgets))('%s', async (entry, budget) => {
  const { bytes, shipped } = await minifiedRuntime(entry);
  // the words of errors come later, and are not in it
  const later = /import\("\.\/validation-error-/.test(new TextDecoder().decode(bytes));
  expect(later).toBe(entry !== 'health');
  console.log(`${entry}: ${shipped.gzip.toLocaleString('en')} bytes, gzip`);
  expect(shipped.gzip).toBeLessThanOrEqual(budget);
});

test('the budgets are for the entries that a page can load', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const runtimes = Object.values<{ default: string }>(exports).flatMap(({ default: file }) =>
    file?.startsWith('./dist/runtime/') ? [file.slice('./dist/runtime/'.length, -'.js'.length)] : [],
  );
  expect(Object.keys(budgets).sort()).toEqual(runtimes.sort());
});
