/** How far a model is from its teacher, as the field counts it. */

/** Of the filter y[t] − 0.95 y[t − 1], which weighs high notes as ears do. */
export const EMPHASIS = 0.95;

/** Samples that warm up and do not count: 10 ms. */
export const WARMUP = 480;

/**
 * Error-to-signal ratio, Σ (y − ŷ)² / Σ y²: 0 is exact, 1 as good as silence.
 * @param from the first sample that counts
 */
export function esr(target: ArrayLike<number>, output: ArrayLike<number>, from = WARMUP): number {
  return ratio(target, output, from, 0);
}

/**
 * The same behind the pre-emphasis 1 − 0.95 z⁻¹ (Wright, Damskägg and Välimäki, “Real-time black-box modelling with recurrent
 * neural networks”, DAFx-19).
 */
export function emphasisedEsr(target: ArrayLike<number>, output: ArrayLike<number>, from = WARMUP): number {
  return ratio(target, output, from, EMPHASIS);
}

function ratio(target: ArrayLike<number>, output: ArrayLike<number>, from: number, emphasis: number): number {
  let [error, signal] = [0, 0];
  for (let t = Math.max(1, from); t < target.length; t++) {
    const y = target[t] - emphasis * target[t - 1];
    const off = y - (output[t] - emphasis * output[t - 1]);
    error += off * off;
    signal += y * y;
  }
  return error / signal;
}
