import { meant } from '../check/nearest.ts';
import { checkArgument, checkOptions } from '../check/options.ts';
import { flag, listOf, needed, oneOf, text } from '../check/rules.ts';
import { type Dataset, median, type Recording } from '../data/sequence.ts';
import { statistics } from '../data/split.ts';
import type { NetworkSpec } from '../network/network.ts';
import type { Sequence } from './sequence.ts';

/** What a network reads of a dataset, and what it predicts. */
export interface Task {
  /** Names of the input channels, in order. */
  readonly inputs: readonly string[];
  /** Names of the target channels, in order. */
  readonly outputs: readonly string[];
  /** The targets are one sample ahead of the inputs. */
  readonly ahead: boolean;
}

/**
 * Defines inputs and targets. Only `next`: predict every channel's next sample from all channels. `next` with targets:
 * predict their next sample from all channels. Targets without `next`: predict their present sample from the other channels.
 * @param read the input channels, in order; default: all, or all others
 * @throws RangeError naming an unknown channel, or one that is read and predicted at the same sample, or if nothing is left to
 * read or to predict
 */
export function defineTask(
  channels: readonly string[],
  targets: readonly string[],
  next: boolean,
  read?: readonly string[],
): Task {
  for (const [name, list] of Object.entries({ channels, targets, read: read ?? [] }))
    checkArgument('defineTask', name, list, listOf(text));
  checkArgument('defineTask', 'next', next, flag);
  for (const name of [...targets, ...(read ?? [])])
    if (!channels.includes(name))
      throw new RangeError(`there is no channel "${name}"${meant(name, channels)}`);
  const twice = read?.find((name, i) => read.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(`channel "${twice}" is named twice as an input`);
  if (next) {
    const inputs = read ?? channels;
    return { inputs, outputs: targets.length > 0 ? targets : inputs, ahead: true };
  }
  if (targets.length === 0)
    throw new RangeError('say what to predict: a target channel, or the next sample of every channel');
  const both = read?.find((name) => targets.includes(name));
  if (both !== undefined)
    throw new RangeError(
      `channel "${both}" is an input and a target at the same sample; predict the next sample, or leave it out of one`,
    );
  const inputs = read ?? channels.filter((name) => !targets.includes(name));
  if (inputs.length === 0)
    throw new RangeError(
      'every channel is a target, so nothing is left to read; predict the next sample instead',
    );
  return { inputs, outputs: targets, ahead: false };
}

/**
 * One sequence for each recording. Recordings too short for a target are left out.
 * @throws RangeError for channels that the dataset lacks
 */
export function sequencesOf(dataset: Dataset, task: Task): Sequence[] {
  const names = needed(listOf(oneOf(dataset.channels)));
  checkOptions('sequencesOf', task, { inputs: names, outputs: names, ahead: needed(flag) });
  const shift = task.ahead ? 1 : 0;
  return dataset.recordings
    .filter((recording) => recording.length > shift)
    .map((recording) => ({
      length: recording.length - shift,
      inputs: columns(recording, dataset.channels, task.inputs, 0, recording.length - shift),
      targets: columns(recording, dataset.channels, task.outputs, shift, recording.length),
      dt: recording.dt?.slice(0, recording.length - shift) ?? null,
    }));
}

/** Samples `start … end` of the named channels [samples × names]. */
export function columns(
  { values, channels: width }: Recording,
  channels: readonly string[],
  names: readonly string[],
  start: number,
  end: number,
): Float64Array {
  const indices = names.map((name) => channels.indexOf(name));
  const chosen = new Float64Array((end - start) * names.length);
  for (let t = start, i = 0; t < end; t++) for (const c of indices) chosen[i++] = values[t * width + c];
  return chosen;
}

/**
 * What a spec takes from the training part: widths, normalisation of inputs and outputs, and the typical interval if there are
 * times. Missing samples do not count.
 * @throws RangeError for a channel without a sample
 */
export function fitting(
  training: Dataset,
  { inputs, outputs }: Task,
): Omit<NetworkSpec, 'layers' | 'readout'> & Required<Pick<NetworkSpec, 'outputNormalisation'>> {
  const { mean, std } = statistics(training);
  const { dt } = training.recordings[0];
  const of = (names: readonly string[]) => {
    const at = names.map((name) => training.channels.indexOf(name));
    const empty = at.findIndex((i) => Number.isNaN(mean[i]));
    if (empty >= 0)
      throw new RangeError(`channel "${names[empty]}" has no value in the training part: leave it out`);
    return { mean: at.map((i) => mean[i]), deviation: at.map((i) => std[i]) };
  };
  return {
    inputs: inputs.length,
    outputs: outputs.length,
    ...(dt && { interval: median(dt) }),
    inputNormalisation: of(inputs),
    outputNormalisation: of(outputs),
  };
}
