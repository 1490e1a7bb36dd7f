/** A blob that starts where zeros lead is, bit for bit, one that a host feeds these zeros first. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { recover } from '../../src/compile/recover.ts';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import { prewarm } from '../../src/import/index.ts';
import { buildNetwork, type LayerSpec } from '../../src/network/network.ts';
import * as javascript from '../../src/runtime/entries/js.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { sourceOf } from '../../src/shrink/source.ts';
import { moduleOf } from '../interpreter/builds.ts';
import { randomParameters, randomSequence } from '../models.ts';
import { blobOf, farModel } from '../origins.ts';

const models: [string, readonly LayerSpec[]][] = [
  ['lstm', [{ cell: 'lstm', units: 5 }]],
  [
    'gru between dense layers',
    [
      { cell: 'dense', units: 4 },
      { cell: 'gru', units: 6 },
      { cell: 'dense', units: 3 },
    ],
  ],
  ['ltc, with compensations', [{ cell: 'ltc', units: 5 }]],
  ['ct-gru, of compensated maps', [{ cell: 'ct-gru', units: 4 }]],
  ['gru with a trained start', [{ cell: 'gru', units: 5, initialState: 'trained' }]],
];
const interval = 1 / 48_000;
const made = (layers: readonly LayerSpec[]) => {
  const network = buildNetwork({ inputs: 2, outputs: 2, layers, readout: 'dense', interval });
  return compile(network, randomParameters(network, 5), { name: 'm' }).blob;
};
const { inputs } = randomSequence(60, 2);
const STEPS = 5000; // more than are run at once
const options = { seconds: STEPS * interval, interval };

describe.each(models)('%s', (_, layers) => {
  const blob = made(layers);
  const warm = prewarm(blob, options);
  const fed = loadSync(writeBlob({ ...readBlob(blob), version: 4 })).session();
  fed.run(new Float64Array(2 * STEPS), { dt: interval });
  const start = fed.snapshot().slice(36, -4);
  const want = [...fed.run(inputs, { dt: interval })];
  const end = fed.snapshot().slice(36, -4);

  test('starts where a host is that fed zeros, and goes on with its bits, in every build and after a reset', () => {
    for (const model of [
      loadSync(warm, { interpreter: moduleOf('simd') }),
      loadSync(warm, { interpreter: moduleOf('scalar') }),
      javascript.loadSync(warm),
    ]) {
      const session = model.session();
      for (let i = 0; i < 2; i++) {
        expect(session.snapshot().slice(36, -4)).toEqual(start);
        expect([...session.run(inputs, { dt: interval })]).toEqual(want);
        expect(session.snapshot().slice(36, -4)).toEqual(end);
        session.reset();
      }
    }
  });

  test('says so in the metadata, from which the start can be read back', () => {
    const { header, metadata, initialState } = readBlob(warm);
    expect(header.version).toBe(4);
    expect(metadata.prewarm).toEqual({ seconds: options.seconds, steps: STEPS });
    expect(initialState?.some((x) => x !== 0)).toBe(true);
    const network = buildNetwork({
      ...{ inputs: 2, outputs: 2, readout: 'dense', interval },
      layers: metadata.layers as unknown as readonly LayerSpec[],
    });
    const parameters = recover(warm, network)?.parameters;
    const again = loadSync(compile(network, parameters ?? new Map()).blob);
    const states = (of: typeof again) => of.states.map((name) => [...of.session().state(name)]);
    expect(states(again)).toEqual(states(loadSync(warm)));
    expect(sourceOf(warm, {} as Parameters<typeof sourceOf>[1])?.parameters.size).toBe(
      network.parameters.length,
    );
  });

  test('warmed again goes on, and both times count', () => {
    const twice = prewarm(prewarm(blob, { seconds: 1, interval: 0.5 }), { seconds: 3, interval: 1 });
    expect(readBlob(twice).metadata.prewarm).toEqual({ seconds: 4, steps: 5 });
    expect(readBlob(twice).initialState).toEqual(
      readBlob(prewarm(blob, { seconds: 5, interval: 1 })).initialState,
    );
  });
});

test('takes zeros in the units of the data, far from their origin too', () => {
  const blob = blobOf(farModel());
  const session = loadSync(blob).session();
  session.run(new Float64Array(6));
  const warm = loadSync(prewarm(blob, { seconds: 2, interval: 1 })).session();
  expect([...warm.state('h')]).toEqual([...session.state('h')]);
});

test('a model that stays at zero keeps its version, and what certify found goes', () => {
  const network = buildNetwork({
    inputs: 1,
    outputs: 1,
    layers: [{ cell: 'gru', units: 2 }],
    readout: 'dense',
  });
  const parameters = new Map(
    network.parameters.map(({ name, shape: [rows, columns = 1] }) => [
      name,
      new Float64Array(rows * columns),
    ]),
  );
  const range = [0, 1];
  const certified = { inputs: [range], dt: range, states: { h: [range, range] }, outputs: [range] };
  const { blob } = compile(network, parameters, { metadata: { certified } });
  expect(readBlob(blob).metadata.certified).toEqual(certified);
  const { header, initialState, metadata } = readBlob(prewarm(blob, { seconds: 1, interval: 0.1 }));
  expect([header.version, initialState, metadata.certified]).toEqual([3, null, undefined]);
  expect(metadata.prewarm).toEqual({ seconds: 1, steps: 10 });
});

test('refuses less than a step, and a model that does not stay finite', () => {
  const blob = made([{ cell: 'gru', units: 3 }]);
  expect(() => prewarm(blob, { seconds: 0.4, interval: 1 })).toThrow(
    '0.4 s are 0 steps of 1 s: it needs one or more',
  );
  expect(() => prewarm(blob, { seconds: -1, interval: 1 })).toThrow('seconds');
  const network = buildNetwork({
    ...{ inputs: 1, outputs: 1, readout: 'none' },
    layers: [{ cell: 'rnn', options: { nonlinearity: 'relu' }, units: 1 }],
  });
  const parameters = new Map(network.parameters.map(({ name }) => [name, Float64Array.of(9)]));
  expect(() => prewarm(compile(network, parameters).blob, { seconds: 100, interval: 1 })).toThrow(
    'not finite',
  );
});
