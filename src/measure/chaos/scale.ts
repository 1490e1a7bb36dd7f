import { statistics } from '../../data/split.ts';

/** Mean and deviation of each column of a trajectory [samples × width]; a column that never changes has deviation 1. */
export const scaleOf = (values: Float64Array, width: number): { mean: Float64Array; std: Float64Array } =>
  statistics({
    channels: Array.from({ length: width }, (_, i) => String(i)),
    recordings: [{ name: '', length: values.length / width, channels: width, values, dt: null }],
  });

/** Scales a trajectory: subtracts the mean of each column and divides by its deviation. */
export const scaled = (values: Float64Array, { mean, std }: ReturnType<typeof scaleOf>): Float64Array =>
  values.map((x, i) => (x - mean[i % mean.length]) / std[i % mean.length]);
