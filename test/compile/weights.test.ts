/** Weights as they are stored and as they stay in memory: what is exact is exact, what is not keeps its bounds. */
import { describe, expect, test } from 'vitest';
import { VERSION, VERSION_WRITTEN } from '../../assembly/layout.ts';
import { type Cell, cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import { integrators } from '../../src/integrators/index.ts';
import { buildNetwork, type Layer, type Network } from '../../src/network/network.ts';
import { storageOf, type WeightType, weightTypes } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { BUILDS, moduleOf } from '../interpreter/builds.ts';
import { layers, layersFor, randomParameters, randomSequence, smallModel } from '../models.ts';
import { rounded } from '../user-cell/agreement.ts';

const bits = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer);
const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));
const errorOf = (got: ArrayLike<number>, want: ArrayLike<number>): number =>
  largest(Array.from(want, (y, i) => y - got[i])) / largest(want);

describe.each(weightTypes)('%s: small and fast give the same bits in every build', (weights) => {
  test.each(layersFor(weightTypes.indexOf(weights), weightTypes.length))('%s', (_, layer) => {
    const network = smallModel(layer);
    const parameters = randomParameters(network, 9);
    const { blob, constants } = compile(network, parameters, { weights });
    const sequence = rounded(randomSequence(40, network.spec.inputs, 2, { dt: 0.5 }));
    const runs = BUILDS.flatMap((build) =>
      (['fast', 'small'] as const).map((held) =>
        loadSync(blob, { interpreter: moduleOf(build), weights: held }).run(sequence.inputs, {
          dt: sequence.dt as Float64Array,
        }),
      ),
    );
    for (const other of runs.slice(1)) expect(bits(other)).toEqual(bits(runs[0]));
    const want = new Evaluator(network, parameters, { constants }).outputs(sequence);
    expect(errorOf(runs[0], want)).toBeLessThanOrEqual(1e-5);
  });
});

test('each tensor may have a type of its own', () => {
  const network = smallModel(layers[0][1]);
  const parameters = randomParameters(network, 9);
  const typesOf = (types: Record<string, WeightType>) =>
    Object.fromEntries(
      readBlob(compile(network, parameters, { weights: 'q8', types }).blob).tensors.map(({ name, type }) => [
        name,
        type,
      ]),
    );
  expect(typesOf({})).toMatchObject({ U: 'q8', W: 'q8', 'readout.W': 'q8', b: 'f32' });
  expect(typesOf({ U: 'q4', 'readout.W': 'f32' })).toMatchObject({
    U: 'q4',
    W: 'q8',
    'readout.W': 'f32',
    b: 'f32',
  });
  expect(() => typesOf({ V: 'q4' })).toThrow(/there is no tensor "V": (did you mean|there are)/);
});

test('a blob has the version that is written by default, and keeps its own when it is written again', () => {
  const network = smallModel(layers[0][1]);
  for (const weights of weightTypes) {
    const contents = readBlob(compile(network, randomParameters(network, 9), { weights }).blob);
    const oldest = Math.max(2, storageOf(weights).since);
    expect(contents.header.version).toBe(Math.max(VERSION_WRITTEN, oldest));
    expect(readBlob(writeBlob({ ...contents, version: oldest })).header.version).toBe(oldest);
    const old = () => readBlob(writeBlob({ ...contents, version: 1 })).header.version;
    const { since } = storageOf(weights);
    if (since > 1)
      expect(old).toThrow(`with weights in ${weights} has one from ${since} to ${VERSION}, not 1`);
    else expect(old()).toBe(1);
    for (const version of [0, VERSION + 1, 1.5])
      expect(() => writeBlob({ ...contents, version })).toThrow(`not ${version}`);
  }
});

test('stored small, a model takes less memory', () => {
  const network = buildNetwork({
    inputs: 8,
    outputs: 1,
    layers: [{ cell: cells.lstm(), units: 32 }],
    readout: 'dense',
  });
  const parameters = randomParameters(network);
  const bytes = (weights: (typeof weightTypes)[number], held: 'fast' | 'small'): number =>
    loadSync(compile(network, parameters, { weights }).blob, { weights: held }).memory.residentBytes;
  for (const weights of weightTypes) {
    const { small, bits } = storageOf(weights);
    // of 32 bits in all, and what lies around the matrices
    const share = bytes(weights, 'small') / bytes(weights, 'fast');
    if (small) expect(share).toBeLessThan(bits / 32 + 0.2);
    else expect(share).toBe(1);
  }
});

