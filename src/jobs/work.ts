import { buildNetwork } from '../network/network.ts';
import { resolve } from '../network/spec.ts';
import { windows } from '../train/sequence.ts';
import { type Job, pinned, trainerOf } from './job.ts';

/** Cost of a validation step as a share of a training step, which also runs backwards. */
const VALIDATION = 0.3;

/** Steps of all epochs; a validation step counts as a fraction of a step. */
function stepsOf({ train, validation, options }: Job): number {
  const { epochs = pinned.epochs, window = pinned.window, stride = window } = options;
  const trained = windows(train, window, stride).reduce((sum, { length }) => sum + length, 0);
  const validated = validation.reduce((sum, { length }) => sum + length, 0);
  return epochs * (trained + VALIDATION * validated);
}

/** Estimates the duration of a job, without a unit, to sort the longest first. */
export function workOf(job: Job): number {
  const { layers } = job.model;
  const unfolds = Math.max(...layers.map(({ unfolds = 1 }) => unfolds));
  return stepsOf(job) * unfolds * (100 + buildNetwork(resolve(job.model)).parameterCount);
}

/** Seconds that a job takes on one core of this machine. */
export function secondsOf(job: Job): number {
  secondsPerStep(job); // lets the engine compile the model's code first
  return secondsPerStep(job) * stepsOf(job);
}

/** Seconds of one step of one window, forwards and backwards. Trains and times a few small epochs. */
export function secondsPerStep(job: Job): number {
  const { window = pinned.window, batch = pinned.batch } = job.options;
  const [first] = windows(job.train, window, window);
  const part = job.train[first.sequence];
  const width = (values: Float64Array): number => values.length / part.length;
  const short = {
    length: first.length,
    inputs: part.inputs.slice(0, first.length * width(part.inputs)),
    // any number takes as long as the one that is missing
    targets: part.targets.slice(0, first.length * width(part.targets)).map((y) => (Number.isNaN(y) ? 0 : y)),
    dt: part.dt?.slice(0, first.length) ?? null,
  };
  const trainer = trainerOf({
    ...job,
    train: Array.from({ length: Math.min(batch, 4) }, () => short),
    validation: [],
    options: { ...job.options, epochs: 5, prune: null },
  });
  trainer.epoch(); // compiled and warm
  const start = performance.now();
  let epochs = 0;
  for (; epochs < 4 && performance.now() - start < 50; epochs++) trainer.epoch();
  return (performance.now() - start) / 1000 / (epochs * Math.min(batch, 4) * short.length);
}
