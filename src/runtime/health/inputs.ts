/** Compares inputs with those of training, and with the ranges that a box was certified for. */

import { numbersIn } from '../metadata.ts';
import type { Model } from '../model.ts';
import type { Box, Range } from './box.ts';

/** The share of an input's training values below the first bound, and the same above the second. */
const TAIL = 0.01;
/** That quantile of a normal distribution, in deviations, for blobs without quantiles. */
const TAIL_AT = 2.3263;

export interface InputHealth {
  /**
   * Share of values beyond the 1 % and 99 % quantiles of training, over that share in training: about 1 for similar inputs,
   * 50 if every value is beyond. Taken from the input with the highest ratio.
   */
  readonly score: number;
  /** The index of that input. */
  readonly input: number;
  /** For each input, the share of its values beyond the quantiles; 0.02 in training. */
  readonly beyond: readonly number[];
  /** For each input, its greatest distance beyond the quantiles in standard deviations of training; 0 if it never went beyond. */
  readonly farthest: readonly number[];
}

/** The ranges of inputs in training. */
interface Usual {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly deviation: Float64Array;
}

/** Bounds of the inputs on one side, in an array that is read without an allocation. */
const bounds = (ranges: readonly Range[], side: 0 | 1): Float64Array =>
  Float64Array.from(ranges, (range) => range[side]);

export class InputRecord {
  /** The number of inputs and intervals outside the certified ranges. */
  readonly outside = { inputs: 0, dt: 0 };
  readonly #described: boolean;
  readonly #usual: Usual;
  readonly #certified: { readonly low: Float64Array; readonly high: Float64Array; readonly dt: Range };
  /** An input between them is usual and certified. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #beyond: Float64Array;
  readonly #farthest: Float64Array;
  #seen = 0;

  constructor(model: Model, box: Box | null) {
    const { inputs: length } = model;
    const any = Array.from({ length }, (): Range => [-Infinity, Infinity]);
    const usual = usualOf(model);
    this.#described = usual !== null;
    this.#usual = usual ?? { low: bounds(any, 0), high: bounds(any, 1), deviation: new Float64Array(length) };
    const { inputs, dt } = box ?? { inputs: any, dt: [0, Infinity] };
    this.#certified = { low: bounds(inputs, 0), high: bounds(inputs, 1), dt };
    this.#low = this.#certified.low.map((x, i) => Math.max(x, this.#usual.low[i]));
    this.#high = this.#certified.high.map((x, i) => Math.min(x, this.#usual.high[i]));
    this.#beyond = new Float64Array(length);
    this.#farthest = new Float64Array(length);
  }

  /** Looks at the raw inputs of a step, which may still fail. Allocates nothing. */
  see(input: ArrayLike<number>): void {
    const low = this.#low;
    const high = this.#high;
    this.#seen++;
    for (let i = 0; i < low.length; i++) {
      const x = input[i];
      if (x < low[i] || x > high[i]) this.#note(input, i);
    }
  }

  /** Looks at the interval of a step. Short, so that engines inline it and need not box the number. */
  seeInterval(dt: number): void {
    const certified = this.#certified.dt;
    if ((dt < certified[0] && dt > 0) || (dt > certified[1] && dt < Infinity)) this.outside.dt++;
  }

  /** Counts an input that is unusual or not certified. Takes its index, since a call might box the number. */
  #note(input: ArrayLike<number>, i: number): void {
    const x = input[i];
    if (x === Infinity || x === -Infinity) return;
    const certified = this.#certified;
    if (x < certified.low[i] || x > certified.high[i]) this.outside.inputs++;
    const { low, high, deviation } = this.#usual;
    const by = x < low[i] ? low[i] - x : x - high[i];
    if (!(by > 0)) return;
    this.#beyond[i]++;
    if (by > this.#farthest[i] * deviation[i]) this.#farthest[i] = by / deviation[i];
  }

  /** Null if the blob does not describe the inputs in training. */
  get health(): InputHealth | null {
    if (!this.#described) return null;
    const beyond = Array.from(this.#beyond, (count) => (this.#seen ? count / this.#seen : 0));
    const most = Math.max(...beyond);
    return {
      score: most / (2 * TAIL),
      input: beyond.indexOf(most),
      beyond,
      farthest: Array.from(this.#farthest),
    };
  }

  reset(): void {
    this.#seen = 0;
    this.outside.inputs = this.outside.dt = 0;
    this.#beyond.fill(0);
    this.#farthest.fill(0);
  }
}

/** The ranges of inputs in training, from the blob's quantiles, or else from its means and deviations. */
function usualOf({ inputs, metadata }: Model): Usual | null {
  const of = (key: string, part: string) => numbersIn(metadata[key], part, inputs);
  const mean = of('inputStatistics', 'mean');
  const deviation = of('inputStatistics', 'deviation');
  if (!mean || !deviation?.every((x) => x > 0)) return null;
  const low = of('inputQuantiles', `${TAIL}`);
  const high = of('inputQuantiles', `${1 - TAIL}`);
  const normal = (side: number) => mean.map((m, i) => m + side * TAIL_AT * deviation[i]);
  const [from, to] = low && high ? [low, high] : [normal(-1), normal(1)];
  return {
    low: Float64Array.from(from),
    high: Float64Array.from(to),
    deviation: Float64Array.from(deviation),
  };
}

/** Names of the inputs; `input 0` where the metadata have none. */
export const inputNames = ({ inputs: length, metadata: { inputs } }: Model): string[] =>
  Array.from({ length }, (_, i) => {
    const name: unknown = Array.isArray(inputs) && inputs[i];
    return typeof name === 'string' ? name : `input ${i}`;
  });