const wide = (cell: Cell, more: Partial<Layer> = {}): Network =>
  buildNetwork({
    inputs: 40,
    outputs: 2,
    layers: [{ cell, units: 40, ...more }],
    readout: 'dense',
    inputNormalisation: { mean: new Float64Array(40).fill(0.1), deviation: new Float64Array(40).fill(2) },
  });
const field = { integrator: integrators.find((i) => i.name === 'semi-implicit'), unfolds: 6 };
const wideModels: [string, Network][] = [
  ['lstm', wide(cells.lstm())],
  ['gru', wide(cells.gru())],
  ['cfc', wide(cells.cfc())],
  ['hlln', wide(cells.hlln())],
  ['ltc', wide(cells.ltc(), field)],
  ['ctrnn', wide(cells.ctrnn(), field)],
];

describe('the integer path', () => {
  const prepared = wideModels.map(([name, network]) => {
    const parameters = randomParameters(network, 10);
    const sequence = rounded(randomSequence(200, 40, 2, { dt: 0.5 }));
    const ranges = calibrate(network, parameters, [sequence]);
    const made = compile(network, parameters, { weights: 'i16', ranges });
    return { name, model: network, parameters, sequence, ...made };
  });

  test.each(prepared)('$name: all builds agree, within 5e-4 after 200 steps', (one) => {
    const { model: network, parameters, sequence, blob, constants } = one;
    const dt = sequence.dt as Float64Array;
    expect(readBlob(blob).tensors.some(({ kind }) => kind === 'levels')).toBe(true);
    const runs = BUILDS.map((build) => {
      const machine = loadSync(blob, { interpreter: moduleOf(build), weights: 'integer' });
      const outputs = machine.run(sequence.inputs, { dt });
      expect(machine.saturated()).toBe(false);
      return outputs;
    });
    for (const other of runs.slice(1)) expect(bits(other)).toEqual(bits(runs[0]));
    const exact = new Evaluator(network, parameters).outputs(sequence);
    expect(errorOf(runs[0], exact)).toBeLessThanOrEqual(5e-4);
    // the same blob without integers computes with the same weights
    const fast = loadSync(blob, { weights: 'fast' }).run(sequence.inputs, { dt });
    const stored = new Evaluator(network, parameters, { constants }).outputs(sequence);
    expect(errorOf(fast, stored)).toBeLessThanOrEqual(1e-5);
    expect(bits(fast)).not.toEqual(bits(runs[0]));
  });

  test.each(prepared)('$name: what leaves the calibrated range is clamped and said', ({ blob, sequence }) => {
    const machine = loadSync(blob, { weights: 'integer' });
    machine.run(sequence.inputs.slice(0, 40));
    expect(machine.saturated()).toBe(false);
    machine.run(sequence.inputs.slice(0, 40).map((x) => 100 * x));
    expect(machine.saturated()).toBe(true);
    expect(machine.saturated()).toBe(false);
  });

  test('is not for a state that nothing bounds', () => {
    const network = wide(cells.node(), { integrator: field.integrator, unfolds: 1 });
    const parameters = randomParameters(network);
    const sequence = randomSequence(20, 40);
    const ranges = calibrate(network, parameters, [sequence]);
    expect([...ranges.keys()].every(({ source }) => source.kind !== 'carried')).toBe(true);
    const { blob } = compile(network, parameters, { weights: 'i16', ranges });
    const levels = readBlob(blob).tensors.filter(({ kind }) => kind === 'levels');
    expect(levels.map(({ name }) => name)).toEqual(['U1', 'W2']);
  });

  test('leaves a step undone where a value is not finite', () => {
    const { blob, model: network } = prepared[0];
    const session = loadSync(blob, { weights: 'integer' }).session();
    const x = new Float32Array(network.spec.inputs).fill(3e38);
    x[1] = -3e38;
    expect(Number.isFinite(session.step(x)[0])).toBe(true); // the inputs saturate
    expect(() => session.step(x.fill(Number.NaN))).toThrow(/input 0/);
  });
});
