import { Random } from '../../data/random.ts';
import { scaled, scaleOf } from './scale.ts';

/** Bins of each variable, and the initial count of every bin. */
const BINS = 30;
const PRIOR = 1e-5;
/** Points to compare mixtures at, and the deviation of their Gaussians, in deviations of the truth's variables. */
const POINTS = 1000;
const WIDTH = 1;

/**
 * State-space divergence D_stsp of two trajectories: the Kullback–Leibler divergence, in nats, of the generated
 * distribution from the true one. Order in time does not matter. Constants are those of Hess et al., ICML 2023.
 *
 * Up to three variables, the distributions are counts in 30 bins a variable, over the truth's range and a tenth of its
 * deviation on either side, plus 1e-5 each. Samples outside do not count. With more variables, they are mixtures of one
 * Gaussian per sample, compared by Monte Carlo at 1,000 draws from the true one (Hershey & Olsen, ICASSP 2007).
 * @param truth, generated [samples × width], of any length; samples that are not finite do not count
 * @returns ≥ 0 for bins, about 0 or more for mixtures; infinite for a mixture of no finite samples
 */
export const stateSpaceDivergence = (truth: Float64Array, generated: Float64Array, width: number): number =>
  width <= 3 ? binnedDivergence(truth, generated, width) : mixtureDivergence(truth, generated, width);

/** Compares counts in bins. */
export function binnedDivergence(truth: Float64Array, generated: Float64Array, width: number): number {
  const { std } = scaleOf(truth, width);
  const low = new Float64Array(width).fill(Infinity);
  const high = new Float64Array(width).fill(-Infinity);
  truth.forEach((x, i) => {
    low[i % width] = Math.min(low[i % width], x - 0.1 * std[i % width]);
    high[i % width] = Math.max(high[i % width], x + 0.1 * std[i % width]);
  });
  const occupation = (values: Float64Array): Float64Array => {
    const counts = new Float64Array(BINS ** width);
    let inside = 0;
    for (let at = 0; at < values.length; at += width) {
      let bin = 0;
      for (let j = 0; j < width; j++) {
        const place = Math.floor((BINS * (values[at + j] - low[j])) / (high[j] - low[j]));
        bin = place >= 0 && place < BINS ? bin * BINS + place : Number.NaN;
      }
      if (Number.isNaN(bin)) continue;
      counts[bin]++;
      inside++;
    }
    return counts.map((count) => (count + PRIOR) / (inside + PRIOR * counts.length));
  };
  const q = occupation(generated);
  return occupation(truth).reduce((sum, p, bin) => sum + p * Math.log(p / q[bin]), 0);
}

/** Compares mixtures of Gaussians, one for each sample. */
export function mixtureDivergence(truth: Float64Array, generated: Float64Array, width: number): number {
  const scale = scaleOf(truth, width);
  const [from, to] = [scaled(truth, scale), scaled(generated, scale)];
  const random = new Random(0);
  const point = new Float64Array(width);
  let sum = 0;
  for (let k = 0; k < POINTS; k++) {
    const at = random.integer(from.length / width) * width;
    for (let j = 0; j < width; j++) point[j] = from[at + j] + WIDTH * random.normal();
    sum += logDensity(from, point) - logDensity(to, point);
  }
  return sum / POINTS;
}

/** The logarithm of a mixture's density at a point, up to a constant that all mixtures share. */
function logDensity(centres: Float64Array, point: Float64Array): number {
  const width = point.length;
  // the sum of exp(exponent − largest), rescaled for each new largest one
  let largest = -Infinity;
  let sum = 0;
  for (let at = 0; at < centres.length; at += width) {
    let square = 0;
    for (let j = 0; j < width; j++) square += (point[j] - centres[at + j]) ** 2;
    const exponent = -square / (2 * WIDTH ** 2);
    if (exponent > largest) {
      sum = 1 + sum * Math.exp(largest - exponent);
      largest = exponent;
    } else if (exponent > -Infinity) sum += Math.exp(exponent - largest);
  }
  return largest + Math.log((sum * width) / centres.length);
}
