/** Where the states of a network start, as a blob stores it. */
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { fold, type ParameterValues } from './fold.ts';
import { schedule } from './schedule.ts';

/** From format version 3 on, a step sets smaller states to 0. */
const LEAST = 2 ** -100;

/**
 * The start of each state that has one, in single precision; null for the others, which start at 0.
 * @throws RangeError for a number beyond single precision
 */
export function storedStarts(network: Network, parameters: ParameterValues): (Float64Array | null)[] {
  const constants = schedule(network.states.flatMap(({ initial }) => initial ?? [])).constants;
  const folded = fold(network, constants, parameters);
  return network.states.map(({ name, initial }) => {
    const start = initial && folded.get(initial);
    if (!start) return null;
    const bad = start.findIndex((x) => !Number.isFinite(Math.fround(x)));
    if (bad >= 0)
      throw new RangeError(
        `the start of state "${name}" is not finite in f32 at element ${bad}: ${start[bad]}`,
      );
    return start.map((x) => (Math.abs(x) < LEAST ? 0 : Math.fround(x)));
  });
}

/** The starts as the network's constants. */
export const startConstants = (
  { states }: Pick<Network, 'states'>,
  starts: readonly (Float64Array | null)[],
): [Value, Float64Array][] =>
  states.flatMap(({ initial }, i): [Value, Float64Array][] => {
    const start = starts[i];
    return initial && start ? [[initial, start]] : [];
  });
