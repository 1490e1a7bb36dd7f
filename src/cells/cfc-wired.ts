import { checkOptions } from '../check/options.ts';
import { anything, flag, oneOf } from '../check/rules.ts';
import type { ParameterDeclaration } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { concat } from '../ops/index.ts';
import { buildWiring, describeWiring, type Wiring, type WiringDescription } from '../wiring/index.ts';
import { type Cell, defineCell, type Size } from './cell.ts';
import { type CfcMode, closedForm, headParameters, modes } from './cfc.ts';
import { mixedMemory } from './mixed-memory.ts';

export interface CfcWiredOptions {
  /** Which neuron has a synapse onto which. Each layer of the wiring is one closed form. */
  readonly wiring?: WiringDescription | 'fully-connected';
  readonly mode?: CfcMode;
  /** An LSTM in front, in the same step. */
  readonly mixedMemory?: boolean;
}

/**
 * Closed-form networks in the layers of a wiring, one after the other within a step. Each reads [z; h]: z is the new state
 * of the layer before (the inputs for the first layer), h is its own old state. f₁ and f₂ read those elements of z that the
 * wiring has synapses for, and all of h; the gate reads everything. Polarity and synapses within a layer do not count. The
 * last layer is the output.
 */
export const cfcWired = (options: CfcWiredOptions = {}): Cell => {
  checkOptions<CfcWiredOptions>('cell "cfc-wired"', options, {
    wiring: anything,
    mode: oneOf(modes),
    mixedMemory: flag,
  });
  const { wiring = 'fully-connected', mode = 'default' } = options;
  const description = describeWiring(wiring);
  const layersOf = (size: Size): readonly WiredLayer[] => layered(buildWiring(description, size));
  const cell = defineCell({
    kind: 'map',
    name: 'cfc-wired',
    source:
      'Hasani et al., Closed-form continuous-time neural networks, Nature Machine Intelligence 2022; ncps, WiredCfCCell',
    options: { wiring: description, mode },
    states: (size) => Object.fromEntries(layersOf(size).map(({ name, units }) => [name, units])),
    parameters: (size) =>
      Object.assign(
        {},
        ...layersOf(size).map(({ units, sources, mask }, i) =>
          prefixed(`layer_${i}.`, headParameters(mode, units, sources + units, mask)),
        ),
      ) as Record<string, ParameterDeclaration>,
    next({ p, x, dt, state, inputs, units }) {
      const after: Record<string, Value> = {};
      let z = x;
      layersOf({ inputs, units }).forEach(({ name }, i) => {
        z = closedForm(mode, p, concat(z, state[name]), dt, `layer_${i}.`);
        after[name] = z;
      });
      return { state: after, output: z };
    },
  });
  return options.mixedMemory ? mixedMemory(cell) : cell;
};

export interface WiredLayer {
  readonly name: string;
  readonly units: number;
  /** Of the layer before, or the inputs. */
  readonly sources: number;
  /** [units, sources + units] */
  readonly mask: Float64Array;
}

/** What each layer reads: the neurons of the layer before that have a synapse onto it, and all of itself. */
export function layered({ inputs, units: all, sensory, recurrent, layers }: Wiring): WiredLayer[] {
  return layers.map(({ name, units }, i) => {
    const before = i === 0 ? Array.from({ length: inputs }, (_, k) => k) : layers[i - 1].units;
    const polarity = i === 0 ? sensory : recurrent;
    const rows = units.flatMap((target) => [
      ...before.map((source) => Math.abs(polarity[source * all + target])),
      ...units.map(() => 1),
    ]);
    return { name, units: units.length, sources: before.length, mask: Float64Array.from(rows) };
  });
}

const prefixed = <T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [prefix + key, value]));
