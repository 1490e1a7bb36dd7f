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
  /** A .wasm file, or `inside` for the machine that the runtime carries. */
  readonly machine: string;
}

const start = ({ runtime, blob, machine }: Setup): Start =>
  JSON.parse(
    execFileSync(process.execPath, ['bench/cold/start.mjs', runtime, blob, machine], { encoding: 'utf8' }),
  );

/** Starts of each setup, alternating. The first of each is not counted: it reads the files from the disk. */
export function alternateStarts(setups: readonly Setup[], processes: number): Starts[] {
  const all: Start[][] = setups.map(() => []);
  for (let i = -1; i < processes; i++)
    setups.forEach((setup, which) => {
      const one = start(setup);
      if (i >= 0) all[which].push(one);
    });
  return all.map(
    (starts) =>
      Object.fromEntries(
        (Object.keys(starts[0]) as (keyof Start)[]).map((key) => [
          key,
          spreadOf(starts.map((one) => one[key])),
        ]),
      ) as unknown as Starts,
  );
}
