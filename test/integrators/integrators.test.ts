import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { defineCell } from '../../src/cells/index.ts';
import { integrators } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { Tape } from '../../src/train/tape.ts';
import { layers, randomParameters, smallModel } from '../models.ts';

/** dh/dt = h − h ⊙ h: nonlinear, so that no integrator is exact on it. */
const logistic = defineCell({
  kind: 'field',
  name: 'logistic',
  source: 'Verhulst 1838',
  bounded: true,
  parameters: () => ({}),
  field: ({ h }) => ({ drive: h, decay: h }),
});

describe('empirical order: the slope of the error over the substep is the declared order', () => {
  test.each(integrators.map((i) => [i.name, i] as const))('%s', (_, integrator) => {
    const errors = [8, 16, 32, 64].map((unfolds) => {
      const network = buildNetwork({
        inputs: 1,
        outputs: 1,
        layers: [{ cell: logistic, units: 1, integrator, unfolds }],
        readout: 'none',
      });
      const tape = new Tape(network, 1);
      tape.values[tape.address(network.states[0].before, 0)] = 0.5;
      tape.values[tape.address(network.dt, 0)] = 2;
      tape.prepare();
      tape.forward(1);
      return Math.abs(tape.values[tape.address(network.output, 0)] - 1 / (1 + Math.exp(-2)));
    });
    const slope = Math.log2(errors[2] / errors[3]);
    expect(Math.abs(slope - integrator.order), `slope ${slope}`).toBeLessThanOrEqual(0.1);
  });
});

const bounded = layers.filter(
  ([, { cell, integrator }]) => cell.kind === 'field' && cell.bounded && integrator?.bounded,
);

// parameters are of order 1, so a state beyond 100 follows the inputs or the step length: it is not bounded
describe('bounded state at any step length and input, for the fields and integrators that promise it', () => {
  test('there are such', () => expect(bounded.length).toBeGreaterThan(1));
  for (const [name, layer] of bounded)
    property.prop(
      [
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 40, maxLength: 40 }),
        fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 120, maxLength: 120 }),
      ],
      { numRuns: 50 },
    )(name, (seed, exponents, inputs) => {
      const network = smallModel(layer);
      const parameters = randomParameters(network, seed);
      const evaluator = new Evaluator(network, parameters);
      evaluator.run(
        {
          length: 40,
          inputs: Float64Array.from(inputs),
          targets: new Float64Array(0),
          dt: Float64Array.from(exponents, (e) => 10 ** e),
        },
        (_step, read) => {
          for (const h of read(network.states[0].after)) expect(Math.abs(h)).toBeLessThanOrEqual(100);
        },
      );
    });
});
