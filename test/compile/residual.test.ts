/** A residual read-out adds raw inputs to outputs, in every build, weight type and certificate. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { certify } from '../../src/certify/certify.ts';
import { compile } from '../../src/compile/compile.ts';
import { recover } from '../../src/compile/recover.ts';
import { residualOf } from '../../src/format/layers.ts';
import { readBlob } from '../../src/format/read.ts';
import { exportModel } from '../../src/import/export/state-dict.ts';
import type { Interval } from '../../src/intervals/interval.ts';
import { buildNetwork, type Network, type NetworkSpec } from '../../src/network/network.ts';
import { quantisedTypes } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { BUILDS, moduleOf } from '../interpreter/builds.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';
import { expectAgreement, rounded } from '../user-cell/agreement.ts';

const gru = { cell: cells.gru() };
const noise = { mean: [0.1, -0.2], deviation: [0.5, 0.25] };

const outputsOf = (network: Network, inputs: Float64Array, seed = 3): Float64Array =>
  new Evaluator(network, randomParameters(network, seed))
    .outputs({ length: inputs.length / network.spec.inputs, inputs, targets: new Float64Array(0), dt: null })
    .slice();

test('the outputs are those without it plus the inputs, whatever the list', () => {
  const indices = fc.array(fc.option(fc.nat(3), { nil: null }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(indices, (residual) => {
      const { length: outputs } = residual;
      const spec: NetworkSpec = { inputs: 4, outputs, layers: [{ ...gru, units: 5 }], readout: 'dense' };
      const { inputs } = randomSequence(7, 4);
      const without = outputsOf(buildNetwork(spec), inputs);
      const got = outputsOf(buildNetwork({ ...spec, residual }), inputs);
      const want = without.map((y, i) => {
        const index = residual[i % outputs];
        return y + (index === null ? 0 : inputs[4 * Math.floor(i / outputs) + index]);
      });
      expect(got).toEqual(want);
    }),
  );
});

describe('every build computes it alike', () => {
  const specs: [string, Partial<NetworkSpec>][] = [
    ['one input for all', { residual: [1, 1] }],
    ['consecutive inputs', { residual: [1, 2] }],
    ['for some outputs', { residual: [null, 0], outputNormalisation: noise }],
    ['without a read-out', { residual: [2, 0], readout: 'none' }],
  ];
  test.each(specs)('%s', (_, spec) => {
    const network = smallModel(gru, spec);
    for (const weights of ['f32', ...quantisedTypes] as const)
      expectAgreement(network, randomParameters(network, 3), randomSequence(50, 3, 2), { weights });
  });

  test.each(layers)('%s', (_, layer) => {
    const network = smallModel(layer, { residual: [2, null], outputNormalisation: noise });
    expectAgreement(network, randomParameters(network, 3), randomSequence(20, 3, 2));
  });
});

test('it needs no newer version of the format, and the blob says it', () => {
  const network = smallModel(gru, { residual: [2, null] });
  const { header, metadata } = readBlob(compile(network, randomParameters(network)).blob);
  expect(header.version).toBe(
    readBlob(compile(smallModel(gru), randomParameters(smallModel(gru))).blob).header.version,
  );
  expect(residualOf(metadata, 3, 2)).toEqual([2, null]);
});

/** A northing in metres that is read, and predicted as its change. */
const north = 5_300_000.0625;
const far: NetworkSpec = {
  ...{ inputs: 2, outputs: 2, layers: [{ ...gru, units: 5 }], readout: 'dense' },
  inputNormalisation: { mean: [0.3, north], deviation: [2, 0.14] },
  outputNormalisation: { mean: [0.01, -2], deviation: [0.05, 0.25] },
  residual: [1, null],
};

test('an output has the origin of its input: far from 0 as exact as near', () => {
  const network = buildNetwork(far);
  const parameters = randomParameters(network, 4);
  const { blob, constants } = compile(network, parameters);
  expect(readBlob(blob).origins?.outputs.map(({ origin }) => origin)).toEqual([north, 0]);
  const { inputs } = rounded(randomSequence(200, 2));
  const steps = inputs.map((x, i) => (i % 2 ? north + Math.round(1024 * 0.14 * x) / 1024 : x));
  const sequence = { length: 200, inputs: steps, targets: new Float64Array(0), dt: null };
  const want = new Evaluator(network, parameters, { constants }).outputs(sequence);
  const [first, ...others] = BUILDS.map((build) =>
    loadSync(blob, { interpreter: moduleOf(build) }).run(steps),
  );
  // a 32-bit float there is 0.5 m from the next
  first.forEach((y, i) => void expect(Math.abs(y - want[i])).toBeLessThan(1e-6));
  for (const other of others) expect(other).toEqual(first);
});

test('parameters are recovered from the blob, also with origins', () => {
  for (const spec of [far, smallModel(gru, { residual: [0, null], outputNormalisation: noise }).spec]) {
    const network = buildNetwork(spec);
    const parameters = randomParameters(network, 4);
    const { blob } = compile(network, parameters);
    const again = recover(blob, network)?.parameters;
    if (!again) throw new Error('not recovered');
    const { inputs } = randomSequence(20, network.spec.inputs);
    const [want, got] = [blob, compile(network, again).blob].map((one) => loadSync(one).run(inputs));
    got.forEach((y, i) => void expect(Math.abs(y - want[i])).toBeLessThan(1e-5));
    expect(recover(blob, buildNetwork({ ...spec, residual: undefined }))).toBeNull();
  }
});

test('certified ranges hold of the sum', () => {
  const network = smallModel(gru, { residual: [2, null], outputNormalisation: noise });
  const { blob } = compile(network, randomParameters(network));
  const range: Interval = [-1, 1];
  const found = certify(blob, { inputs: [range, range, [5, 7]], dt: [1, 1] });
  if ('units' in found) throw new Error('not certified');
  const session = loadSync(blob).session();
  const { inputs } = randomSequence(500, 3);
  for (let t = 0; t < 500; t++) {
    const row = [0, 1, 2].map((i) => Math.max(-1, Math.min(1, inputs[3 * t + i])) + (i === 2 ? 6 : 0));
    const [y] = session.step(row);
    expect(y).toBeGreaterThanOrEqual(found.outputs[0][0]);
    expect(y).toBeLessThanOrEqual(found.outputs[0][1]);
  }
});

test('what cannot be says so', () => {
  const asked = (spec: Partial<NetworkSpec>) => () => smallModel(gru, spec);
  expect(asked({ residual: [3, null] })).toThrow(
    'residual must be an input from 0 to 2, or null, for each of 2 outputs',
  );
  expect(asked({ residual: [0] })).toThrow('for each of 2 outputs');
  expect(asked({ residual: [0, 1], readout: 'softmax' })).toThrow('residual adds inputs to numbers');
  const network = smallModel(gru, { residual: [0, 1] });
  const { blob } = compile(network, randomParameters(network));
  expect(() => exportModel(blob, { file: 'a.mns' })).toThrow('a.mns: it adds inputs to its outputs');
});
