/** Starts of the runtime, each in a process of its own. */
import { execFileSync } from 'node:child_process';
import { type Spread, spreadOf } from '../step/measure.ts';

/** What bench/cold/start.mjs prints: milliseconds and bytes. */
export interface Start {
  readonly import: number;
  readonly compile: number;
  /** Instantiated, the blob checked and opened, a session made. */
  readonly load: number;
  /** From the imported runtime to a session: compile + load. */
  readonly ready: number;
  readonly firstStep: number;
  readonly residentSet: number;
  /** Of the same process before it imports the runtime. */
  readonly residentBefore: number;
  readonly residentBytes: number;
  readonly sessionBytes: number;
  readonly wasmBytes: number;
}

export type Starts = { readonly [key in keyof Start]: Spread };

export interface Setup {
  /** Paths. */
  readonly runtime: string;
  readonly blob: string;
  /** A .wasm file, or `inside` for the interpreter that the runtime carries. */
  readonly machine: string;
}

const start = ({ runtime, blob, machine }: Setup): Start =>
  JSON.parse(
    execFileSync(process.execPath, ['bench/cold/start.mjs', runtime, blob, machine], { encoding: 'utf8' }),
  );

/** Results of each start, in turns. The first of each does not count: it reads the files from the disk. */
export function inTurns<T>(starts: readonly (() => T)[], count: number): T[][] {
  const all = starts.map((): T[] => []);
  for (let i = -1; i < count; i++)
    starts.forEach((start, which) => {
      const one = start();
      if (i >= 0) all[which].push(one);
    });
  return all;
}

/** The spread of each figure. */
export const spreadsOf = <Key extends string>(
  all: readonly { readonly [key in Key]: number }[],
  keys: readonly Key[],
): { readonly [key in Key]: Spread } =>
  Object.fromEntries(keys.map((key) => [key, spreadOf(all.map((one) => one[key]))])) as {
    [key in Key]: Spread;
  };

export const alternateStarts = (setups: readonly Setup[], processes: number): Starts[] =>
  inTurns(
    setups.map((setup) => () => start(setup)),
    processes,
  ).map((starts) => spreadsOf(starts, Object.keys(starts[0]) as (keyof Start)[]));
