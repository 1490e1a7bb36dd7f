import { callable, needed, type Rules, text } from '../../check/rules.ts';
import type { Value } from '../../graph/value.ts';
import type { Network } from '../../network/network.ts';
import { add, scale } from '../../ops/index.ts';

/** A penalty added to the loss: its mean over the steps of a window, times a weight. Written as a graph, like a cell. */
export interface Regulariser<Name extends string = string> {
  readonly name: Name;
  /**
   * The penalty of one step, a vector of length 1.
   * @throws RangeError if the model lacks a probe or state that it needs
   */
  penalty(network: Network): Value;
}

export const regulariserRules: Rules<Regulariser> = { name: needed(text), penalty: needed(callable) };

/**
 * The mean over the layers that have a probe of what `penalty` makes of it.
 * @param penalty gets the probe, and the prefix of its layer's names in a stack
 * @throws RangeError naming the probes that there are
 */
export function overLayers(
  network: Network,
  regulariser: string,
  probe: string,
  penalty: (probe: Value, prefix: string) => Value,
): Value {
  const found = [...network.probes].filter(([name]) => name === probe || name.endsWith(`.${probe}`));
  if (found.length === 0)
    throw new RangeError(
      `regulariser "${regulariser}" needs the probe "${probe}"; this model has ${[...network.probes.keys()].join(', ') || 'none'}`,
    );
  const terms = found.map(([name, value]) => penalty(value, name.slice(0, -probe.length)));
  return scale(
    terms.reduce((sum, term) => add(sum, term)),
    1 / terms.length,
  );
}
