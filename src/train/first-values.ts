/** The numbers that a training starts with. */
import { checkParameters, type ParameterValues } from '../compile/fold.ts';
import type { Random } from '../data/random.ts';
import { initialise, rawOf, sizeOf } from '../graph/parameter.ts';
import type { Network, ResolvedSpec } from '../network/network.ts';
import { fieldDefaults } from '../network/spec.ts';

/** The shortest and the longest time constant that units start with, in usual intervals. */
export type TimeScales = readonly [shortest: number, longest: number];

/**
 * Draws the first values of a network's parameters, in their order. Cells with time constants start with them spread over a
 * range, each factor as often as any other, if their equation says how. Given values take the place of drawn ones.
 * @param scales null: as the cell declares its parameters
 * @throws RangeError for given values of another network
 */
export function firstValues(
  network: Network,
  random: Random,
  { from, scales }: { readonly from: ParameterValues | null; readonly scales: TimeScales | null },
): Map<string, Float64Array> {
  if (from) checkParameters(network, from);
  const spread = from || !scales ? new Map<string, Float64Array>() : spreadOver(network, scales);
  return new Map(
    network.parameters.map((parameter) => {
      const drawn = initialise(parameter, random);
      const seen = spread.get(parameter.name);
      if (seen && seen.length !== sizeOf(parameter.shape))
        throw new RangeError(`${parameter.name}: startAt gives ${seen.length} values, not ${drawn.length}`);
      const raw = seen && (parameter.constraint === 'softplus' ? seen.map(rawOf) : seen);
      return [parameter.name, from?.get(parameter.name)?.slice() ?? raw ?? drawn];
    }),
  );
}

/** Substeps of the shortest time constant. */
const SUBSTEPS = fieldDefaults.unfolds;

/**
 * A spec with as many unfolds as time constants ask for where nobody gave a number: a substep is a sixth of the shortest.
 * @param asked what was given, before its defaults were filled in
 */
export function withSubsteps<T extends ResolvedSpec>(
  spec: T,
  asked: readonly { readonly unfolds?: number }[],
  scales: TimeScales | null | undefined,
): T {
  if (!scales) return spec;
  const unfolds = Math.max(1, Math.ceil(SUBSTEPS / scales[0] - 1e-9));
  const layers = spec.layers.map((layer, i) =>
    layer.cell.kind === 'field' && layer.cell.startAt && asked[i].unfolds === undefined
      ? { ...layer, unfolds }
      : layer,
  );
  return { ...spec, layers };
}

/** What the cells of all layers start with, by the parameters' names. */
function spreadOver({ spec }: Network, [shortest, longest]: TimeScales): Map<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  spec.layers.forEach(({ cell, units }, index) => {
    const scales = Float64Array.from(
      { length: units },
      (_, unit) => shortest * Math.exp(Math.log(longest / shortest) * halves(unit)),
    );
    const prefix = spec.layers.length > 1 ? `${index}.` : '';
    for (const [name, values] of Object.entries(cell.startAt?.(scales) ?? {}))
      found.set(prefix + name, Float64Array.from(values));
  });
  return found;
}

/** The bits of n behind the point, in reverse (van der Corput): any first few units are spread evenly. */
function halves(n: number): number {
  let share = 0;
  for (let weight = 0.5, rest = n + 1; rest > 0; rest >>= 1, weight /= 2) share += weight * (rest & 1);
  return share;
}
