/** Where states start is trained like any other parameter, and reset, blobs and float64 agree about it. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { recover } from '../../src/compile/recover.ts';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import { buildNetwork, type LayerSpec, type NetworkSpec } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Backpropagation } from '../../src/train/backpropagation.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { mse } from '../../src/train/losses/index.ts';
import type { Window } from '../../src/train/sequence.ts';
import { train } from '../../src/train/train.ts';
import { startedLayers, withInitialState } from '../initial-state.ts';
import { randomParameters, randomSequence, smallModel } from '../models.ts';

const cellsOfAll: LayerSpec[] = [
  { cell: 'lstm', units: 3 },
  { cell: 'ctrnn', units: 4 },
  { cell: 'gru', units: 3 },
];

describe('a spec', () => {
  const networkOf = (of: readonly LayerSpec[]) =>
    buildNetwork({ inputs: 2, outputs: 1, layers: of, readout: 'dense' });

  test('declares a vector for each state of the layers that ask for it, behind their own parameters', () => {
    const network = networkOf(
      cellsOfAll.map((layer, i) => ({ ...layer, initialState: i < 2 ? 'trained' : 'zero' })),
    );
    const names = network.parameters.map(({ name }) => name);
    expect(names.filter((name) => name.includes('initial'))).toEqual([
      '0.initial.h',
      '0.initial.c',
      '1.initial.h',
    ]);
    expect(network.states.map(({ name, initial }) => [name, initial?.shape])).toEqual([
      ['0.h', [3]],
      ['0.c', [3]],
      ['1.h', [4]],
      ['2.h', undefined],
    ]);
    expect(network.parameterCount).toBe(networkOf(cellsOfAll).parameterCount + 10);
    expect(networkOf([{ cell: 'gru', units: 2, initialState: 'trained' }]).parameters.at(-3)?.name).toBe(
      'initial.h',
    );
  });

  test('refuses another word, and a layer without a state', () => {
    const wrong = 'learned' as 'trained';
    expect(() => networkOf([{ cell: 'gru', units: 2, initialState: wrong }])).toThrow('initialState');
    expect(() => networkOf([{ cell: 'dense', units: 2, initialState: 'trained' }])).toThrow(
      'has no state that could start anywhere: leave initialState out',
    );
  });
});

/** y(t) = 0.9 · 0.8^t without an input that tells it. */
const decaying = (length: number) => ({
  length,
  inputs: new Float64Array(length),
  targets: Float64Array.from({ length }, (_, t) => 0.9 * 0.8 ** t),
  dt: null,
});

test.each(['lstm', 'ltc'] as const)('training learns where %s starts if the task needs it', async (cell) => {
  const spec = (initialState: 'zero' | 'trained'): NetworkSpec => ({
    ...{ inputs: 1, outputs: 1, readout: 'dense' },
    layers: [{ cell, units: 4, initialState }],
  });
  const sequences = Array.from({ length: 4 }, () => decaying(12));
  const options = { epochs: 150, rate: 0.02, window: 12, batch: 4, seed: 2, normalise: false };
  const least = async (initialState: 'zero' | 'trained') =>
    Math.min(...(await train(spec(initialState), sequences, [], options)).history.map(({ loss }) => loss));
  expect(await least('trained')).toBeLessThan(0.3 * (await least('zero')));

  const { network, parameters } = await train(spec('trained'), sequences, [], options);
  const { blob } = compile(network, parameters);
  expect(readBlob(blob).initialState?.some((x) => x !== 0)).toBe(true);
  const { outputs } = { outputs: new Evaluator(network, parameters).outputs(decaying(12)) };
  const deployed = loadSync(blob).run(new Float64Array(12));
  outputs.forEach((y, t) => void expect(deployed[t]).toBeCloseTo(y, 5));
});

