import { unknownKey } from '../check/keys.ts';

/** Which neuron has a synapse onto which, and what every builder of such a wiring checks. */

/** Units of one kind, by their ids. */
export interface Layer {
  readonly name: string;
  readonly units: readonly number[];
}

export interface WiringSize {
  /** Sensory neurons: the length of the input x. */
  readonly inputs: number;
  /** All other neurons: the length of the state h. */
  readonly units: number;
}

export interface Wiring extends WiringSize {
  /** The outputs are the first of the units: motor neurons have the ids 0 … outputs − 1. */
  readonly outputs: number;
  /** Polarity of the synapse from input to unit, [inputs × units], row-major: −1 inhibits, 1 excites, 0 is none. */
  readonly sensory: Int8Array;
  /** The same from unit to unit, [units × units]: rows are sources, columns are targets. */
  readonly recurrent: Int8Array;
  /** Every unit once, in the order in which signals pass; one layer named `units` where there are none. */
  readonly layers: readonly Layer[];
}

/** A wiring's synapses, none yet. */
export function noSynapses({ inputs, units }: WiringSize): Pick<Wiring, 'sensory' | 'recurrent'> {
  return { sensory: new Int8Array(inputs * units), recurrent: new Int8Array(units * units) };
}

/** Ids from `first` on. */
export const ids = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => first + k);

/** The layers of a wiring without any. */
export const oneLayer = (units: number): readonly Layer[] => [{ name: 'units', units: ids(0, units) }];

/** @throws RangeError unless both sizes are whole numbers ≥ 1 */
export function checkSize({ inputs, units }: WiringSize): void {
  for (const [name, size] of Object.entries({ inputs, units }))
    if (!(Number.isInteger(size) && size >= 1))
      throw new RangeError(`a wiring for ${size} ${name}: it needs a whole number of at least 1`);
}

/** What can be wrong with the fields of one description, each error under the wiring's name. */
export interface Check {
  /** @throws RangeError unless the field is a whole number in [least, most]; `reason` says where `most` comes from */
  whole(field: string, value: unknown, least: number, most: number, reason?: string): void;
  /** @throws RangeError unless 0 ≤ sparsity < 1 */
  sparsity(value: unknown): void;
  /** @throws RangeError unless the seed is a whole number in [0, 2³²) */
  seed(value: unknown): void;
}

/**
 * Refuses fields that a description does not have, and gives the checks of those that it has.
 * @param fields all that it can have, besides `type`
 * @throws RangeError naming the fields that there are
 */
export function checkFields(description: { readonly type: string }, fields: readonly string[]): Check {
  const { type } = description;
  const unknown = unknownKey(description, ['type', ...fields]);
  if (unknown !== null) throw new RangeError(`wiring "${type}": ${unknown}`);
  const refuse = (field: string, value: unknown, need: string): never => {
    throw new RangeError(`${field} of wiring "${type}" is ${String(value)}: it must be ${need}`);
  };
  const whole: Check['whole'] = (field, value, least, most, reason) => {
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return;
    const upTo = Number.isFinite(most) ? ` to ${most}` : ' on';
    refuse(field, value, `a whole number from ${least}${upTo}${reason ? `, ${reason}` : ''}`);
  };
  return {
    whole,
    sparsity: (value) => {
      if (!(typeof value === 'number' && value >= 0 && value < 1))
        refuse('sparsity', value, 'in [0, 1): the part of all synapses to leave out');
    },
    seed: (value) => whole('seed', value, 0, 2 ** 32 - 1),
  };
}
