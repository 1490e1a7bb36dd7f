import { expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { sizeOf } from '../../src/graph/parameter.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { decay } from '../../src/train/update.ts';

const network = buildNetwork({
  inputs: 1,
  outputs: 1,
  layers: [{ cell: cells.gru(), units: 3 }],
  readout: 'dense',
});

test('takes a share of each weight in a matrix, and leaves vectors alone', () => {
  const size = network.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const parameters = new Float64Array(size).fill(2);
  decay(network, parameters, 0.25);
  let at = 0;
  for (const { shape } of network.parameters) {
    const part = parameters.subarray(at, (at += sizeOf(shape)));
    expect(new Set(part)).toEqual(new Set([shape.length > 1 ? 1.5 : 2]));
  }
});

test('without anything to learn, weights shrink by rate · decay in each update', () => {
  const zero = new Float64Array(8);
  const sequence = { length: 8, inputs: zero, targets: zero, dt: null };
  const trained = (amount: number) => {
    const options = {
      epochs: 1,
      window: 8,
      batch: 1,
      rate: 0.1,
      schedule: 'constant',
      decay: amount,
      seed: 3,
    } as const;
    const trainer = new Trainer(network, [sequence], [], options);
    trainer.epoch();
    return trainer.currentParameters.get('weight_ih') as Float64Array;
  };
  const [plain, decayed] = [trained(0), trained(2)];
  // an input of zero gives its weights no gradient
  plain.forEach((w, i) => {
    expect(decayed[i]).toBeCloseTo(0.8 * w, 12);
  });
});

test('refuses what would turn weights around', () => {
  const sequence = { length: 4, inputs: new Float64Array(4), targets: new Float64Array(4), dt: null };
  for (const amount of [-1, 10, Number.NaN])
    expect(() => new Trainer(network, [sequence], [], { window: 4, rate: 0.1, decay: amount })).toThrow(
      /decay must be (a number ≥ 0|less than 1 \/ rate), not/,
    );
});
