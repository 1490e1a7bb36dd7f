import type { CfcOptions } from '../../cells/cfc.ts';
import { cells } from '../../cells/index.ts';
import type { ResolvedSpec } from '../../network/network.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Config } from '../config.ts';
import { absorbInputs, absorbTime, divideTime, plain, type Reader } from './absorb.ts';
import type { Absorbed, Entry, ModelClass } from './class.ts';
import {
  cellPrefix,
  checkProjection,
  hasMemory,
  liquidStates,
  memoryEntries,
  memoryReader,
} from './memory.ts';

const cfcModes = ['default', 'no_gate', 'pure'] as const;
const activations = ['lecun_tanh', 'relu', 'silu', 'gelu', 'tanh'] as const;

/** ncps.torch.CfC and CfCCell without a wiring. */
export const cfc: ModelClass = {
  names: ['CfC', 'CfCCell'],
  args: [
    ...['input_size', 'units', 'hidden_size', 'proj_size', 'return_sequences', 'batch_first', 'mixed_memory'],
    ...['mode', 'activation', 'backbone_activation', 'backbone_units', 'backbone_layers', 'backbone_dropout'],
    'sparsity_mask',
  ],
  signature: 'ff1.weight',
  defaults: {
    CfC: { mode: 'default', activation: 'lecun_tanh' },
    CfCCell: { mode: 'default', backbone_activation: 'lecun_tanh' },
  },
  spec(checkpoint, config) {
    const prefix = cellPrefix(checkpoint, 'ff1.weight');
    const [units, width] = checkpoint.shape(`${prefix}ff1.weight`, 2);
    const backbone = backboneOf(checkpoint, prefix);
    const [first] = backbone;
    const inputs =
      (first === undefined ? width : checkpoint.shape(`${prefix}backbone.${first}.weight`, 2)[1]) - units;
    if (inputs < 1)
      throw checkpoint.error(`${prefix}ff1.weight`, `has no column for an input beside its ${units} units`);
    config.check('input_size', inputs);
    for (const name of ['hidden_size', 'units']) config.check(name, units);
    config.check('backbone_layers', backbone.length);
    if (backbone.length > 0) config.check('backbone_units', width);
    checkProjection(checkpoint, config);
    backbone.forEach((at, i) => {
      for (const part of ['weight', 'bias'])
        checkpoint.rename(`${prefix}backbone.${at}.${part}`, `${prefix}backbone.${2 * i}.${part}`);
    });
    const options = {
      mode: modeOf(checkpoint, prefix, config),
      backboneLayers: backbone.length,
      ...(backbone.length > 0 && { backboneUnits: width, activation: activationOf(config) }),
      mixedMemory: hasMemory(checkpoint, config),
    };
    return {
      inputs,
      outputs: units,
      layers: [{ cell: cells.cfc(options as CfcOptions), units }],
      readout: 'none',
    };
  },
  writes: ({ layers }) => layers.length === 1 && layers[0].cell.name === 'cfc',
  outputs: ({ layers }) => layers[0].units,
  module: '',
  entries(spec) {
    const { mode = 'default', backboneLayers = 0, mixedMemory } = optionsOf(spec);
    const backbone = Array.from({ length: backboneLayers }, (_, i) => linear(`backbone.${2 * i}`)).flat();
    return [
      ...[...backbone, ...headEntries(mode)].map((entry) => ({
        ...entry,
        tensor: `rnn_cell.${entry.tensor}`,
      })),
      ...(mixedMemory ? memoryEntries : []),
    ];
  },
  fixed: () => [],
  states: (spec) => liquidStates(['h'], optionsOf(spec).mixedMemory),
  absorb(spec, parameters) {
    const { mode = 'default', backboneLayers = 0, mixedMemory } = optionsOf(spec);
    const own = backboneLayers > 0 ? ['backbone.0'] : headNames(mode);
    absorbInputs(spec, parameters, [...readersOf(own), ...(mixedMemory ? [memoryReader] : [])]);
    return absorbGate(spec, parameters, mode, ['']);
  },
  config(spec) {
    const { mode, backboneLayers, backboneUnits, activation, mixedMemory = false } = optionsOf(spec);
    return {
      class: 'CfC',
      args: {
        input_size: spec.inputs,
        units: spec.layers[0].units,
        mode,
        backbone_layers: backboneLayers,
        backbone_units: backboneUnits,
        activation,
        mixed_memory: mixedMemory,
      },
    };
  },
};

const optionsOf = ({ layers }: ResolvedSpec): CfcOptions => layers[0].cell.options as CfcOptions;

const linear = (name: string): Entry[] =>
  ['weight', 'bias'].map((part) => ({ tensor: `${name}.${part}`, parameter: `${name}.${part}` }));

export const headNames = (mode: string): readonly string[] =>
  mode === 'pure' ? ['ff1'] : ['ff1', 'ff2', 'time_a', 'time_b'];

/** The linear layers of these names. */
export const readersOf = (names: readonly string[]): Reader[] =>
  names.map((name) => ({ weight: `${name}.weight`, bias: `${name}.bias` }));

/** Puts the interval into the gates; `pure` has none. */
export function absorbGate(
  spec: ResolvedSpec,
  parameters: Map<string, Float64Array>,
  mode: string,
  prefixes: readonly string[],
): Absorbed {
  if (mode === 'pure') return plain(spec, divideTime(spec));
  const parts = ['time_a.weight', 'time_a.bias'];
  absorbTime(
    spec,
    parameters,
    prefixes.flatMap((prefix) => parts.map((part) => prefix + part)),
  );
  return plain(spec);
}

/** The tensors of the heads, in PyTorch's order. */
export const headEntries = (mode: string): Entry[] =>
  mode === 'pure'
    ? [
        ...['w_tau', 'A'].map((name): Entry => ({ tensor: name, parameter: name, as: 'row' })),
        ...linear('ff1'),
      ]
    : headNames(mode).flatMap(linear);

/** Only `pure` has tensors of its own. @throws ImportError where it cannot be known which of the others it is */
export function modeOf(checkpoint: Checkpoint, prefix: string, config: Config): (typeof cfcModes)[number] {
  const given = config.find('mode', cfcModes);
  if (given === 'pure' || (given === undefined && checkpoint.has(`${prefix}w_tau`))) return 'pure';
  const why = 'default and no_gate have the same tensors';
  return (given ?? config.need('mode', ['default', 'no_gate'], why)) as 'default' | 'no_gate';
}

/** Positions of the linear layers among those of the backbone; activations and drop-outs stand between them. */
function backboneOf(checkpoint: Checkpoint, prefix: string): number[] {
  const found = checkpoint.names.flatMap((name) => {
    const at = name.startsWith(`${prefix}backbone.`)
      ? /^(\d{1,4})\.(?:weight|bias)$/.exec(name.slice(prefix.length + 9))
      : null;
    return at ? [Number(at[1])] : [];
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

function activationOf(config: Config): (typeof activations)[number] {
  const given = config.find('backbone_activation', activations) ?? config.find('activation', activations);
  const why = 'a backbone has the same tensors with each';
  return (given ?? config.need('activation', activations, why)) as (typeof activations)[number];
}
