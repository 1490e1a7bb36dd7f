import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { casesIn, holds, imported } from '../models/case.ts';

const found = casesIn(fileURLToPath(new URL('../../golden/keras-files', import.meta.url)));

describe('models of Keras and rl-tools made in this repository', () => {
  test.each(found)('$name: $facts.notes', (one) => holds(one));

  test('the steps that a policy carries are given to check', async () => {
    const one = found.find(({ name }) => name.startsWith('rltools'));
    const { check = [] } = await imported(one!);
    expect(check.map(({ inputs, outputs }) => [inputs.length, outputs.length])).toEqual([
      [20, 20],
      [20, 20],
    ]);
    expect(check[0].inputs[3]).toEqual(one!.facts.inputs![3].map((x) => expect.closeTo(x, 8)));
  });
});
