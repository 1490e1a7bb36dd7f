import { describeMatrices, type WiringDescription } from '../wiring/index.ts';
import { ImportError } from './error.ts';

interface Masked {
  /** [sources × units] of 0 and 1. */
  readonly mask: ArrayLike<number>;
  /** Its signs are the polarities; 0 counts as positive. If absent, all are positive. */
  readonly sign?: ArrayLike<number>;
}

interface Masks {
  readonly inputs: number;
  readonly units: number;
  readonly outputs: number;
  readonly sensory: Masked;
  readonly recurrent: Masked;
  /** The neurons by layer, if the configuration says so. */
  readonly layers?: unknown;
  readonly file: string;
}

/** Describes the wiring of stored masks. @throws ImportError if layers do not hold each neuron once */
export function wiringOfMasks({
  inputs,
  units,
  outputs,
  sensory,
  recurrent,
  layers,
  file,
}: Masks): WiringDescription {
  if (outputs > units)
    throw new ImportError(
      `${file}: there are ${outputs} outputs, but only ${units} units that could be read`,
    );
  const signs = polarity(sensory);
  const found =
    layers === undefined || layers === null
      ? layersOf(signs, inputs, units, outputs)
      : checked(layers, units, file);
  return describeMatrices({
    inputs,
    units,
    outputs,
    sensory: signs,
    recurrent: polarity(recurrent),
    layers: named(found),
  });
}

const polarity = ({ mask, sign }: Masked): Int8Array =>
  Int8Array.from(mask, (there, i) => (there === 0 ? 0 : sign && sign[i] < 0 ? -1 : 1));

/** The three layers by their names in ncps. */
export const named = (layers: readonly (readonly number[])[]) =>
  layers.map((units, i) => ({
    name:
      layers.length === 1 ? 'units' : layers.length === 3 ? ['inter', 'command', 'motor'][i] : `layer ${i}`,
    units,
  }));

/**
 * The layers of a neural circuit policy, if the synapses are those of one: no input reaches a motor neuron, and some neuron
 * lies between those that inputs reach and the motor neurons. Otherwise one layer.
 */
function layersOf(sensory: Int8Array, inputs: number, units: number, outputs: number): number[][] {
  const all = Array.from({ length: units }, (_, unit) => unit);
  const reached = all.filter((unit) =>
    Array.from({ length: inputs }, (_, input) => sensory[input * units + unit]).some((p) => p !== 0),
  );
  const motor = all.slice(0, outputs);
  const command = all.filter((unit) => unit >= outputs && !reached.includes(unit));
  const isPolicy = reached.length > 0 && command.length > 0 && reached.every((unit) => unit >= outputs);
  return isPolicy ? [reached, command, motor] : [all];
}

function checked(layers: unknown, units: number, file: string): number[][] {
  const lists = Array.isArray(layers) && layers.every(Array.isArray) ? (layers as number[][]) : null;
  const ids = new Set(lists?.flat());
  const fits =
    lists?.every((list) => list.length > 0) && ids.size === units && lists?.flat().length === units;
  if (fits && [...ids].every((id) => Number.isInteger(id) && id >= 0 && id < units)) return lists;
  throw new ImportError(
    `${file}: "wiring": { "layers" } of the configuration must be lists of neurons, none of them empty, with each of 0 to ${units - 1} once`,
  );
}
