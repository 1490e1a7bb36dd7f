/** What the page runs at the moment: blobs of one model in one or more weight types, and a feed for them. */
import { OP_LOOP } from '../../../assembly/layout.ts';
import { readBlob } from '../../../src/format/read.ts';
import { readingOf } from '../../../src/format/reading.ts';
import type { WeightType } from '../../../src/quantise/types.ts';
import { weightTypes } from '../../../src/quantise/types.ts';
import { CheckedBlob as Contents } from '../../../src/runtime/blob.ts';
import type { Metadata, Model } from '../../../src/runtime/entries/simd.ts';
import type { Blobs, TaskFacts, Way } from './messages.ts';
import type { ModelTask } from './own-data.ts';
import type { Feed } from './stream.ts';
import { choiceOfModel } from './uses.ts';

export interface Subject {
  /** For people: the cell and its size. */
  readonly title: string;
  /** Of a file to download, without the weight type and the ending. */
  readonly file: string;
  readonly blobs: Blobs;
  readonly feed: Feed;
  /** Of the task that it is scored on; null where there is none. */
  readonly facts: TaskFacts | null;
  /** In which state its weights are, for people. */
  readonly state: 'untrained' | 'in training' | 'trained' | 'from a file';
}

export const typesOf = (blobs: Blobs): WeightType[] =>
  weightTypes.filter((type) => blobs[type] !== undefined);

/** Substeps that a blob can be loaded with at most; 0: it has none to lower. */
export const mostUnfolds = (blob: Uint8Array): number => Math.max(0, ...new Contents(blob).lengths(OP_LOOP));

/** Every way that there is to run a model with weights held in one way. */
export function waysOf(blobs: Blobs, weights: Way['weights']): Way[] {
  return typesOf(blobs).flatMap((type) => {
    const most = mostUnfolds(blobs[type]!);
    if (most === 0) return [{ type, weights, unfolds: 0 }];
    return Array.from({ length: most }, (_, i) => ({ type, weights, unfolds: i + 1 }));
  });
}

/** What a blob says of itself, without what is malformed: the runtime gives it as it stands in the file, which may be anybody's. */
export const metadataOf = (blob: Uint8Array): Metadata => readBlob(blob).metadata;

/** `ltc, 8 units, semi-implicit` from a blob's metadata. */
export function titleOf({ layers, name }: Metadata): string {
  if (!Array.isArray(layers)) return typeof name === 'string' ? name : 'a model';
  return layers
    .map(({ cell, units, integrator }) => `${cell}, ${units} units${integrator ? `, ${integrator}` : ''}`)
    .join(' → ');
}

/** What a model reads and predicts of tables, by its metadata; null if they do not tell. */
export function taskOfModel(
  metadata: Metadata,
  ports: { readonly inputs: number; readonly outputs: number },
): ModelTask | null {
  const reading = readingOf(metadata, ports);
  const outputs = named(metadata.outputs, 'y', ports.outputs);
  const choice = choiceOfModel(reading, outputs, metadata.ahead === true);
  const { policy = 'hold', markers = [] } = reading.missing ?? {};
  return choice && { choice, policy, markers };
}

export function feedOf(name: string, { inputs, outputs, ahead, stream, marks }: TaskFacts): Feed {
  return { name, inputs, outputs, ahead, sequences: stream, marks };
}

const named = (names: unknown, letter: string, count: number): string[] =>
  Array.isArray(names) && names.length === count
    ? names.map(String)
    : Array.from({ length: count }, (_, i) => `${letter}${i}`);

const MADE_UP = 600;

/** Sines within the ranges that the model was trained on, for a model that no task fits. */
export function madeUpFeed({
  inputs,
  outputs,
  metadata,
}: Pick<Model, 'inputs' | 'outputs' | 'metadata'>): Feed {
  const { mean = [], deviation = [] } = (metadata.inputStatistics ?? {}) as {
    mean?: number[];
    deviation?: number[];
  };
  const values = new Float64Array(MADE_UP * inputs);
  for (let t = 0; t < MADE_UP; t++)
    for (let j = 0; j < inputs; j++)
      values[t * inputs + j] =
        (mean[j] ?? 0) + 1.4 * (deviation[j] ?? 1) * Math.sin((2 * Math.PI * t) / (30 + 7 * j));
  const interval = Number(metadata.interval);
  return {
    name: 'Made-up inputs',
    inputs: named(metadata.inputs, 'x', inputs),
    outputs: named(metadata.outputs, 'y', outputs),
    sequences: [
      {
        length: MADE_UP,
        inputs: values,
        targets: new Float64Array(0),
        dt: interval > 0 ? new Float64Array(MADE_UP).fill(interval) : null,
      },
    ],
    ahead: false,
    marks: [],
  };
}
