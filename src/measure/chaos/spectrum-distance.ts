import FFT from 'fft.js';

/** Deviation of the Gaussian that smooths spectra, in frequency bins, and its cut-off, in deviations. */
const SMOOTHING = 20;
const REACH = 4;

/**
 * Spectral distance D_H of two trajectories: the Hellinger distance of their power spectra, averaged over the variables
 * (Mikhaeil et al., NeurIPS 2022; Hess et al., ICML 2023). A variable's spectrum is taken without its mean, smoothed by a
 * Gaussian and divided by its sum, so that neither amplitude nor phase matters.
 * @param truth, generated [samples × width], equally long; uses the first 2ᵏ samples with the largest possible k
 * @param smoothing deviation of the Gaussian in frequency bins, > 0; 20 as in Hess et al.
 * @returns 0 … 1; 1 for spectra that share no frequency, and for a variable that is constant or not finite
 */
export function spectrumDistance(
  truth: Float64Array,
  generated: Float64Array,
  width: number,
  smoothing = SMOOTHING,
): number {
  const samples = 2 ** Math.floor(Math.log2(Math.min(truth.length, generated.length) / width));
  let sum = 0;
  for (let j = 0; j < width; j++) {
    const [p, q] = [truth, generated].map((values) => {
      const series = Array.from({ length: samples }, (_, t) => values[t * width + j]);
      return density(smoothed(power(series), smoothing));
    });
    sum += hellinger(p, q);
  }
  return sum / width;
}

/** |FFT|² of 2ᵏ samples less their mean, for frequencies 0 … 2ᵏ⁻¹. */
export function power(series: readonly number[]): Float64Array {
  const { length } = series;
  const mean = series.reduce((sum, x) => sum + x, 0) / length;
  const fft = new FFT(length);
  const out: number[] = fft.createComplexArray();
  fft.realTransform(
    out,
    series.map((x) => x - mean),
  );
  return Float64Array.from({ length: length / 2 + 1 }, (_, k) => out[2 * k] ** 2 + out[2 * k + 1] ** 2);
}

/** Smooths a spectrum by a Gaussian, reflected at both ends like SciPy's gaussian_filter1d. */
function smoothed(spectrum: Float64Array, deviation: number): Float64Array {
  const { length } = spectrum;
  const reach = Math.round(REACH * deviation);
  const kernel = Array.from({ length: reach + 1 }, (_, d) => Math.exp(-0.5 * (d / deviation) ** 2));
  const reflected = (k: number): number => {
    const turn = ((k % (2 * length)) + 2 * length) % (2 * length);
    return spectrum[turn < length ? turn : 2 * length - 1 - turn];
  };
  return spectrum.map((_, k) => {
    let sum = kernel[0] * spectrum[k];
    for (let d = 1; d <= reach; d++) sum += kernel[d] * (reflected(k - d) + reflected(k + d));
    return sum;
  });
}

/** Divides a spectrum by its sum; gives zeros if the sum is zero or not finite. */
function density(spectrum: Float64Array): Float64Array {
  const sum = spectrum.reduce((all, x) => all + x, 0);
  return sum > 0 && sum < Infinity ? spectrum.map((x) => x / sum) : spectrum.fill(0);
}

const hellinger = (p: Float64Array, q: Float64Array): number =>
  Math.sqrt(Math.max(0, 1 - p.reduce((sum, x, k) => sum + Math.sqrt(x * q[k]), 0)));
