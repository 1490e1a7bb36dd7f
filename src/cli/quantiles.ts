/** Where the inputs of training were, for `meniscus/health`. */
import type { Origin } from '../format/write.ts';
import type { Sequence } from '../train/sequence.ts';

const short = (x: number, origin: number): number => origin + Number((x - origin).toPrecision(6));

const SHARES = [0.01, 0.5, 0.99];

/**
 * Quantiles of each input over all steps, with linear interpolation between the order statistics (Hyndman and Fan 1996, type
 * 7), to six digits behind the origin of the input; by the share of values below them.
 */
export function quantiles(
  sequences: readonly Sequence[],
  inputs: number,
  origins?: readonly Origin[],
): Record<string, number[]> {
  const steps = sequences.reduce((sum, { length }) => sum + length, 0);
  const sorted = Array.from({ length: inputs }, (_, input) => {
    const values = new Float64Array(steps);
    let step = 0;
    for (const one of sequences)
      for (let k = input; k < one.inputs.length; k += inputs) values[step++] = one.inputs[k];
    return values.sort();
  });
  const at = (values: Float64Array, share: number): number => {
    const place = share * (values.length - 1);
    const below = values[Math.floor(place)];
    return below + (place % 1) * (values[Math.ceil(place)] - below);
  };
  return Object.fromEntries(
    SHARES.map((share) => [
      share,
      sorted.map((values, i) => short(at(values, share), origins?.[i].origin ?? 0)),
    ]),
  );
}
