import type { Value } from '../graph/value.ts';
import { ANYTHING, type Interval } from '../intervals/interval.ts';
import type { Network } from '../network/network.ts';

/**
 * Refuses a network unless every decay is ≥ 0 with these constants: otherwise its state could grow without bound. Intervals
 * are propagated from the folded constants; states and inputs may be anything.
 * @throws RangeError naming the layer and the interval found
 */
export function checkDecays(network: Network, folded: ReadonlyMap<Value, Float64Array>): void {
  const known = new Map<Value, Interval>();
  const range = (value: Value): Interval => {
    let found = known.get(value);
    if (!found) {
      const data = folded.get(value);
      if (data) found = [Math.min(...data), Math.max(...data)];
      else if (value.source.kind === 'op')
        found = value.source.op.range?.(value.source.inputs.map(range), value.source.attributes) ?? ANYTHING;
      else found = ANYTHING;
      known.set(value, found);
    }
    return found;
  };
  for (const { layer, decay } of network.decays) {
    const [low, high] = range(decay);
    if (!(low >= 0))
      throw new RangeError(
        `${layer}: its decay can be negative (it lies in [${low}, ${high}]), so the state could grow without bound; ` +
          `keep its time constants positive, for example with constraint: 'softplus'`,
      );
  }
}
