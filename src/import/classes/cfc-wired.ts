import { type CfcWiredOptions, layered } from '../../cells/cfc-wired.ts';
import { cells } from '../../cells/index.ts';
import type { ResolvedSpec } from '../../network/network.ts';
import { buildWiring, describeMatrices, type Wiring, type WiringDescription } from '../../wiring/index.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { named } from '../wiring.ts';
import { absorbInputs } from './absorb.ts';
import { absorbGate, cfc, headEntries, headNames, modeOf, readersOf } from './cfc.ts';
import { checkDepth, type Entry, type Fixed, type ModelClass } from './class.ts';
import {
  cellPrefix,
  checkProjection,
  hasMemory,
  liquidStates,
  memoryEntries,
  memoryReader,
} from './memory.ts';

/** ncps.torch.CfC with a wiring, and its WiredCfCCell. */
export const cfcWired: ModelClass = {
  names: ['CfC', 'WiredCfCCell'],
  args: [...cfc.args, 'wiring'],
  signature: 'layer_0.ff1.weight',
  defaults: { CfC: { mode: 'default' }, WiredCfCCell: { mode: 'default' } },
  spec(checkpoint, config) {
    const prefix = cellPrefix(checkpoint, 'layer_0.ff1.weight');
    const wiring = wiringOf(checkpoint, prefix);
    const { inputs, units, outputs } = wiring;
    config.check('input_size', inputs);
    if (typeof config.given.args?.units === 'number') config.check('units', units);
    checkProjection(checkpoint, config);
    const options: CfcWiredOptions = {
      wiring: describeMatrices(wiring),
      mode: modeOf(checkpoint, `${prefix}layer_0.`, config),
      mixedMemory: hasMemory(checkpoint, config),
    };
    return { inputs, outputs, layers: [{ cell: cells['cfc-wired'](options), units }], readout: 'none' };
  },
  writes: ({ layers }) => layers.length === 1 && layers[0].cell.name === 'cfc-wired',
  outputs: (spec) => built(spec).outputs,
  module: '',
  entries(spec) {
    const { mode = 'default', mixedMemory } = optionsOf(spec);
    const own = built(spec).layers.flatMap((_, l) =>
      headEntries(mode).map(
        (entry): Entry => ({
          ...entry,
          tensor: `rnn_cell.layer_${l}.${entry.tensor}`,
          parameter: `layer_${l}.${entry.parameter}`,
        }),
      ),
    );
    return [...own, ...(mixedMemory ? memoryEntries : [])];
  },
  fixed: (spec) => masksOf(built(spec)),
  states: (spec) =>
    liquidStates(
      built(spec).layers.map(({ name }) => name),
      optionsOf(spec).mixedMemory,
    ),
  absorb(spec, parameters) {
    const { mode = 'default', mixedMemory } = optionsOf(spec);
    const own = headNames(mode).map((name) => `layer_0.${name}`);
    absorbInputs(spec, parameters, [...readersOf(own), ...(mixedMemory ? [memoryReader] : [])]);
    const prefixes = built(spec).layers.map((_, l) => `layer_${l}.`);
    return absorbGate(spec, parameters, mode, prefixes);
  },
  config: (spec) => ({
    class: 'CfC',
    args: {
      input_size: spec.inputs,
      mode: optionsOf(spec).mode,
      mixed_memory: optionsOf(spec).mixedMemory ?? false,
    },
  }),
};

const optionsOf = ({ layers }: ResolvedSpec): CfcWiredOptions => layers[0].cell.options as CfcWiredOptions;

const built = (spec: ResolvedSpec): Wiring =>
  buildWiring(optionsOf(spec).wiring as WiringDescription, {
    inputs: spec.inputs,
    units: spec.layers[0].units,
  });

/** The masks of the layers as ncps stores them. */
const masksOf = (wiring: Wiring): Fixed[] =>
  layered(wiring).map(({ units, sources, mask }, l) => ({
    name: `rnn_cell.layer_${l}.sparsity_mask`,
    shape: [units, sources + units],
    data: mask,
  }));

/** The wiring that the masks of the layers describe; ids count from the last layer, whose neurons are the motor ones. */
function wiringOf(checkpoint: Checkpoint, prefix: string): Wiring {
  const masks: { units: number; sources: number; data: Float64Array }[] = [];
  while (masks.length === 0 || checkpoint.has(`${prefix}layer_${masks.length}.ff1.weight`)) {
    checkDepth(masks.length, checkpoint.file);
    const layer = `${prefix}layer_${masks.length}.`;
    const name = `${layer}sparsity_mask`;
    const [units, width] = checkpoint.shape(`${layer}ff1.weight`, 2);
    const sources = width - units;
    const expected = masks.at(-1)?.units;
    if (sources < 1 || (expected !== undefined && sources !== expected))
      throw checkpoint.error(
        `${layer}ff1.weight`,
        `expected ${units} rows of ${expected ?? 'at least 1'} + ${units} columns, found shape [${units}, ${width}]`,
      );
    const data = checkpoint.takeMask(name, [units, width]);
    for (let i = 0; i < data.length; i++)
      if (i % width >= sources && data[i] !== 1)
        throw checkpoint.error(name, `element ${i} is 0, but a layer reads its own state as a whole`);
    masks.push({ units, sources, data });
  }
  const inputs = masks[0].sources;
  const units = masks.reduce((sum, mask) => sum + mask.units, 0);
  let top = units;
  const layers = masks.map((mask) => {
    top -= mask.units;
    return Array.from({ length: mask.units }, (_, i) => top + i);
  });
  const sensory = new Int8Array(inputs * units);
  const recurrent = new Int8Array(units * units);
  masks.forEach(({ sources, units: own, data }, l) => {
    for (let j = 0; j < own; j++)
      for (let i = 0; i < sources; i++)
        if (data[j * (sources + own) + i] === 1)
          (l === 0 ? sensory : recurrent)[(l === 0 ? i : layers[l - 1][i]) * units + layers[l][j]] = 1;
  });
  return { inputs, units, outputs: masks[masks.length - 1].units, sensory, recurrent, layers: named(layers) };
}
