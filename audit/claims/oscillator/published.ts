/** The numbers of “From Physics to Silicon”, 2026: LTC, neural ODE, CTRNN, one seed each. */

/** Two-pass MSE by damping ratio. */
export const twoPassMse: Readonly<Record<number, readonly [ltc: number, node: number, ctrnn: number]>> = {
  0.1: [0.197029, 1.47911, 0.178549],
  0.3: [0.0568665, 0.0968082, 0.0332341],
  0.5: [0.0225487, 0.0786847, 0.0530928],
  0.8: [0.0443955, 0.0415021, 0.0981896],
  1.2: [0.0879605, 0.0236819, 0.0562334],
};

/** Two-pass MSE on a damping ratio, the mean over the models of all five. */
export const generalisation: typeof twoPassMse = {
  0.1: [0.154835, 0.174763, 0.162407],
  0.3: [0.0912251, 0.411254, 0.0988568],
  0.5: [0.0842346, 0.393241, 0.0767591],
  0.8: [0.0765076, 0.395223, 0.0610279],
  1.2: [0.0724729, 0.405657, 0.0760165],
};

/** Largest ratio of noisy to clean two-pass MSE over the damping ratios, by the noise on the first sample. */
export const noiseRatio: typeof twoPassMse = {
  0.01: [1.0047, 1.0054, 1.0028],
  0.05: [1.0059, 1.0342, 1.0142],
  0.1: [1.0253, 1.0384, 1.0515],
  0.2: [1.0923, 1.0717, 1.1101],
};

export interface PublishedSwitch {
  readonly pair: readonly [number, number];
  /** Two-pass MSE after the switch. */
  readonly after: readonly [ltc: number, node: number, ctrnn: number];
  /** Samples until the error is below 0.01; 51: never. */
  readonly recovery: readonly [ltc: number, node: number, ctrnn: number];
  /** Per cent by which MDL lowers the LTC's error after the switch. */
  readonly mdl: number;
}

export const switches: readonly PublishedSwitch[] = [
  { pair: [0.1, 1.2], after: [0.0927682, 2.24991, 0.0638842], recovery: [0, 51, 51], mdl: 59.2 },
  { pair: [1.2, 0.1], after: [0.0885707, 0.00298347, 0.0447495], recovery: [51, 0, 51], mdl: 53.9 },
  { pair: [0.3, 0.8], after: [0.0185947, 0.0774996, 0.00240202], recovery: [51, 51, 0], mdl: -65.2 },
  { pair: [0.8, 0.3], after: [0.0248619, 0.019724, 0.0918257], recovery: [51, 0, 51], mdl: 98.9 },
];

/** Mean Hausdorff distance over 100 starts at ζ 0.3, and mean MSE. */
export const attractor: Readonly<Record<string, readonly [distance: number, mse: number]>> = {
  LTC: [1.14419, 0.0642675],
  'neural ODE': [1.17476, 0.051198],
  CTRNN: [1.16047, 0.064276],
};

/** A training step, in milliseconds, as published; none for PyTorch. */
export const trainingSteps = [
  { name: 'JAX, jit, Apple M4', milliseconds: 19.3 },
  { name: 'JAX, eager, Apple M4', milliseconds: 1820 },
] as const;
/** A roll-out of 160 steps without gradients. */
export const juliaRollOut = { name: 'Julia, 160 steps forwards only', milliseconds: 51.8 } as const;
