/** The kinds of outputs. A new one is a file beside this one, and a line here. */
import type { Sequence } from '../../train/sequence.ts';
import type { Task } from '../../train/task.ts';
import { classes } from './classes.ts';
import type { Kind } from './kind.ts';
import { numbers } from './numbers.ts';
import { quantiles } from './quantiles.ts';

/**
 * The kind of a model's outputs.
 * @param labels names of the classes; null for numbers
 * @param scale sequences whose targets scale the errors of several outputs
 */
export const kindOf = (task: Task, labels: readonly string[] | null, scale: readonly Sequence[]): Kind =>
  labels ? classes(task, labels) : task.quantiles ? quantiles(task, scale) : numbers(task, scale);