describe('windows that go on where another ended', () => {
  const network = smallModel({ cell: cells.lstm(), initialState: 'trained' });
  const first: Window = { sequence: 0, start: 0, length: 6, follows: null };
  const second: Window = { sequence: 0, start: 6, length: 6, follows: first };
  const other: Window = { sequence: 1, start: 0, length: 6, follows: null };

  function gradientsOf(batch: number, all: readonly (readonly Window[])[]) {
    const sequences = [randomSequence(12, 3), randomSequence(6, 3, 2, { seed: 9 })];
    const back = new Backpropagation(network, sequences, [first, second, other], {
      ...{ loss: mse, batch, warmup: 0, forcing: 1, regularisers: [] },
    });
    back.tape.parameters.set([...randomParameters(network, 3).values()].flatMap((data) => [...data]));
    return all.map((windows) => {
      back.run(windows);
      let at = 0;
      const found = new Map<string, number[]>();
      for (const {
        name,
        shape: [rows, columns = 1],
      } of network.parameters) {
        found.set(name, [...back.tape.parameterGradients.slice(at, at + rows * columns)]);
        at += rows * columns;
      }
      return found;
    });
  }

  test('give no gradient to the initial state, which those that begin there do', () => {
    const [begun, followed] = gradientsOf(1, [[first], [second]]);
    for (const name of ['initial.h', 'initial.c']) {
      expect(begun.get(name)?.every((g) => g !== 0)).toBe(true);
      expect(followed.get(name)).toEqual([0, 0, 0, 0, 0]);
    }
    expect(followed.get('weight_hh')?.some((g) => g !== 0)).toBe(true);
  });

  test('side by side with such ones, each counts for itself', () => {
    const [, mixed] = gradientsOf(2, [[first], [second, other]]);
    const [, , alone] = gradientsOf(1, [[first], [second], [other]]);
    for (const name of ['initial.h', 'initial.c'])
      mixed.get(name)?.forEach((g, i) => {
        expect(g).toBeCloseTo((alone.get(name)?.[i] ?? NaN) / 2, 14);
      });
  });
});

test('float64 with the constants of a blob starts where the blob does, to the bit', () => {
  for (const [, layer] of startedLayers) {
    const network = smallModel(layer);
    const parameters = randomParameters(network);
    const { blob, constants } = compile(network, parameters);
    const evaluator = new Evaluator(network, parameters, { constants });
    const session = loadSync(blob).session();
    const states = loadSync(blob).states.flatMap((name) => [...session.state(name)]);
    expect([...evaluator.state]).toEqual(states);
    evaluator.step([1, 2, 3], 1);
    expect([...evaluator.state]).not.toEqual(states);
    evaluator.reset();
    expect([...evaluator.state]).toEqual(states);
  }
});

describe('a blob gives its start back', () => {
  const { network, parameters, blob } = withInitialState();

  test('as parameters in single precision, from which the same blob comes', () => {
    const found = recover(blob, network)?.parameters;
    for (const name of ['0.initial.h', '0.initial.c', '1.initial.h'])
      expect(found?.get(name)).toEqual(parameters.get(name)?.map(Math.fround));
    expect(readBlob(compile(network, found ?? new Map()).blob).initialState).toEqual(
      readBlob(blob).initialState,
    );
  });

  test('but to no network that starts at zero', () => {
    const { spec } = network;
    const zero = buildNetwork({
      ...spec,
      layers: spec.layers.map((layer) => ({ ...layer, initialState: 'zero' })),
    });
    expect(recover(blob, zero)).toBeNull();
  });

  test('as zeros without one', () => {
    const { version: _, ...rest } = readBlob(blob);
    const found = recover(writeBlob({ ...rest, initialState: null }), network)?.parameters;
    expect(found?.get('0.initial.c')).toEqual(new Float64Array(5));
  });

  test('a start of zeros needs no newer version, and one below 2⁻¹⁰⁰ is none', () => {
    for (const x of [0, -0, 2 ** -101]) {
      const small = new Map(
        [...parameters].map(([name, data]) => [name, /initial/.test(name) ? data.map(() => x) : data]),
      );
      const { header, initialState, metadata } = readBlob(compile(network, small).blob);
      expect([header.version, initialState]).toEqual([3, null]);
      expect(metadata.layers).toMatchObject([{ initialState: 'trained' }, { initialState: 'trained' }]);
    }
  });

  test('one beyond single precision is refused by name', () => {
    const huge = new Map(parameters).set('0.initial.c', Float64Array.of(0, 0, 1e39, 0, 0));
    expect(() => compile(network, huge)).toThrow(
      'the start of state "0.c" is not finite in f32 at element 2: 1e+39',
    );
  });
});
