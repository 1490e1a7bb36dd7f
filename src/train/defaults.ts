/** The defaults of training, for the library and for the command line. */
export const defaults = {
  epochs: 50,
  rate: 0.01,
  schedule: 'cosine',
  clip: 1,
  batch: 16,
  window: 32,
  warmup: 0,
  forcing: 1,
  decay: 0,
  patience: 0,
  seed: 0,
} as const;

/** The default distance between windows: half a window. */
export const strideOf = (window: number): number => Math.max(1, window >> 1);
