/** A task in a blob's metadata, and back. docs/format.md has the keys. */
import type { TimeColumn } from '../data/sequence.ts';
import { statisticsOf } from '../format/layers.ts';
import type { Reading } from '../format/reading.ts';
import type { Task } from './task.ts';

/** What the metadata of a blob say of its task. Of classes, `outputs` are to name each class instead. */
export function taskMetadata(task: Task): Readonly<Record<string, unknown>> {
  const { inputs, outputs, targets, leads, ahead, known, label, learn, quantiles, gaps } = task;
  const named = outputs.some((name, i) => name !== targets[i]);
  return {
    ...{ inputs, outputs, ahead },
    ...(named && { leads }),
    ...(Object.keys(known).length > 0 && { known }),
    ...(label === 'per-recording' && { label }),
    ...(learn === 'change' && { learned: learn }),
    ...(quantiles && { quantiles }),
    ...(gaps && { missing: { policy: gaps.policy, masked: gaps.masked } }),
  };
}

/** What the metadata of a blob say of the column of times. */
export const timeMetadata = ({ name, columns = [name], kind, unit, format, zone }: TimeColumn) => ({
  timeColumn: name,
  time: { columns, kind, unit: unit ?? null, format: format ?? null, zone: zone ?? null },
});

/**
 * The task of a blob.
 * @param reading of the metadata, which name the inputs
 * @param outputs their names; of classes the one channel
 */
export function taskOf(
  metadata: Readonly<Record<string, unknown>>,
  reading: Reading,
  outputs: readonly string[],
): Task {
  const { missing, leads: said, perRecording, learnedChange, quantiles } = reading;
  const inputs = reading.inputs ?? [];
  const leads = outputs.map((_, i) => said?.[i] ?? (metadata.ahead === true ? 1 : 0));
  const width = inputs.length - 2 * (missing?.masked.length ?? 0);
  const means = statisticsOf(metadata, inputs.length)?.mean ?? new Float64Array(inputs.length);
  return {
    ...{ inputs, outputs, leads, known: knownOf(reading) },
    targets: outputs.map((output, i) => {
      const name = quantiles ? before(output, `@${quantiles[i % quantiles.length]}`) : output;
      return said ? before(name, `+${leads[i]}`) : name;
    }),
    ahead: leads.some((lead) => lead > 0),
    label: perRecording ? 'per-recording' : 'per-step',
    learn: learnedChange ? 'change' : 'values',
    ...(quantiles && { quantiles }),
    ...(missing && {
      gaps: { policy: missing.policy, masked: missing.masked, means: Array.from(means).slice(0, width) },
    }),
  };
}

/** A name without its ending, if it has it. */
const before = (name: string, ending: string): string =>
  name.endsWith(ending) ? name.slice(0, -ending.length) : name;

function knownOf({ sources }: Reading): Task['known'] {
  const known = new Map<string, number[]>();
  for (const { column, word, lead, derived } of sources ?? []) {
    if (lead === 0 || derived !== null) continue;
    const channel = word === null ? column : `${column}=${word}`;
    known.set(channel, [...(known.get(channel) ?? []), lead]);
  }
  return Object.fromEntries(known);
}
