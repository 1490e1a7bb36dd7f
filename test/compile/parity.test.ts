import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { quantisedTypes } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { BUILDS, moduleOf } from '../interpreter/builds.ts';
import { layers, layersFor, randomParameters, randomSequence, smallModel } from '../models.ts';
import { rounded } from '../user-cell/agreement.ts';

const scaleOf = (values: Float64Array): number => values.reduce((top, y) => Math.max(top, Math.abs(y)), 0);

/** Largest difference relative to the output's scale. */
const errorOf = (got: ArrayLike<number>, want: Float64Array): number =>
  want.reduce((top, y, i) => Math.max(top, Math.abs(got[i] - y)), 0) / scaleOf(want);

describe.each([
  ['f32', layers],
  ...quantisedTypes.map((type, i) => [type, layersFor(i, quantisedTypes.length)] as const),
] as const)('%s: every cell × integrator agrees with float64 in every build', (weights, held) => {
  test.each(held)('%s', (_, layer) => {
    const network = smallModel(layer);
    const parameters = randomParameters(network, 3);
    const { blob, constants } = compile(network, parameters, { weights });
    const reference = new Evaluator(network, parameters, {
      constants,
    });
    for (const dt of [1, 1e-2, 1e-4]) {
      const sequence = rounded(randomSequence(200, network.spec.inputs, 2, { dt }));
      const want = reference.outputs(sequence);
      const [simd, ...others] = BUILDS.map((build) =>
        loadSync(blob, { interpreter: moduleOf(build) }).run(sequence.inputs, {
          dt: sequence.dt as Float64Array,
        }),
      );
      expect(errorOf(simd, want), `dt ${dt}`).toBeLessThanOrEqual(1e-5);
      for (const other of others) expect(new Uint8Array(other.buffer)).toEqual(new Uint8Array(simd.buffer));
    }
  });
});

// test/drift has every pair, in fewer steps
describe('every field, and every integrator, after 2·10⁵ steps at dt 1e-4, where plain f32 sums stall', () => {
  test.each(layersFor(0, 4).filter(([, { cell }]) => cell.kind === 'field'))('%s', (_, layer) => {
    const network = smallModel({ ...layer, unfolds: 1 }, { inputs: 1 });
    const parameters = randomParameters(network, 4);
    const { blob, constants } = compile(network, parameters);
    const steps = 200_000;
    const dt = Math.fround(1e-4);
    const sequence = rounded({
      length: steps,
      inputs: Float64Array.from({ length: steps }, (_, t) => Math.sin(t / 20_000)),
      targets: new Float64Array(0),
      dt: new Float64Array(steps).fill(dt),
    });
    const want = new Evaluator(network, parameters, {
      constants,
    }).outputs(sequence);
    const got = loadSync(blob, { interpreter: moduleOf('simd') }).run(sequence.inputs, { dt });
    expect(errorOf(got, want)).toBeLessThanOrEqual(1e-5);
  });
});
