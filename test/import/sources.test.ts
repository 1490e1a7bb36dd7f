/** What a blob's metadata say is checked before anything is made of it: they may be anything. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { wiringsOf } from '../../src/cli/wirings.ts';
import { compile } from '../../src/compile/compile.ts';
import { layersOf } from '../../src/format/layers.ts';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import { exportModel, ImportError, importModel } from '../../src/import/index.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { randomParameters, randomSequence } from '../models.ts';

const gru = (more: Partial<NetworkSpec> = {}, units = 4) =>
  buildNetwork({
    inputs: 3,
    outputs: units,
    layers: [{ cell: cells.gru(), units }],
    readout: 'none',
    ...more,
  });
const blob = compile(gru(), randomParameters(gru())).blob;
const withMetadata = (change: object): Uint8Array => {
  const contents = readBlob(blob);
  return writeBlob({ ...contents, metadata: { ...contents.metadata, ...change } });
};

const hostile: [string, object][] = [
  ['a layer that is null', { layers: [null] }],
  ['a layer without a cell', { layers: [{}] }],
  ['units that are no number', { layers: [{ cell: 'gru', units: { toString: 1 } }] }],
  ['options that are null', { layers: [{ cell: 'gru', units: 4, options: null }] }],
  ['statistics that are a number', { inputStatistics: 5 }],
  ['statistics without means', { inputStatistics: { mean: null } }],
  [
    'an option that is an object',
    { layers: [{ cell: 'rnn', units: 4, options: { nonlinearity: { toString: 1 } } }] },
  ],
  [
    'a wiring that no memory holds',
    { layers: [{ cell: 'ltc-synaptic', units: 60000, options: { wiring: { type: 'fully-connected' } } }] },
  ],
  ['an unknown wiring', { layers: [{ cell: 'cfc-wired', units: 4, options: { wiring: { type: 'x' } } }] }],
];

describe('metadata that lie', () => {
  test.each(hostile)('%s: exported or refused in one line', async (_, change) => {
    const file = join(temporary(), 'm.mns');
    writeFileSync(file, withMetadata(change));
    for (const args of [
      ['inspect', file],
      ['export', file, '-o', `${file}.safetensors`],
    ]) {
      const { status, stderr } = await called(args);
      expect([0, 2]).toContain(status);
      const lines = stderr.trim().split('\n');
      expect(lines.filter((line) => !line.endsWith('of each layer')).length).toBeLessThanOrEqual(1);
      for (const line of lines) expect(line).toMatch(/^(meniscus: .*)?$/);
    }
  });

  test('another activation than the program has is not believed', () => {
    const layer = { cell: cells.cfc({ backboneLayers: 1, backboneUnits: 5, activation: 'tanh' }), units: 4 };
    const network = buildNetwork({ inputs: 3, outputs: 4, layers: [layer], readout: 'none' });
    const contents = readBlob(compile(network, randomParameters(network)).blob);
    const [described] = layersOf(contents.metadata) ?? [];
    const layers = [{ ...described, options: { ...described.options, activation: 'relu' } }];
    const lying = writeBlob({ ...contents, metadata: { ...contents.metadata, layers } });
    expect(() => exportModel(lying, { file: 'm.mns' })).toThrow(ImportError);
  });

  test('a wiring that is too large to be drawn is not built', () => {
    const wiring = { type: 'random', sparsity: 0.5 };
    const fail = (why: string): never => expect.fail(why);
    expect(wiringsOf([{ cell: 'ltc-synaptic', units: 60000, options: { wiring } }], 3, fail)).toEqual([]);
  });
});

describe('what is exported', () => {
  test('a calibrated i16 model, whose matrices are those of the integer path', async () => {
    const network = gru({}, 40);
    const parameters = randomParameters(network);
    const sequence = randomSequence(50, 3, 40);
    const ranges = calibrate(network, parameters, [sequence]);
    const made = compile(network, parameters, { weights: 'i16', ranges }).blob;
    expect(readBlob(made).tensors.some(({ kind }) => kind === 'levels')).toBe(true);
    const { bytes, config } = exportModel(made, { file: 'm.mns' });
    const back = await importModel(bytes, { file: 'm.safetensors', config });
    const want = loadSync(made, { weights: 'fast' }).run(sequence.inputs);
    const got = loadSync(compile(back.network, back.parameters).blob).run(sequence.inputs);
    expect(Math.max(...Array.from(want, (y, i) => Math.abs(y - got[i])))).toBeLessThan(1e-5);
  });

  test('says of fewer outputs than units which ones to take', () => {
    const network = gru({ outputs: 2 });
    const { notes } = exportModel(compile(network, randomParameters(network)).blob, { file: 'm.mns' });
    expect(notes).toEqual(['take the first 2 of its 4 outputs']);
  });

  test.each(['implicit', 'explicit'] as const)('a leak of 0, %s', async (constraints) => {
    const layer = {
      cell: cells['ltc-synaptic']({ constraints }),
      units: 3,
      integrator: semiImplicit,
      unfolds: 2,
    };
    const network = buildNetwork({ inputs: 2, outputs: 3, layers: [layer], readout: 'none' });
    const parameters = randomParameters(network);
    parameters.set('gleak', new Float64Array(3).fill(constraints === 'implicit' ? -50 : 0));
    parameters.set('cm', new Float64Array(3).fill(2));
    const made = compile(network, parameters).blob;
    const { bytes, config, notes } = exportModel(made, { file: 'm.mns' });
    expect(notes.join()).toMatch(/a wiring of 3 units neurons/);
    const back = await importModel(bytes, { file: 'm.safetensors', config });
    const { inputs } = randomSequence(60, 2);
    const want = loadSync(made).run(inputs);
    const got = loadSync(compile(back.network, back.parameters).blob).run(inputs);
    expect(Math.max(...Array.from(want, (y, i) => Math.abs(y - got[i])))).toBeLessThan(1e-5);
  });

  test('is never written over what was read', async () => {
    const file = join(temporary(), 'm.mns');
    writeFileSync(file, blob);
    const { status, stderr } = await called(['export', file, '-o', file]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/is also the input; name another file to write/);
  });
});
