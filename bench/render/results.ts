/** Reads bench/results. Older files and partial runs lack parts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PeerStarts } from '../cold/peers.ts';
import type { Shipped } from '../cold/shipped.ts';
import type { Starts } from '../cold/starts.ts';
import type { LoopResult } from '../loop/alternate.ts';
import { nodeMajor } from '../run/machine.ts';
import { FOLDER, type ResultsFile } from '../run/results.ts';
import type { Crossover } from '../scale/crossover.ts';
import type { Throughput } from '../scale/throughput.ts';
import type { Unfolds } from '../scale/unfolds.ts';
import type { Width } from '../scale/width.ts';
import type { Size } from '../step/case.ts';
import type { Result } from '../step/compare.ts';
import type { Spread } from '../step/measure.ts';
import type { Comparison } from '../train/compare.ts';

export type Skipped = { readonly skipped: string };

export interface StepResult extends Size, Partial<Omit<Result, keyof Size>> {
  /** The relaxed build by the simd build, paired, where the host has relaxed SIMD. */
  readonly relaxedBySimd?: Spread;
}

export interface WeightsResult extends Size {
  readonly weights: 'fast' | 'small' | 'integer';
  readonly type: string;
  /** A step by that with weights for speed. */
  readonly byFast?: Spread;
  readonly residentBytes?: number;
  readonly blobBytes?: number;
  /** The largest error of the outputs after 200 steps. */
  readonly error200?: number;
}

export interface Parts {
  readonly step?: { readonly c?: string; readonly peers?: string; readonly results: readonly StepResult[] };
  readonly loop?: {
    readonly seconds: number;
    readonly clockNanoseconds: number;
    readonly results: readonly LoopResult[];
    readonly peers?: { readonly results: readonly LoopResult[] } | Skipped;
  };
  readonly cold?: {
    readonly processes: number;
    readonly shipped: readonly Shipped[];
    readonly model: { readonly name: string; readonly blobBytes: number };
    readonly apart: Starts;
    readonly inside: Starts;
    readonly peers?: readonly PeerStarts[] | Skipped;
  };
  readonly scale?: {
    readonly widths: readonly Width[];
    readonly unfolds: Unfolds;
    readonly throughput: Throughput;
    readonly crossovers?: readonly Crossover[] | Skipped;
  };
  readonly train?: {
    readonly results: readonly {
      readonly cell: string;
      readonly parameters: number;
      readonly milliseconds: Spread;
    }[];
    readonly comparisons?: readonly Comparison[];
  };
  readonly compensation?: {
    readonly results: readonly {
      readonly units: number;
      readonly compensated: Spread;
      readonly plain: Spread;
      readonly ratio: Spread;
      readonly errors?: { readonly compensated: number; readonly plain: number };
    }[];
  };
  readonly weights?: { readonly results: readonly WeightsResult[] };
  readonly synapses?: {
    readonly results: readonly {
      readonly wiring: string;
      readonly transcendentals: number;
      readonly nanoseconds: { readonly machine: Spread; readonly plainJs: Spread };
      readonly plainJsByMachine: Spread;
      readonly predicted: number;
    }[];
  };
}

export type Results = ResultsFile<Parts>;

/** The results of one processor, by the major version of Node. */
export interface Processor {
  readonly cpu: string;
  readonly byNode: ReadonlyMap<number, Results>;
}

/** Processors in the order of their names, versions of Node in ascending order. */
export function groupByProcessor(all: readonly Results[]): Processor[] {
  const names = [...new Set(all.map(({ machine }) => machine.cpu))].sort();
  return names.map((cpu) => ({
    cpu,
    byNode: new Map(
      all
        .filter(({ machine }) => machine.cpu === cpu)
        .map((results): [number, Results] => [nodeMajor(results.machine.node), results])
        .sort(([a], [b]) => a - b),
    ),
  }));
}

/** Every file of the folder. */
export function readAll(folder = FOLDER): Results[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}
