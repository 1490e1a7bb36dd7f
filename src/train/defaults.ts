/** The defaults of training, for the library and for the command line. */
export const defaults = {
  labelSmoothing: 0,
  inputDropout: 0,
  stateDropout: 0,
  inputNoise: 0,
  scaling: 0,
  stretch: 0,
  rateWarmup: 0,
  clip: 1,
  batch: 16,
  window: 32,
  warmup: 0,
  forcing: 1,
  decay: 0,
  seed: 0,
} as const;

/** The time constants that units start with by default, in usual intervals: from one to a window. */
export const timeScalesOf = (window: number): readonly [number, number] => [1, window];

/** The default distance between windows: half a window; a whole one where the state is carried over. */
export const strideOf = (window: number, carry = false): number =>
  carry ? window : Math.max(1, window >> 1);
