/** Everything that the page and its two workers say to each other. */
import type { WeightType } from '../../../src/quantise/types.ts';
import type { Weights } from '../../../src/runtime/entries/simd.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import type { Task } from '../../../src/train/task.ts';
import type { Epoch } from '../../../src/train/trainer.ts';
import type { DataFacts, OwnData } from './own-data.ts';
import type { Baseline, Prepared } from './prepare.ts';
import type { Settings, TaskRequest } from './tasks.ts';

export type Blobs = Readonly<Partial<Record<WeightType, Uint8Array>>>;

/** What the page has to know of a task that the trainer has prepared. */
export interface TaskFacts
  extends Omit<Task, 'targets'>,
    Pick<Prepared, 'marks' | 'targets' | 'classes'>,
    Readonly<Prepared['measured']> {
  readonly baselines: readonly Baseline[];
  /** Steps to train on, in all sequences. */
  readonly trainSteps: number;
}

/** A model that the form asks for, before it is trained. */
export interface Sizes {
  readonly parameters: number;
  /** Of the blob in the type that the page exports by default, and in f32. */
  readonly bytes: { readonly q8: number; readonly f32: number };
  /** With the weights that a training begins from, in f32. */
  readonly untrained: Uint8Array;
}

export type ToTrainer =
  | { readonly kind: 'look'; readonly id: number; readonly data: OwnData }
  | { readonly kind: 'prepare'; readonly id: number; readonly request: TaskRequest }
  | { readonly kind: 'size'; readonly id: number; readonly settings: Settings }
  | { readonly kind: 'start'; readonly settings: Settings }
  | { readonly kind: 'pause' | 'resume' | 'stop' };

/** How a training is doing. */
export interface Progress {
  /** Optimiser steps so far, and the mean losses of those since the last message. */
  readonly updates: number;
  readonly losses: readonly number[];
  /** Epochs that ended since the last message, with the updates at which they did. */
  readonly epochs: readonly (Epoch & { readonly updates: number })[];
  readonly millisecondsPerUpdate: number;
}

export type FromTrainer =
  | { readonly kind: 'looked'; readonly id: number; readonly data: DataFacts }
  | { readonly kind: 'prepared'; readonly id: number; readonly facts: TaskFacts }
  | { readonly kind: 'sized'; readonly id: number; readonly sizes: Sizes }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string }
  | { readonly kind: 'started'; readonly parameters: number; readonly epochs: number }
  | ({ readonly kind: 'progress' } & Progress)
  /** The weights as they are, for the stream. */
  | { readonly kind: 'weights'; readonly blob: Uint8Array }
  /** The best weights so far in every type: when a training pauses, and when it ends. */
  | {
      readonly kind: 'models';
      readonly how: 'paused' | 'stopped' | 'finished';
      readonly blobs: Blobs;
      /** Epoch of these weights; 0: none was ended. */
      readonly epoch: number;
    }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'failed'; readonly message: string };

/** One way to run a model: its weights' type, how they are held, and its substeps; 0: as many as it was exported with. */
export interface Way {
  readonly type: WeightType;
  readonly weights: Weights;
  readonly unfolds: number;
}

export interface Point extends Way {
  /** Mean squared error on the sequences, in the data's own units; null without targets. */
  readonly mse: number | null;
  readonly nanoseconds: number;
}

/** One rate of the loop: deadlines, and how many were missed with the model and by a loop that does nothing. */
export interface Rate {
  readonly hertz: number;
  readonly ticks: number;
  readonly missed: number;
  readonly emptyMissed: number;
}

export interface StepTimes {
  /** ns; that the clock moves by at least. */
  readonly resolution: number;
  /** Steps that were timed together, and ns a step of each such batch. */
  readonly batch: number;
  readonly times: Float64Array;
}

export type ToMeter =
  | {
      readonly kind: 'trade';
      readonly id: number;
      readonly blobs: Blobs;
      readonly ways: readonly Way[];
      readonly sequences: readonly Pick<Sequence, 'inputs' | 'targets' | 'dt' | 'length' | 'scoredFrom'>[];
    }
  | {
      readonly kind: 'device';
      readonly id: number;
      readonly blob: Uint8Array;
      readonly way: Way;
      readonly sequence: Pick<Sequence, 'inputs' | 'dt' | 'length'>;
    };

export type FromMeter =
  | { readonly kind: 'point'; readonly id: number; readonly point: Point }
  | { readonly kind: 'traded'; readonly id: number }
  | ({ readonly kind: 'times'; readonly id: number } & StepTimes)
  | { readonly kind: 'rate'; readonly id: number; readonly rate: Rate }
  /** No faster rate was tried: the last was not held, or the clock cannot tell. */
  | { readonly kind: 'measured'; readonly id: number; readonly stopped: 'missed' | 'clock' | 'end' }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
