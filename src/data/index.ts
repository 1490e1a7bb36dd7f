/** Generates data, reads data, and prepares data for training. */
export { DataError } from '../check/data-error.ts';
export * from './csv.ts';
export * from './damped-oscillator.ts';
export * from './driven-masses.ts';
export type { FlowOptions, Stepper } from './flow.ts';
export { missingShares } from './gaps.ts';
export * from './jumps.ts';
export * from './lorenz63.ts';
export * from './lorenz96.ts';
export * from './npy.ts';
export * from './random.ts';
export * from './rossler.ts';
export * from './sequence.ts';
export * from './sines.ts';
export * from './split.ts';
export { findTime, monotoneChannels } from './time.ts';
