/** ONNX files made here by PyTorch and by hand, against what onnxruntime-web computed: test/golden/onnx-files. */
import { describe, expect, test } from 'vitest';
import type { CaseFacts } from '../models/case.ts';
import { casesIn, differenceFrom, holds, imported } from '../models/case.ts';

type Fed = readonly (readonly [name: string, shape: readonly number[], numbers: readonly number[]])[];

interface Facts extends CaseFacts {
  readonly run: string;
  /** First states that are fed once. */
  readonly start?: Fed;
  /** The names do not tell which output is the next value of which state. */
  readonly told?: boolean;
}

const cases = casesIn('test/golden/onnx-files');

/** What the caller of such a file would do, as options. */
function optionsOf({ state = [], start = [], told }: Facts) {
  const starts = [
    ...state.map(([name, , , numbers]) => [name, numbers] as const),
    ...start.map(([name, , numbers]) => [name, numbers] as const),
  ];
  return {
    ...(starts.length > 0 && { start: Object.fromEntries(starts) }),
    ...(told && { state: Object.fromEntries(state.map(([input, output]) => [input, output])) }),
  };
}

describe('give the outputs of onnxruntime, or are refused', () => {
  for (const one of cases) {
    const facts = one.facts as Facts;
    if (facts.run === 'final')
      test(`${one.name}: after its last step`, async () => {
        const { inputs = [], outputs = [] } = facts;
        const model = await imported(one);
        const rows = [...inputs.slice(1).map(() => outputs[0].map(() => 0)), ...outputs];
        // only the last row is known: the others are what the model gives
        const { outputsOf } = await import('../models/case.ts');
        const own = outputsOf(model, inputs);
        expect(
          differenceFrom(model, inputs, [...own.slice(0, -1), rows[rows.length - 1]]),
        ).toBeLessThanOrEqual(1e-5);
      });
    else test(one.name, () => holds(one, optionsOf(facts)));
  }
});

test('a refusal says why', async () => {
  for (const one of cases.filter(({ facts }) => facts.expected.startsWith('refuse'))) {
    const error = await imported(one).then(
      () => null,
      (failure: Error) => failure,
    );
    expect(error?.message, one.name).toContain(one.facts.expected.replace('refuse: ', ''));
  }
});
