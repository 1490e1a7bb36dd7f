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

/** A count of unfolds or units, and the p99.9 of a step with it, in ns. */
export interface Fit {
  readonly count: number;
  readonly p999: number;
}

export interface Within {
  /** The most unfolds that fit; null if none do; absent if the model has none to lower. */
  readonly unfolds?: Fit | null;
  /** The most units that fit; null if not even the fewest do; absent if no model can be made, and `why` says why. */
  readonly units?: Fit | null;
  /** Why there are no models with more units, or none at all. */
  readonly why?: string;
}

/** The largest width to try: beyond it, compiling takes longer than measuring. */
export const MOST_UNITS = 1024;
/** The most measurements of a step that is only now and then too slow. */
const TRIES = 4;

/**
 * Finds the largest value that fits: doubles from the smallest on, then bisects. Null if not even the smallest fits.
 * @param values ascending, at least one
 * @param fits gives the time that a value takes, or null if it is too long
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
 * Finds the most unfolds and units of a model within a budget on this computer.
 * @param milliseconds of one measurement; there are about twenty
 * @param say called with what is being measured
 */
export function searchWithin(
  blob: Uint8Array,
  budget: number,
  milliseconds: number,
  say: (what: string) => void,
): Within {
  /** The best of some measurements, if most steps fit, so that passing load on the computer does not decide. */
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
  if (layers.length === 0) return { ...unfolds, why: 'the blob does not name its cell' };
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

/** A model of the same shape with this many units in each layer and initial weights. @throws RangeError, ShapeError */
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
