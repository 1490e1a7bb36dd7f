/** Runs loops in alternating slices, so that the host's other work affects all alike. */
import { Collections } from './collections.ts';
import { Ticks, tick, tickAwaiting } from './loop.ts';
import { type Tail, tailOf } from './tail.ts';

export type Contender = {
  readonly name: string;
  readonly stop?: () => Promise<void>;
} & ({ readonly work: () => void } | { readonly awaited: () => Promise<unknown> });

export interface LoopResult {
  readonly name: string;
  readonly hertz: number;
  readonly ticks: number;
  readonly missed: { readonly own: number; readonly host: number };
  /** Of the host's: in the middle of the work. */
  readonly interrupted: number;
  /** Garbage collections while it ran. */
  readonly collections: number;
  /** ns of the work alone. */
  readonly work: Tail;
  /** ns from the moment a tick was due to its end. */
  readonly whole: Tail;
}

/** A loop that only waits: the deadlines it misses are the host's. */
export const empty: Contender = { name: 'empty loop', work: () => {} };

const SLICE = 0.25;
const WARM = 4;

/** @param seconds of each loop, in slices of a quarter of a second */
export async function alternateLoops(
  contenders: readonly Contender[],
  { hertz, seconds }: { hertz: number; seconds: number },
): Promise<LoopResult[]> {
  const perSlice = Math.round(SLICE * hertz);
  const slices = Math.max(1, Math.round(seconds / SLICE));
  const loops = contenders.map((contender) => ({
    contender,
    ticks: new Ticks(1e9 / hertz, Math.max(WARM, slices) * perSlice),
    collections: 0,
    /** Interruptions in slices in which garbage was collected. */
    suspect: 0,
  }));
  const collections = new Collections();
  for (let slice = -WARM; slice < slices; slice++) {
    if (slice === 0)
      for (const loop of loops) {
        loop.ticks.reset();
        loop.collections = loop.suspect = 0;
      }
    for (const loop of loops) {
      const { contender, ticks } = loop;
      const before = ticks.interrupted;
      await collections.take();
      if ('work' in contender) tick(contender.work, ticks, perSlice);
      else await tickAwaiting(contender.awaited, ticks, perSlice);
      const collected = await collections.take();
      loop.collections += collected;
      if (collected > 0) loop.suspect += ticks.interrupted - before;
    }
    loops.reverse();
  }
  collections.stop();
  for (const { contender } of loops) await contender.stop?.();
  // unless the clock itself makes garbage here, which the loop that only waits would show
  if (loops.some(({ contender, collections }) => contender === empty && collections === 0))
    for (const { ticks, suspect } of loops) ticks.blame(suspect);
  loops.sort((a, b) => contenders.indexOf(a.contender) - contenders.indexOf(b.contender));
  return loops.map(({ contender, ticks, collections }) => ({
    name: contender.name,
    hertz,
    ticks: ticks.count,
    missed: { own: ticks.own, host: ticks.host },
    interrupted: ticks.interrupted,
    collections,
    work: tailOf(ticks.work.subarray(0, ticks.count)),
    whole: tailOf(ticks.whole.subarray(0, ticks.count)),
  }));
}
