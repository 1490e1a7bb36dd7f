import { compile } from '../compile/compile.ts';
import { Random } from '../data/random.ts';
import { readBlob } from '../format/read.ts';
import { ShapeError } from '../graph/op.ts';
import { initialiseAll } from '../graph/parameter.ts';
import { latency } from '../measure/latency.ts';
import { buildNetwork } from '../network/network.ts';
import { type NetworkDescription, resolve } from '../network/spec.ts';
import { weightTypes } from '../quantise/types.ts';
import { loadSync, type Model } from '../runtime/index.ts';

/** A count, of unfolds or of units, and what a step with it takes: ns at p99.9. */
export interface Fit {
  readonly count: number;
  readonly p999: number;
}

export interface Within {
  /** The most unfolds that fit; null if none does. Absent where the model has none to lower. */
  readonly unfolds?: Fit | null;
  /** The most units; null if not even the fewest fit. Absent where no model can be made: `why` says so. */
  readonly units?: Fit | null;
  /** Why there are no models of more, or of any, units. */
  readonly why?: string;
}

/** Widths that are tried: beyond, compiling takes longer than measuring. */
export const MOST_UNITS = 1024;
/** Measurements of what is too slow only now and then. */
const TRIES = 4;

/**
 * The largest value that fits, by doubling from the smallest on, then by bisection; null if not even that fits.
 * @param values ascending, at least one
 * @param fits what a value takes, or null where it is too much
 */
export function largestFitting(
  values: readonly number[],
  fits: (value: number) => number | null,
): Fit | null {
  let best: Fit | null = null;
  let low = -1;
  let high = values.length;
  while (low + 1 < high) {
    const bounded = high < values.length;
    const index = bounded ? (low + high) >> 1 : Math.min(2 * low + 2, high - 1);
    const p999 = fits(values[index]);
    if (p999 === null) high = index;
    else {
      low = index;
      best = { count: values[index], p999 };
    }
  }
  return best;
}

/**
 * How far a model can be turned up within a budget on this machine.
 * @param milliseconds of one measurement; there are about twenty
 * @param say what is being measured
 */
export function searchWithin(
  blob: Uint8Array,
  budget: number,
  milliseconds: number,
  say: (what: string) => void,
): Within {
  /** The best of some measurements, if most steps fit: then what passes by does not decide. */
  const fits = (open: () => Model): number | null => {
    const model = open();
    let best = Infinity;
    for (let tries = 0; best > budget && tries < TRIES; tries++) {
      const { p50, p999 } = latency(model, milliseconds);
      best = Math.min(best, p999);
      if (p50 > budget) break;
    }
    model.dispose();
    return best <= budget ? best : null;
  };
  const full = loadSync(blob);
  const { inputs, outputs } = full;
  const { metadata } = readBlob(blob);
  full.dispose();
  const description = { ...metadata, inputs, outputs } as unknown as NetworkDescription;
  const layers = Array.isArray(description.layers) ? description.layers : [];
  const counts = layers.flatMap(({ integrator, unfolds = 1 }) => (integrator ? [unfolds] : []));
  const unfolds =
    counts.length === 0
      ? {}
      : {
          unfolds: largestFitting(ascending(Math.min(...counts), 1), (count) => {
            say(`${count} unfolds`);
            return fits(() => loadSync(blob, { unfolds: count }));
          }),
        };
  if (layers.length === 0) return { ...unfolds, why: 'the blob does not say what cell it has' };
  let why: string | undefined;
  const fewest = description.readout === 'none' ? Math.ceil(outputs / 4) : 1;
  const units = largestFitting(ascending(MOST_UNITS / 4, 4).slice(fewest - 1), (count) => {
    say(`${count} units`);
    try {
      const wide = ofWidth(description, count);
      return fits(() => loadSync(wide));
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof ShapeError)) throw error;
      why = error.message;
      return null;
    }
  });
  return { ...unfolds, ...((units || !why) && { units }), ...(why && { why }) };
}

const ascending = (length: number, step: number): number[] =>
  Array.from({ length }, (_, i) => step * (i + 1));

/** A model of the same shape with so many units in each layer and first weights. @throws RangeError, ShapeError */
function ofWidth(description: NetworkDescription, units: number): Uint8Array {
  const { inputs, outputs, readout, layers } = description;
  const { inputStatistics: inputNormalisation, weights } = description as unknown as {
    inputStatistics?: NetworkDescription['inputNormalisation'];
    weights?: string;
  };
  const network = buildNetwork(
    resolve({
      inputs,
      outputs,
      readout,
      layers: layers.map((layer) => ({ ...layer, units })),
      ...(inputNormalisation && { inputNormalisation }),
    }),
  );
  const random = new Random(0);
  const parameters = initialiseAll(network.parameters, random);
  return compile(network, parameters, { weights: weightTypes.find((type) => type === weights) }).blob;
}
