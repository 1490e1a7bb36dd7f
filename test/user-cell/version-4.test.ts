/** Operations that came with version 4: cells that use them are trained, certified and run, with the same bits in all builds. */
import { describe, expect, test } from 'vitest';
import { certify } from '../../src/certify/certify.ts';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import type { Value } from '../../src/graph/value.ts';
import * as javascript from '../../src/runtime/entries/js.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { compile, defineCell, ops, parameter, train } from '../../src/train/index.ts';
import { moduleOf } from '../interpreter/builds.ts';
import { randomSequence } from '../models.ts';
import { expectAgreement } from './agreement.ts';

const { affine, tanh } = ops;

/** h' = f(W tanh h + U x + b). */
const cellOf = (name: string, f: (x: Value) => Value) =>
  defineCell({
    kind: 'map',
    name,
    source: 'this test',
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => ({
      W: parameter.matrix(units, units),
      U: parameter.matrix(units, inputs),
      b: parameter.vector(units),
    }),
    next({ p, x, state: { h } }) {
      const next = f(affine(p.b, [p.U, x], [p.W, tanh(h)]));
      return { state: { h: next }, output: next };
    },
  });

const functions: Readonly<Record<string, (x: Value) => Value>> = {
  'hard-sigmoid': ops.hardSigmoid,
  'leaky-relu': ops.leakyRelu,
  elu: ops.elu,
  clip: (x) => ops.clip(x, 0.5),
  'layer-norm': ops.layerNorm,
  sqrt: (x) => ops.sqrt(ops.shift(ops.abs(x), 0.1)),
};

const sequence = randomSequence(60, 2);

describe.each(Object.entries(functions))('%s', async (name, f) => {
  const spec = {
    inputs: 2,
    outputs: 1,
    layers: [{ cell: cellOf(name, f), units: 5 }],
    readout: 'dense' as const,
  };
  const targets = { ...sequence, targets: Float64Array.from({ length: 60 }, (_, t) => Math.sin(t / 5)) };
  const options = { epochs: 3, window: 20, stride: 20, normalise: false, seed: 1 };
  const { network, parameters, history } = await train(spec, [targets], [], options);
  const { blob } = compile(network, parameters, { weights: 'q8' });

  test('is trained, and every build computes what float64 does', () => {
    expect(history.at(-1)!.best).toBeLessThan(history[0].loss);
    expectAgreement(network, parameters, sequence, { weights: 'f32' });
    expectAgreement(network, parameters, sequence, { weights: 'q8' });
    const run = (model: { session(): { step(x: Float64Array): ArrayLike<number> } }) => {
      const session = model.session();
      return Array.from({ length: 60 }, (_, t) => [
        ...Array.from(session.step(sequence.inputs.subarray(2 * t, 2 * t + 2))),
      ]);
    };
    expect(run(javascript.loadSync(blob))).toEqual(run(loadSync(blob, { interpreter: moduleOf('simd') })));
  });

  test('makes a blob of version 4, and none of version 3', () => {
    const contents = readBlob(blob);
    expect(contents.header.version).toBe(4);
    expect(() => writeBlob({ ...contents, version: 3 })).toThrow(
      `version: a blob with the operation ${name} has one from 4 to 4, not 3`,
    );
  });

  test('is certified: states and outputs stay in the box', () => {
    const found = certify(blob, {
      inputs: [
        [-1, 1],
        [-1, 1],
      ],
      dt: [1, 1],
    });
    if (!('states' in found)) throw new Error(JSON.stringify(found));
    const [[low, high]] = found.outputs;
    expect(high - low).toBeLessThan(20);
    const session = loadSync(blob, { interpreter: moduleOf('simd') }).session();
    for (let t = 0; t < 200; t++) {
      const [y] = Array.from(session.step(Float64Array.of(Math.sin(t), Math.sin(t * t))));
      expect(y).toBeGreaterThanOrEqual(low);
      expect(y).toBeLessThanOrEqual(high);
    }
  });
});
