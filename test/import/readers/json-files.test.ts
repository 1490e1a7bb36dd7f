import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { casesIn, differenceFrom, holds, imported } from '../models/case.ts';

const found = casesIn(fileURLToPath(new URL('../../golden/json-files', import.meta.url)));
const caseOf = (name: string) => found.find((one) => one.name.startsWith(name))!;

describe('models of amplifiers made in this repository', () => {
  test.each(found)('$name: $facts.notes', (one) => holds(one));

  test.each(found.filter(({ name }) => name.startsWith('aidax')))(
    '$name carries steps that it gives',
    async (one) => {
      const model = await imported(one);
      for (const { inputs, outputs } of model.check!)
        expect(differenceFrom(model, inputs, outputs)).toBeLessThan(1e-5);
      expect(model.check!.map(({ inputs }) => inputs.length)).toEqual([40]);
    },
  );

  test('sample rates become intervals', async () => {
    expect((await imported(caseOf('aidax-lstm8-gains'))).interval).toBe(1 / 44100);
    expect((await imported(caseOf('nam-lstm-2x5'))).interval).toBe(1 / 48000);
    const without = await imported(caseOf('nam-lstm-1x6'));
    expect(without.interval).toBeUndefined();
    expect(without.notes.join()).toContain('no sample_rate');
  });
});
