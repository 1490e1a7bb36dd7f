/** The tasks on which the defaults of training are measured. */
import { drivenMassesTask } from './driven-masses.ts';
import { driversTask } from './drivers.ts';
import { gesturesTask } from './gestures.ts';
import { greenhouseTask } from './greenhouse.ts';
import { lorenz63Task } from './lorenz63.ts';
import { noisySinesTask } from './noisy-sines.ts';
import { sineTask } from './sine.ts';
import type { BenchTask } from './task.ts';
import { weeklyTask } from './weekly.ts';

/** A new task is a file and a line here. */
export const tasks: readonly BenchTask[] = [
  driversTask,
  greenhouseTask,
  sineTask,
  gesturesTask,
  noisySinesTask,
  drivenMassesTask,
  weeklyTask,
  lorenz63Task,
];
