/** Every public function that takes options, called with them, and what the calls need. */
import * as data from '../../src/data/index.ts';
import { readBlob, writeBlob } from '../../src/format/index.ts';
import {
  exportModel,
  exportOnnx,
  exportTorchScript,
  importModel,
  prewarm,
  readSafetensors,
} from '../../src/import/index.ts';
import { simd } from '../../src/runtime/builds/simd.ts';
import { watch } from '../../src/runtime/health/watch.ts';
import { loadersOf } from '../../src/runtime/load.ts';
import * as lib from '../../src/train/index.ts';

export const sequence = { length: 4, inputs: [1, 2, 3, 4], targets: [2, 3, 4, 5] };
export const spec: lib.NetworkSpec = {
  inputs: 1,
  outputs: 1,
  layers: [{ cell: 'gru', units: 2 }],
  readout: 'dense',
};
export const network = lib.buildNetwork(spec);
export const parameters = new lib.Trainer(network, [sequence]).bestParameters;
export const blob = lib.compile(network, parameters).blob;
const { loadSync, load } = loadersOf(simd);
export const machine = loadSync(blob);
const wiring = lib.buildWiring({ type: 'fully-connected' }, { inputs: 1, units: 2 });
const nothing = new Uint8Array(8);
const checkpoint = exportModel(blob, { file: 'a.mns' }).bytes;
const table = data.parseTable('a,b\n1,2\n', { file: 'a.csv' });
export const dataset = data.recordings(table);
const cell = { kind: 'map', name: 'own', states: () => ({}), parameters: () => ({}), next: () => ({}) };

export type Call = (options: Record<string, unknown>) => unknown;
export const functions: Record<string, Call> = {
  train: (o) => lib.train(spec, [sequence], [], o),
  Trainer: (o) => new lib.Trainer(network, [sequence], [], o),
  'train: prune': (o) => lib.train(spec, [sequence], [], { prune: { sparsity: 0.5, ...o } }),
  'train: exported': (o) => lib.train(spec, [sequence], [], { exported: o }),
  'a sequence': (o) => lib.train(spec, [{ ...sequence, ...o }], []),
  compile: (o) => lib.compile(network, parameters, o),
  record: (o) => lib.record(network, parameters, [sequence], o),
  evaluate: (o) => lib.evaluate(network, parameters, [sequence], o),
  lossesOfUnfolds: (o) => lib.lossesOfUnfolds(network, blob, [sequence], loadSync, o),
  buildNetwork: (o) => lib.buildNetwork({ ...spec, ...o }),
  'a layer': (o) => lib.buildNetwork({ ...spec, layers: [{ cell: 'gru', units: 2, ...o }] }),
  'a scale': (o) => lib.buildNetwork({ ...spec, inputNormalisation: { mean: [1], deviation: [1], ...o } }),
  defineCell: (o) => lib.defineCell({ ...cell, ...o } as never),
  'an integrator': (o) =>
    lib.buildNetwork({
      ...spec,
      layers: [{ cell: 'ltc', units: 2, integrator: { ...lib.integrators[0], ...o } }],
    }),
  'a loss': (o) => lib.train(spec, [sequence], [], { loss: { ...lib.losses[0], ...o } as lib.Loss }),
  huber: (o) => lib.huber(o),
  calibrateQuantiles: (o) => lib.calibrateQuantiles(network, parameters, [sequence], [0.5], o),
  findRate: (o) => lib.findRate(network, [sequence], o),
  'an optimiser': (o) =>
    lib.train(spec, [sequence], [], { optimiser: { ...lib.optimisers.sgd(), ...o } as lib.Optimiser }),
  'optimisers.adam': (o) => lib.optimisers.adam(o),
  'optimisers.adamw': (o) => lib.optimisers.adamw(o),
  'optimisers.sgd': (o) => lib.optimisers.sgd(o),
  Evaluator: (o) => new lib.Evaluator(network, parameters, o),
  'parameter.matrix': (o) => lib.parameter.matrix(2, 2, o),
  'parameter.vector': (o) => lib.parameter.vector(2, o),
  defineTask: (o) => lib.defineTask(['a', 'b'], { targets: ['b'], ...o }),
  withGaps: (o) => lib.withGaps({ ...lib.defineTask(['a', 'b'], { targets: ['b'] }), ...o }, dataset, 'hold'),
  sequencesOf: (o) => lib.sequencesOf(dataset, { ...lib.defineTask(['a', 'b'], { targets: ['b'] }), ...o }),
  writeBlob: (o) => writeBlob({ ...readBlob(blob), ...o }),
  wiringSvg: (o) => lib.wiringSvg(wiring, o),
  parseTable: (o) => data.parseTable('a\n1\n', { file: 'a.csv', ...o }),
  readTable: (o) => data.readTable('a\n1\n', { file: 'a.csv', ...o }),
  readTables: (o) => data.readTables('a\n1\n', { file: 'a.csv', ...o }),
  streamTable: (o) => data.streamTable('a\n1\n', { file: 'a.csv', ...o }),
  TableBuilder: (o) => new data.TableBuilder({ file: 'a.csv', ...o }),
  folds: (o) => data.folds(dataset, 2, o),
  look: (o) => data.look([table], o),
  recordings: (o) => data.recordings(table, o),
  rolesOf: (o) => data.rolesOf([table], o),
  split: (o) => data.split(dataset, o as data.SplitOptions),
  dampedOscillator: (o) => data.dampedOscillator({ zeta: 0.1, ...o }),
  drivenMasses: data.drivenMasses,
  jumps: data.jumps,
  lorenz63: data.lorenz63,
  lorenz96: data.lorenz96,
  lorenz63Stepper: data.lorenz63Stepper,
  rossler: data.rossler,
  rosslerStepper: data.rosslerStepper,
  sines: data.sines,
  importModel: (o) => importModel(nothing, { file: 'a.safetensors', ...o }),
  prewarm: (o) => prewarm(blob, { seconds: 1, interval: 1, ...o }),
  exportModel: (o) => exportModel(blob, { file: 'a.mns', ...o }),
  exportOnnx: (o) => exportOnnx(blob, { file: 'a.mns', ...o }),
  exportTorchScript: (o) => exportTorchScript(blob, { file: 'a.mns', ...o }),
  readSafetensors: (o) => readSafetensors(checkpoint, { file: 'a.safetensors', ...o }),
  'importModel: config': (o) => importModel(checkpoint, { file: 'a.safetensors', config: o }),
  load: (o) => load(blob, o),
  loadSync: (o) => loadSync(blob, o),
  session: (o) => machine.session(o),
  'session.run': (o) => machine.session().run([1], o),
  run: (o) => machine.run([1], o),
  stream: (o) => machine.session().stream(o),
  watch: (o) => watch(machine.session(), machine, o),
  'watch: guard': (o) => watch(machine.session(), machine, { guard: o }),
  ...Object.fromEntries(
    Object.entries(lib.cells).map(([name, make]) => [`cells.${name}`, (o) => (make as Call)(o)]),
  ),
  ...Object.fromEntries(
    Object.entries(lib.layers).map(([name, make]) => [`layers.${name}`, (o) => (make as Call)(o)]),
  ),
  ...Object.fromEntries(
    ['fully-connected', 'random', 'ncp', 'auto-ncp'].map((type) => [
      `buildWiring: ${type}`,
      (o) => lib.buildWiring({ type, ...o } as lib.WiringDescription, { inputs: 2, units: 8 }),
    ]),
  ),
};
