/** Blobs are held to float64 with the same weights: honest models pass, what single precision spoils does not. */
import { describe, expect, test } from 'vitest';
import { defineCell } from '../../src/cells/cell.ts';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { matrix, vector } from '../../src/graph/parameter.ts';
import { buildNetwork, type LayerSpec, type Network } from '../../src/network/network.ts';
import { add, affine, scale, sub, tanh } from '../../src/ops/index.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { compareDeployed, faultOf } from '../../src/train/deployed.ts';
import type { Sequence } from '../../src/train/sequence.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';
import { farModel, inputsOf } from '../origins.ts';

function compared(network: Network, sequences: readonly Sequence[], gain = 1, weights: 'f32' | 'q4' = 'f32') {
  const parameters = new Map(
    [...randomParameters(network, 5)].map(([name, data]) => [name, data.map((x) => gain * x)]),
  );
  const { blob, constants } = compile(network, parameters, { weights });
  const machine = loadSync(blob, { weights: 'fast' });
  return compareDeployed({ network, parameters, constants }, machine, sequences);
}

const bare = (one: Sequence): Sequence => ({ ...one, targets: new Float64Array() });

describe('honest models pass, with targets and without', () => {
  const sequence = { ...randomSequence(120, 3, 2, { dt: 0.1 }), scoredFrom: 5 };
  // the explicit integrators may leave the finite numbers from random weights, which is no question of precision
  const growing = /al-rnn|sh-plrnn/;
  test.each(layers)('%s', (name, layer) => {
    const gain = growing.test(name) ? 0.3 : 1;
    for (const weights of ['f32', 'q4'] as const)
      for (const one of [sequence, bare(sequence)]) {
        const found = compared(smallModel(layer), [one], gain, weights);
        expect(faultOf(found, one.targets.length > 0)).toBeNull();
      }
  });

  test('classes, by their probabilities', () => {
    const network = buildNetwork({
      ...{ inputs: 3, outputs: 4, readout: 'softmax' },
      layers: [{ cell: cells.lstm(), units: 6 }],
    });
    const { inputs, dt, length } = randomSequence(100, 3);
    const targets = Float64Array.from({ length }, (_, t) => (t * 7) % 4);
    const found = compared(network, [{ inputs, dt, length, targets }]);
    expect(found.apart).toBe(-1);
    expect(found.float64).toHaveLength(4);
    for (const brier of found.float64) expect(brier).toBeLessThan(1);
  });

  test('data far from 0', () => {
    const { far } = inputsOf(200);
    for (const targets of [new Float64Array(), randomSequence(200, 3).targets])
      expect(compared(farModel(), [{ inputs: far, dt: null, length: 200, targets }]).apart).toBe(-1);
  });

  test('chaotic ones, whose float64 is as sensitive', () => {
    const network = buildNetwork({
      ...{ inputs: 3, outputs: 2, readout: 'dense' },
      layers: [{ cell: cells.rnn(), units: 24 }],
    });
    const one = bare(randomSequence(400, 3));
    const found = compared(network, [{ ...one, inputs: one.inputs.map((x) => 0.1 * x) }], 8);
    // it left the first limit by far
    expect(found.deployed[0]).toBeGreaterThan(0.1 * Math.sqrt(found.variances[0]));
    expect(found.apart).toBe(-1);
  });
});

/** Adds a large number to what matters and takes it away again, of which fusing knows nothing. */
const coarse = (large: number) =>
  defineCell({
    kind: 'map',
    name: 'coarse',
    source: 'this test',
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => ({
      W: matrix(units, inputs),
      U: matrix(units, units),
      b: vector(units),
    }),
    next({ p, x, state: { h } }) {
      const wide = scale(affine(p.b, [p.W, x]), large);
      const after = tanh(sub(add(wide, affine(p.b, [p.U, h])), wide));
      return { state: { h: after }, output: after };
    },
  });

describe('what single precision spoils is found', () => {
  const layer = (large: number): LayerSpec => ({ cell: coarse(large), units: 5 });
  const model = (large: number) =>
    buildNetwork({ inputs: 3, outputs: 2, layers: [layer(large)], readout: 'dense' });
  const sequence = randomSequence(200, 3);

  test.each([true, false])('with targets: %s', (labelled) => {
    const one = labelled ? sequence : bare(sequence);
    expect(compared(model(1), [one]).apart).toBe(-1);
    const fault = faultOf(compared(model(1e8), [one]), labelled, ['y', 'z']);
    expect(fault).toMatch(/^output [01] "[yz]": /);
    expect(fault).toContain(
      labelled ? 'its mean squared error is' : 'away from float64 with the same weights',
    );
    expect(fault).toMatch(/single precision is too coarse .*; write it so .* or scale the data nearer to 1$/);
  });

  test('in the output that it is in, whatever the others are', () => {
    const found = compared(model(1), [sequence]);
    const limits = [1e-12, found.limits[1]];
    expect(found.deployed.some((x, i) => Math.abs(x - found.float64[i]) > limits[i])).toBe(true);
  });
});
