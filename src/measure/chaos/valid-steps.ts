/**
 * Counts the steps before the normalised error of a free run exceeds the threshold. The error is the root mean square over
 * the variables of their difference divided by `deviation`. Multiply by the interval and the largest Lyapunov exponent to
 * get the valid prediction time in Lyapunov times. The threshold of 0.4 is that of Pathak et al., "Hybrid forecasting of
 * chaotic processes", Chaos 28 (2018), whose error is the same for variables in units of their deviation; the
 * normalisation is that of Vlachas et al., Neural Networks 126 (2020).
 * @param predicted, truth [steps × variables]
 * @param deviation of each variable over the attractor, > 0
 * @returns 0 … steps; all of them, a lower bound, if the run stays below the threshold to its end
 */
export function validSteps(
  predicted: Float64Array,
  truth: Float64Array,
  deviation: ArrayLike<number>,
  threshold = 0.4,
): number {
  const width = deviation.length;
  const steps = truth.length / width;
  for (let t = 0; t < steps; t++) {
    let sum = 0;
    for (let j = 0; j < width; j++) {
      const i = t * width + j;
      sum += ((predicted[i] - truth[i]) / deviation[j]) ** 2;
    }
    // not "above", so that NaN counts as an invalid prediction
    if (!(Math.sqrt(sum / width) <= threshold)) return t;
  }
  return steps;
}
