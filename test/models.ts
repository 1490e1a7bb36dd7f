/** The models that tests run over: every cell, and every field with every integrator. */
import { type Cell, cells } from '../src/cells/index.ts';
import { Random } from '../src/data/random.ts';
import { initialise } from '../src/graph/parameter.ts';
import { type Integrator, integrators } from '../src/integrators/index.ts';
import { buildNetwork, type Layer, type Network, type NetworkSpec } from '../src/network/network.ts';
import type { Sequence } from '../src/train/sequence.ts';
import { covers } from './full.ts';

const variants: [string, Cell][] = [
  ...Object.entries(cells).map(([name, make]): [string, Cell] => [name, make()]),
  ['ctrnn of one time constant', cells.ctrnn({ fixedTau: true })],
  ['shallow node', cells.node({ shallow: true })],
  ['cfc no_gate', cells.cfc({ mode: 'no_gate' })],
  ['cfc pure', cells.cfc({ mode: 'pure' })],
  ['cfc with a memory', cells.cfc({ mixedMemory: true })],
  ...(['default', 'no_gate', 'pure'] as const).map((mode): [string, Cell] => [
    `cfc-wired ${mode}`,
    cells['cfc-wired']({ mode, wiring: { type: 'auto-ncp', outputs: 2 } }),
  ]),
  [
    'cfc-wired with a memory',
    cells['cfc-wired']({ wiring: { type: 'auto-ncp', outputs: 1 }, mixedMemory: true }),
  ],
  [
    'ltc-synaptic, explicit, wired, with a memory',
    cells['ltc-synaptic']({
      wiring: { type: 'auto-ncp', outputs: 2 },
      constraints: 'explicit',
      inputMapping: 'linear',
      outputMapping: 'none',
      mixedMemory: true,
    }),
  ],
  ...(['lecun_tanh', 'relu', 'silu', 'gelu', 'tanh'] as const).map((activation): [string, Cell] => [
    `cfc with a ${activation} backbone`,
    cells.cfc({ backboneLayers: 2, backboneUnits: 7, activation }),
  ]),
  ...[0, 5].map((rectified): [string, Cell] => [
    `al-rnn, ${rectified} rectified`,
    cells['al-rnn']({ rectified }),
  ]),
  ['sh-plrnn, 3 hidden', cells['sh-plrnn']({ hidden: 3 })],
  ['gru, reset before the product', cells.gru({ reset: 'before' })],
  [
    'gru with other functions',
    cells.gru({ activation: 'relu', gateActivation: { name: 'hard-sigmoid', alpha: 1 / 6 } }),
  ],
  [
    'lstm with peepholes, a limit and a projection',
    cells.lstm({ peepholes: true, clip: 1.5, projection: 3, outputActivation: 'softsign' }),
  ],
  ['lstm of coupled gates', cells.lstm({ coupled: true, peepholes: true })],
];

const plain = variants.flatMap(([name, cell]): [string, Omit<Layer, 'units'>][] =>
  cell.kind === 'map'
    ? [[name, { cell }]]
    : integrators.map((integrator) => [
        `${name}, ${integrator.name}`,
        // synapses decay so fast that the explicit integrators need short substeps
        { cell, integrator, unfolds: cell.name === 'ltc-synaptic' ? 12 : 2 },
      ]),
);

/** One of each kind whose states start elsewhere than at 0: a state with a compensation, two of a map, two of a field. */
const started = [
  'ltc, semi-implicit',
  'lstm',
  'lstm with peepholes, a limit and a projection',
  'ltc-synaptic, explicit, wired, with a memory, semi-implicit',
];

/** Every cell, the fields once with each integrator; and some with a trained initial state. */
export const layers: [string, Omit<Layer, 'units'>][] = [
  ...plain,
  ...plain
    .filter(([name]) => started.includes(name))
    .map(([name, layer]): [string, Omit<Layer, 'units'>] => [
      `${name}, trained initial state`,
      { ...layer, initialState: 'trained' },
    ]),
];

const fields = variants.map(([, cell]) => cell).filter(({ kind }) => kind === 'field');

/**
 * The layers to hold one of several choices to, a weight type for instance: over all choices every pair of cell, integrator
 * and choice is there, and nightly all three.
 * @param among how many choices there are
 */
export const layersFor = (choice: number, among: number): typeof layers =>
  layers.filter(([, { cell, integrator }]) => {
    if (!integrator) return true;
    const places = [fields.indexOf(cell), (integrators as readonly Integrator[]).indexOf(integrator), choice];
    return covers(places, Math.min(among, integrators.length));
  });

/** A small model around a layer: 3 inputs, normalised; HLLN, whose state predicts its input, gets as many units. */
export function smallModel(layer: Omit<Layer, 'units'>, spec: Partial<NetworkSpec> = {}): Network {
  const inputs = spec.inputs ?? 3;
  const units = layer.cell.name === 'hlln' ? inputs : 5;
  return buildNetwork({
    inputs,
    outputs: 2,
    layers: [{ ...layer, units }],
    readout: 'dense',
    inputNormalisation: { mean: [0.3, -1, 2].slice(0, inputs), deviation: [2, 0.5, 1].slice(0, inputs) },
    outputNormalisation: { mean: [1, -2], deviation: [3, 0.25] },
    ...spec,
  });
}

/** First weights of a model, with vectors moved off their constants so that nothing is symmetric. */
export function randomParameters(network: Network, seed = 1): Map<string, Float64Array> {
  const random = new Random(seed);
  return new Map(
    network.parameters.map((p) => {
      const data = initialise(p, random);
      const [low, high] = typeof p.constraint === 'object' ? p.constraint.clip : [-Infinity, Infinity];
      const moved = (x: number) => Math.min(high, Math.max(low, x + 0.2 * random.normal()));
      return [p.name, p.shape.length === 1 ? data.map(moved) : data];
    }),
  );
}

/** A seeded random input sequence with irregular intervals around `dt`. */
export function randomSequence(length: number, inputs: number, targets = 2, { dt = 1, seed = 7 } = {}) {
  const random = new Random(seed);
  return {
    length,
    inputs: Float64Array.from({ length: length * inputs }, () => random.normal()),
    targets: Float64Array.from({ length: length * targets }, () => random.normal()),
    dt: Float64Array.from({ length }, () => dt * (0.5 + random.next())),
  };
}

/** The next value of a sine. */
export function sine(length: number, phase = 0): Sequence {
  const y = Float64Array.from({ length: length + 1 }, (_, t) => Math.sin(0.3 * t + phase));
  return { length, inputs: y.slice(0, length), targets: y.slice(1), dt: null };
}
