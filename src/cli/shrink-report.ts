import { cpus } from 'node:os';
import { table } from '../charts/table.ts';
import { readBlob } from '../format/read.ts';
import { latency } from '../measure/latency.ts';
import { loadSync } from '../runtime/index.ts';
import type { Worth } from '../shrink/search.ts';
import { countWeights } from '../shrink/variant.ts';

/** Milliseconds to time a step of a variant on the frontier. */
const TIMED = 20;

/** `+1.2 %`. */
export const change = (error: number, whole: number): string =>
  `${error >= whole ? '+' : '−'}${Math.abs(100 * (error / whole - 1)).toFixed(2)} %`;

/** A share as users type it: `2%`. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;

/** Contents of the file beside the blob: the results, and the computer. */
export const recordOf = <T extends object>(found: T) => ({
  ...found,
  machine: cpus()[0]?.model ?? 'unknown',
  node: process.version,
});

export interface Row extends Worth {
  readonly name: string;
  readonly change: number;
  readonly weights: number;
  readonly nanoseconds: number;
}

/** Describes a blob on the frontier, and times its step. @param whole error of the original */
export function rowOf(
  { name, bytes, error }: Worth & { name: string },
  blob: Uint8Array,
  whole: number,
): Row {
  const model = loadSync(blob);
  const { burst: nanoseconds } = latency(model, TIMED);
  model.dispose();
  const weights = countWeights(readBlob(blob));
  return { name, bytes, error, change: error / whole - 1, weights, nanoseconds };
}

export const frontierTable = (rows: readonly Row[], whole: number): string =>
  table([
    ['bytes', 'weights', 'ns a step', 'error', ''],
    ...rows.map(({ bytes, weights, nanoseconds, error, name }) => [
      bytes.toLocaleString('en'),
      weights.toLocaleString('en'),
      String(Math.round(nanoseconds)),
      `${error.toPrecision(4)} (${change(error, whole)})`,
      name,
    ]),
  ]);
