/** What is exported and imported again computes the same: inputs as they come, time in the data's unit. */
import { describe, expect, test } from 'vitest';
import { type Cell, cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { exportModel, importModel } from '../../src/import/index.ts';
import { integrators, semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type LayerSpec, type NetworkSpec } from '../../src/network/network.ts';
import { weightTypes } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { randomParameters, randomSequence } from '../models.ts';

const modes = ['default', 'no_gate', 'pure'] as const;
const wiring = { type: 'auto-ncp', outputs: 3 } as const;
const map = (cell: Cell): LayerSpec => ({ cell, units: 9 });
const field = (cell: Cell): LayerSpec => ({ cell, units: 9, integrator: semiImplicit, unfolds: 4 });

const supported: [string, LayerSpec[]][] = [
  ['lstm', [map(cells.lstm())]],
  ['gru, two layers', [map(cells.gru()), map(cells.gru())]],
  ['rnn of tanh', [map(cells.rnn())]],
  ['rnn of relu, two layers', [0, 1].map(() => map(cells.rnn({ nonlinearity: 'relu' })))],
  ...modes.flatMap((mode): [string, LayerSpec[]][] => [
    [`cfc ${mode}`, [map(cells.cfc({ mode }))]],
    [
      `cfc ${mode} with a backbone`,
      [map(cells.cfc({ mode, backboneLayers: 2, backboneUnits: 7, activation: 'gelu' }))],
    ],
    [`cfc-wired ${mode}`, [map(cells['cfc-wired']({ mode, wiring }))]],
  ]),
  [
    'cfc with a lecun_tanh backbone and a memory',
    [map(cells.cfc({ backboneLayers: 1, backboneUnits: 7, mixedMemory: true }))],
  ],
  ['cfc-wired with a memory', [map(cells['cfc-wired']({ wiring, mixedMemory: true }))]],
  ['ltc-synaptic', [field(cells['ltc-synaptic']())]],
  [
    'ltc-synaptic, explicit, wired',
    [field(cells['ltc-synaptic']({ constraints: 'explicit', wiring, inputMapping: 'none' }))],
  ],
  [
    'ltc-synaptic with a memory',
    [field(cells['ltc-synaptic']({ wiring, mixedMemory: true, outputMapping: 'linear' }))],
  ],
];

const scaled: Partial<NetworkSpec> = {
  readout: 'dense',
  outputs: 2,
  inputNormalisation: { mean: [0.3, -1, 2], deviation: [2, 0.5, 1] },
  outputNormalisation: { mean: [1, -2], deviation: [3, 0.25] },
};

describe.each(weightTypes)('%s', (weights) => {
  describe.each([
    ['bare', {}],
    ['scaled, with a read-out', scaled],
    ['scaled, in another unit of time', { ...scaled, interval: 0.2 }],
  ] as const)('%s', (_, more) => {
    test.each(supported)('%s', async (name, layers) => {
      const outputs = /wired|ltc-synaptic with/.test(name) ? 3 : 9;
      const network = buildNetwork({ inputs: 3, outputs, layers, readout: 'none', ...more });
      const { interval: unit = 1 } = more as Partial<NetworkSpec>;
      const { blob } = compile(network, randomParameters(network, 5), {
        weights,
        metadata: { interval: unit },
      });
      const { bytes, config, notes } = exportModel(blob, { file: 'x.mns' });
      const back = await importModel(bytes, { file: 'x.safetensors', config });
      const again = compile(back.network, back.parameters).blob;
      const { inputs, dt } = randomSequence(100, 3);
      const elapsed = (dt as Float64Array).map((x) => x * unit);
      const divided = notes.some((note) => note.startsWith('divide')) ? unit : 1;
      const want = loadSync(blob).run(inputs, { dt: elapsed });
      const got = loadSync(again).run(inputs, { dt: elapsed.map((x) => x / divided) });
      const scale = Math.max(...Array.from(want, Math.abs));
      expect(got.length).toBe(want.length);
      expect(Math.max(...Array.from(want, (y, i) => Math.abs(y - got[i])))).toBeLessThanOrEqual(2e-5 * scale);
    });
  });
});

test('what PyTorch has no class for is refused with what there is', () => {
  const other = (layer: LayerSpec) => {
    const network = buildNetwork({ inputs: 3, outputs: 2, layers: [layer], readout: 'dense' });
    return () => exportModel(compile(network, randomParameters(network)).blob, { file: 'm.mns' });
  };
  const [euler] = integrators;
  expect(other(field(cells.ltc()))).toThrow(
    /m\.mns: PyTorch has no class for ltc with semi-implicit; ncps and torch\.nn have/,
  );
  expect(other({ ...field(cells['ltc-synaptic']()), integrator: euler })).toThrow(
    /no class for ltc-synaptic with euler/,
  );
  expect(other(map(cells.lem()))).toThrow(/no class for lem/);
});

test('a start other than zero is told, since no class of PyTorch keeps one', () => {
  const network = buildNetwork({
    ...{ inputs: 2, outputs: 1, readout: 'dense' },
    layers: [{ cell: 'gru', units: 2, initialState: 'trained' }],
  });
  const parameters = new Map(randomParameters(network)).set('initial.h', Float64Array.of(0.5, -2));
  const { notes } = exportModel(compile(network, parameters).blob, { file: 'm.mns' });
  expect(notes).toContain('call it with the state that the model starts from, not from zeros: h = [0.5, -2]');
});
