/**
 * Steps for which a free run stays with the truth: the first whose normalised error, the root mean square over the variables of
 * their difference by `deviation`, is above the threshold. Times the interval and the largest Lyapunov exponent it is the valid
 * prediction time in Lyapunov times. The threshold of 0.4 is that of Pathak et al., "Hybrid forecasting of chaotic processes",
 * Chaos 28 (2018), whose error is the same for variables in units of their deviation; the normalisation is that of Vlachas et
 * al., Neural Networks 126 (2020).
 * @param predicted, truth [steps × variables]
 * @param deviation of each variable over the attractor, > 0
 * @returns 0 … steps; all of them for a run that stays to the end: a lower bound
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
    // not "above": an error that is not a number is no valid prediction
    if (!(Math.sqrt(sum / width) <= threshold)) return t;
  }
  return steps;
}
