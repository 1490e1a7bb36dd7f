/** Data as a blob reads them, with what it is to predict. */
import type { MissingPolicy } from '../../check/missing.ts';
import type { Dataset } from '../../data/sequence.ts';
import { FileError } from '../../files/error.ts';
import type { Reading } from '../../format/reading.ts';
import type { Purpose } from '../../shrink/held-out.ts';
import { sequencesOf } from '../../train/samples.ts';
import type { Sequence } from '../../train/sequence.ts';
import type { Task } from '../../train/task.ts';
import { channelOf, type WholeData } from '../data.ts';
import { UsageError } from '../failure.ts';
import { withoutTimes } from '../run/steps.ts';

/** How to read, where that differs from the training. */
interface Choice {
  readonly 'missing-policy'?: MissingPolicy | undefined;
  /** Null for steps of the usual interval. */
  readonly time?: string | null | undefined;
}

/**
 * The sequences of whole data: inputs filled as a session would, and the targets. Each recording starts from the initial state.
 * @param file for messages
 * @throws FileError if nothing has a target, or times are missing; DataError as `sequencesOf`; UsageError
 */
export function sequencesIn(
  file: string,
  data: WholeData,
  { task, reading }: Purpose,
  choice: Choice,
): { readonly sequences: readonly Sequence[]; readonly task: Task } {
  const fed = fedTask(task, reading, data, choice);
  const sequences = sequencesOf(timed(file, data, reading, choice), fed);
  if (!sequences.some(({ targets }) => targets.some((y) => !Number.isNaN(y)))) {
    const named = [...new Set(task.targets)].map((name) => `"${name}"`).join(', ');
    const ahead = Math.max(...task.leads);
    throw new FileError(
      `${file}: no row has a value of ${named} to compare with` +
        (ahead > 0 ? `, which has to come up to ${ahead} row${ahead > 1 ? 's' : ''} after what is read` : ''),
    );
  }
  return { sequences, task: fed };
}

/** The task with the columns that are read for its inputs, and the policy for gaps. @throws UsageError */
function fedTask(task: Task, reading: Reading, { wanted }: WholeData, choice: Choice): Task {
  const sources = wanted.sources.filter(({ derived }) => derived === null);
  const known: Record<string, number[]> = {};
  const inputs = sources.map((source) => {
    const { lead } = source;
    const channel = channelOf(source);
    if (lead === 0) return channel;
    (known[channel] ??= []).push(lead);
    return `${channel}+${lead}`;
  });
  const masked = reading.missing?.masked ?? [];
  const { 'missing-policy': asked } = choice;
  if (masked.length > 0 && asked !== undefined && asked !== 'mask')
    throw new UsageError(
      `--missing-policy ${asked}: the model reads what is missing, as --missing-policy mask in its training`,
    );
  const policy = asked ?? reading.missing?.policy ?? 'hold';
  const means = task.gaps?.means ?? inputs.map(() => 0);
  const derived = task.inputs.slice(inputs.length);
  return { ...task, inputs: [...inputs, ...derived], known, gaps: { policy, means, masked } };
}

/** The dataset with the intervals that the model is to see. @throws FileError */
function timed(
  file: string,
  { dataset, isTimed }: WholeData,
  { trained, interval }: Reading,
  { time }: Choice,
): Dataset {
  const isThere = isTimed && dataset.recordings.every(({ dt }) => dt !== null);
  if (isThere) return dataset;
  if (trained === 'with times' && time !== null) throw withoutTimes(file, interval);
  const step = trained === 'with times' ? interval : null;
  return {
    ...dataset,
    recordings: dataset.recordings.map((one) => ({
      ...one,
      dt: step === null ? null : new Float64Array(one.length).fill(step),
    })),
  };
}
