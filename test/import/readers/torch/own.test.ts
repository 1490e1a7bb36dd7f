/** Files that `test/golden/torch-files/make.py` wrote with PyTorch, with what PyTorch computed in float64. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../../src/import/index.ts';
import { casesIn, holds, imported } from '../../models/case.ts';

const cases = casesIn('test/golden/torch-files').map((one) => ({
  ...one,
  options: (one.facts as { options?: Partial<ImportOptions> }).options ?? {},
  wanted: one.facts.expected.replace(/^refuse: /, ''),
}));
const isRefused = ({ facts }: (typeof cases)[number]) => facts.expected.startsWith('refuse');

describe('gives what PyTorch gives', () => {
  test.each(cases.filter((one) => !isRefused(one)).map((one) => [one.name, one] as const))('%s', (_, one) =>
    holds(one, one.options),
  );
});

describe('is refused by what is wrong', () => {
  test.each(cases.filter(isRefused).map((one) => [one.name, one] as const))('%s', async (_, one) => {
    await holds(one, one.options);
    await expect(imported(one, one.options)).rejects.toThrow(one.wanted);
    expect(existsSync('/tmp/meniscus-was-run')).toBe(false);
  });
});
