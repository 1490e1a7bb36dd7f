/** Rounding by choice: what is stored is what is computed with, and loops stray less from the trained model. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { type CompileOptions, compile } from '../../src/compile/compile.ts';
import { sines } from '../../src/data/sines.ts';
import { weightsOf } from '../../src/format/decode.ts';
import { readBlob } from '../../src/format/read.ts';
import { loopOf, straying } from '../../src/measure/closed-loop.ts';
import { machinePredictor, referencePredictor } from '../../src/measure/predictor.ts';
import { type Rounding, roundings } from '../../src/quantise/rounding/index.ts';
import { quantisedTypes } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { record } from '../../src/train/record.ts';
import { train } from '../../src/train/train.ts';
import { layersFor, randomParameters, randomSequence, smallModel } from '../models.ts';
import { expectAgreement } from '../user-cell/agreement.ts';

describe.each(quantisedTypes)('%s: every cell × rounding', (weights) => {
  test.each(layersFor(quantisedTypes.indexOf(weights), quantisedTypes.length))('%s', (_, layer) => {
    const network = smallModel(layer);
    const parameters = randomParameters(network, 3);
    const sequence = randomSequence(60, network.spec.inputs, 2, { dt: 0.5 });
    const recorded = record(network, parameters, [sequence]);
    const blobs = roundings.map((rounding) => {
      const options = { weights, rounding, recorded };
      const { blob, tensors } = compile(network, parameters, options);
      // bytes → weights: what a reader decodes is what was said to be stored
      const contents = readBlob(blob);
      expect(contents.tensors.map(weightsOf)).toEqual(tensors.map(({ values }) => values));
      expect(contents.metadata.rounding).toBe(rounding === 'nearest' ? undefined : rounding);
      for (const { kind, type, rounding: used } of tensors) {
        const compensable = rounding !== 'compensated' || !kind.startsWith('synapses');
        expect(used).toBe(type === 'f32' ? null : compensable ? rounding : 'least-squares');
      }
      // weights → outputs: the interpreter, in every build, is float64 with these weights
      expectAgreement(network, parameters, sequence, options);
      return Buffer.from(blob).toString('latin1');
    });
    expect(new Set(blobs).size).toBe(roundings.length);
  });
});

test.each(['f32', 'f16'] as const)('%s has no levels to choose', (weights) => {
  const network = smallModel({ cell: cells.gru() });
  const parameters = randomParameters(network);
  const [nearest, other] = (['nearest', 'least-squares'] as const).map(
    (rounding) => compile(network, parameters, { weights, rounding }).blob,
  );
  expect(other).toEqual(nearest);
});

test('a rounding that there is not, or without the recording of its model, is refused by name', () => {
  const network = smallModel({ cell: cells.gru() });
  const parameters = randomParameters(network);
  const make = (options: CompileOptions) => () => compile(network, parameters, { weights: 'q8', ...options });
  expect(make({ rounding: 'compensated' })).toThrow(/^rounding "compensated" needs to know .* pass recorded/);
  const recorded = record(smallModel({ cell: cells.gru() }), parameters, [randomSequence(9, 3)]);
  expect(make({ rounding: 'compensated', recorded })).toThrow(/^the recording is of another network/);
  expect(make({ rounding: 'best' as Rounding })).toThrow(
    /^compile: rounding must be nearest, .*, not "best"/,
  );
});

test('a matrix in levels for integers is compensated too, and keeps the sum that a row may have', () => {
  const network = smallModel({ cell: cells.lstm() }, { inputs: 40, inputNormalisation: undefined });
  const parameters = randomParameters(network);
  const sequence = randomSequence(80, 40);
  const options = {
    weights: 'i16',
    rounding: 'compensated',
    ranges: calibrate(network, parameters, [sequence]),
    recorded: record(network, parameters, [sequence]),
  } as const;
  const { tensors } = compile(network, parameters, options);
  const levels = tensors.find(({ kind }) => kind === 'levels')!;
  expect(levels.rounding).toBe('compensated');
  expectAgreement(network, parameters, sequence, options);
});

describe('weights that a type cannot hold', () => {
  const network = smallModel({ cell: cells.lstm() });
  const sequence = randomSequence(20, 3);
  const recorded = record(network, randomParameters(network), [sequence]);
  const made = (rounding: (typeof roundings)[number], change: (w: number, i: number) => number) => {
    const parameters = randomParameters(network);
    parameters.set('weight_hh', parameters.get('weight_hh')!.map(change));
    return compile(network, parameters, { weights: 'q8', rounding, recorded });
  };

  test.each(roundings)('%s: beyond f32 they are refused, with tensor and element', (rounding) => {
    for (const size of [1e39, 1e42, 1e300])
      expect(() => made(rounding, (w) => (w > 0 ? size : -size))).toThrow(
        /tensor "weight_hh" is not finite in q8 at element \d+: -?[\d.]+e\+\d+/,
      );
    expect(() => made(rounding, (w, i) => (i === 7 ? Number.NaN : w))).toThrow(
      'parameter "weight_hh" is not finite at element 7: NaN',
    );
  });

  test.each(roundings)('%s: rows from 1e-40 to 1e30 and rows of zeros are stored', (rounding) => {
    const sizes = [0, 1e-40, 1e-30, 1, 1e30];
    const { tensors } = made(rounding, (w, i) => w * sizes[Math.floor(i / 5) % 5]);
    const { values, error } = tensors.find(({ name }) => name === 'weight_hh')!;
    expect(values.every(Number.isFinite)).toBe(true);
    expect(error.worst).toBeLessThan(1e30 / 127);
    sizes.forEach((size, r) => {
      const row = values.subarray(r * 5, (r + 1) * 5);
      const largest = Math.max(...row.map(Math.abs));
      if (size === 0) expect(largest).toBe(0);
      else expect(largest / size).toBeGreaterThan(0.05);
    });
  });
});

test('in loops of its own, over a long run, a trained model strays less when it is compensated', async () => {
  const { values } = sines({ length: 4001, noise: 0.02, seed: 4 });
  const part = (start: number, end: number) => ({
    length: end - start,
    inputs: values.slice(start, end),
    targets: values.slice(start + 1, end + 1),
    dt: null,
  });
  const spec = {
    inputs: 1,
    outputs: 1,
    layers: [{ cell: cells.gru(), units: 12 }],
    readout: 'dense',
  } as const;
  const options = { epochs: 20, window: 50, stride: 10, batch: 8, warmup: 10, rate: 0.02, normalise: false };
  for (const seed of [1, 2, 3]) {
    const { network, parameters } = await train(spec, [part(0, 400)], [], { ...options, seed });
    const recorded = record(network, parameters, [part(0, 400)]);
    const unseen = part(400, 4000);
    const turns = { forced: 50, free: 50 };
    const exact = loopOf(referencePredictor(new Evaluator(network, parameters)), unseen, turns);
    const [nearest, compensated] = (['nearest', 'compensated'] as const).map((rounding) => {
      const { blob } = compile(network, parameters, { weights: 'q8', rounding, recorded });
      return straying(loopOf(machinePredictor(loadSync(blob)), unseen, turns), exact);
    });
    expect(nearest).toBeGreaterThan(1e-3);
    expect(compensated).toBeLessThan(0.5 * nearest);
  }
});
