/** What fewer unfolds lose by the interpreter, against the same models in float64. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { evaluate } from '../../src/train/evaluate.ts';
import { type Loss, losses } from '../../src/train/losses/index.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { lossesOfUnfolds } from '../../src/train/unfolds.ts';
import { randomSequence } from '../models.ts';

const lossNamed = (name: string): Loss => losses.find((loss) => loss.name === name) as Loss;

const ltc = (units: number, unfolds: number) => ({
  cell: cells.ltc(),
  units,
  integrator: semiImplicit,
  unfolds,
});
const spec: NetworkSpec = {
  inputs: 3,
  outputs: 2,
  layers: [ltc(6, 4)],
  readout: 'dense',
  inputNormalisation: { mean: [0.1, -1, 2], deviation: [1, 2, 0.5] },
  outputNormalisation: { mean: [1, -2], deviation: [3, 0.25] },
};
const sequences = [randomSequence(64, 3), { ...randomSequence(40, 3), scoredFrom: 9 }];
const labelled = sequences.map((s) => ({
  ...s,
  targets: Float64Array.from({ length: s.length }, (_, t) => (s.inputs[3 * t] > 0 ? 1 : 0)),
}));

describe.each([
  ['mse, de-normalised outputs', spec, lossNamed('mse'), sequences],
  ['mae', spec, lossNamed('mae'), sequences],
  [
    'cross-entropy, probabilities',
    { ...spec, readout: 'softmax', outputNormalisation: undefined } as NetworkSpec,
    lossNamed('cross-entropy'),
    labelled,
  ],
])('%s', (_, chosen, loss, data) => {
  const network = buildNetwork(chosen);
  const parameters = new Trainer(network, data, [], { loss, epochs: 1 }).bestParameters;
  const options = { loss, warmup: 5 };
  const { blob } = compile(network, parameters);

  test('each count has the loss that the model of that count has', () => {
    const found = lossesOfUnfolds(network, blob, data, loadSync, options);
    expect(found).toHaveLength(4);
    found.forEach((each, i) => {
      const fewer = buildNetwork({ ...chosen, layers: [{ ...chosen.layers[0], unfolds: i + 1 }] });
      expect(each / evaluate(fewer, parameters, data, options).loss).toBeCloseTo(1, 4);
    });
    expect(new Set(found).size).toBe(4);
  });
});

const lossesOf = (layers: NetworkSpec['layers']): number[] => {
  const network = buildNetwork({ ...spec, layers });
  const { bestParameters } = new Trainer(network, sequences, [], { epochs: 1 });
  const { blob } = compile(network, bestParameters);
  const found = lossesOfUnfolds(network, blob, sequences, loadSync);
  if (found.length > 0)
    expect(found.at(-1) as number).toBeCloseTo(evaluate(network, bestParameters, sequences).loss, 4);
  return found;
};

test('layers of different counts: up to the fewest, then the blob as it is', () => {
  expect(lossesOf([ltc(4, 2), ltc(5, 6)])).toHaveLength(3);
  expect(lossesOf([ltc(4, 3), { cell: cells.gru(), units: 4 }])).toHaveLength(3);
});

test('nothing to lower, nothing to say', () => {
  expect(lossesOf([ltc(4, 1)])).toEqual([]);
  expect(lossesOf([{ cell: cells.gru(), units: 4 }])).toEqual([]);
});
