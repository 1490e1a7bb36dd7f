/** Quantiles that training stores, against the definition and as a watch reads them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantiles } from '../../src/cli/train-parts.ts';
import { recordings } from '../../src/data/recordings.ts';
import { split } from '../../src/data/split.ts';
import { watch } from '../../src/runtime/entries/health.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { parseTable } from '../../src/table/parse.ts';
import { sequencesOf } from '../../src/train/samples.ts';
import { defineTask } from '../../src/train/task.ts';
import { root } from './command-line.ts';

const sequence = (inputs: number[], width: number) => ({
  length: inputs.length / width,
  inputs: Float64Array.from(inputs),
  targets: new Float64Array(),
  dt: null,
});

test('of 0 … 100 they are the shares; of two inputs and recordings, those of each input over all steps', () => {
  const hundred = Array.from({ length: 101 }, (_, k) => k);
  expect(quantiles([sequence(hundred, 1)], 1)).toEqual({ '0.01': [1], '0.5': [50], '0.99': [99] });
  const both = hundred.flatMap((k) => [k, -10 * k]);
  const parts = [sequence(both.slice(120), 2), sequence(both.slice(0, 120), 2)];
  expect(quantiles(parts, 2)).toEqual({ '0.01': [1, -990], '0.5': [50, -500], '0.99': [99, -10] });
  expect(quantiles([sequence([0, 1], 1)], 1)['0.5']).toEqual([0.5]);
});

test('no more than 1 % of the values, and one, lie beyond each', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 1 }), (values) => {
      const {
        '0.01': [low],
        '0.5': [median],
        '0.99': [high],
      } = quantiles([sequence(values, 1)], 1);
      const below = (bound: number) => values.filter((x) => x < bound - 1e-3).length;
      expect(below(low)).toBeLessThanOrEqual(1 + 0.01 * values.length);
      expect(values.length - below(high + 2e-3)).toBeLessThanOrEqual(1 + 0.01 * values.length);
      expect(low).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(high);
    }),
  );
});

test('on its training data a shipped model scores about 1, and 50 on inputs far away', () => {
  const file = join(root, 'examples/greenhouse.csv');
  const data = recordings(parseTable(readFileSync(file), { file }));
  const parts = sequencesOf(split(data).train, defineTask(data.channels, { targets: ['temp'] }));
  const model = loadSync(readFileSync(join(root, 'models/greenhouse.mns')));
  const score = (shift: number) => {
    const watched = watch(model.session(), model, { every: 1 });
    for (const { inputs } of parts)
      watched.run(
        inputs.map((x) => x + shift),
        { dt: 5 },
      );
    return watched.health.inputs!.score;
  };
  expect(score(0)).toBeGreaterThan(0.4);
  expect(score(0)).toBeLessThan(1.2);
  expect(score(1e4)).toBe(50);
});
