import { type Dataset, median } from '../data/sequence.ts';
import { type Statistics, statistics, statisticsOf } from '../data/split.ts';
import type { NetworkSpec } from '../network/network.ts';
import { measuredOf, withoutValue } from './samples.ts';
import { presentOf, sourcesOf, type Task } from './task.ts';

/**
 * What a spec takes from the training part: widths, normalisation of inputs and outputs, the residual of a learnt change, and
 * the typical interval if there are times. Missing samples do not count.
 * @throws RangeError for a channel without a sample
 */
export function fitting(
  training: Dataset,
  task: Task,
): Omit<NetworkSpec, 'layers' | 'readout'> & Required<Pick<NetworkSpec, 'outputNormalisation'>> {
  const all = statistics(training);
  const { dt } = training.recordings[0];
  const residual = task.learn === 'change' ? presentOf(task) : undefined;
  return {
    inputs: task.inputs.length,
    outputs: task.outputs.length,
    ...(dt && { interval: median(dt) }),
    inputNormalisation: inputScale(training, task, all),
    outputNormalisation: residual
      ? changeScale(training, task)
      : scaleOf(
          all,
          task.targets.map((name) => training.channels.indexOf(name)),
          task.targets,
        ),
    ...(residual && { residual }),
  };
}

interface Scale {
  readonly mean: number[];
  readonly deviation: number[];
}

/** @param names for the message */
function scaleOf({ mean, std }: Statistics, at: readonly number[], names: readonly string[]): Scale {
  const empty = at.findIndex((i) => Number.isNaN(mean[i]));
  if (empty >= 0) throw new RangeError(withoutValue(names[empty]));
  return { mean: at.map((i) => mean[i]), deviation: at.map((i) => std[i]) };
}

function inputScale(training: Dataset, task: Task, all: Statistics): Scale {
  const names = sourcesOf(task).map(({ channel }) => channel);
  const read = scaleOf(
    all,
    names.map((name) => training.channels.indexOf(name)),
    names,
  );
  const width = task.inputs.length;
  if (width === names.length) return read;
  const { mean, std } = statisticsOf(
    measuredOf(training, task).map(({ inputs }) => inputs),
    width,
  );
  return {
    mean: [...read.mean, ...mean.slice(names.length)],
    deviation: [...read.deviation, ...std.slice(names.length)],
  };
}

/** Of the difference of each target to its channel's present sample, where both are there. */
function changeScale({ channels, recordings }: Dataset, { targets, leads, outputs }: Task): Scale {
  const width = channels.length;
  const found = targets.map((name, output) => {
    const at = channels.indexOf(name);
    const lead = leads[output];
    const changes = recordings.map(({ values, length }) =>
      Float64Array.from(
        { length: Math.max(0, length - lead) },
        (_, t) => values[(t + lead) * width + at] - values[t * width + at],
      ),
    );
    return scaleOf(statisticsOf(changes, 1), [0], [outputs[output]]);
  });
  return { mean: found.flatMap(({ mean }) => mean), deviation: found.flatMap(({ deviation }) => deviation) };
}
