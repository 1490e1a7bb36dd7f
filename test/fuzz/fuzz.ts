import { Random } from '../../src/data/random.ts';
import { damage } from '../format/corrupt.ts';
import type { Target } from './target.ts';

/** What a target was put through. */
export interface Tally {
  readonly target: Target;
  executions: number;
  accepted: number;
  readonly crashers: { readonly bytes: Uint8Array; readonly error: Error }[];
}

/** Crashers that are kept of a target; the first are as good as more. */
const KEPT = 20;

/** Any bytes: bits flipped, bytes set, parts cut out, doubled and moved. */
const blindly = (bytes: Uint8Array, random: Random): Uint8Array =>
  bytes.length < 2 ? Uint8Array.of(random.integer(256)) : damage(bytes, random).bytes;

/** One damaged input of a target. */
export function next({ damage: knowing }: Target, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const good = corpus[random.integer(corpus.length)];
  return knowing && random.next() < 0.75 ? knowing(good, random) : blindly(good, random);
}

/** A number of inputs a turn. */
export const counted =
  (inputs: number): Turn =>
  () => {
    let left = inputs;
    return () => left-- > 0;
  };

/** A time a turn, in milliseconds. */
export const timed =
  (milliseconds: number): Turn =>
  () => {
    const end = performance.now() + milliseconds;
    return () => performance.now() < end;
  };

/** Starts a turn of a target; what it gives is asked before each input whether the turn goes on. */
type Turn = () => () => boolean;

/**
 * Puts targets through damaged inputs, in turn, the same for the same seed.
 * @param until whether to stop, asked after each turn
 */
export async function fuzz(
  targets: readonly Target[],
  seed: number,
  turn: Turn,
  until: (tallies: readonly Tally[]) => boolean,
): Promise<Tally[]> {
  const tallies = targets.map((target): Tally => ({ target, executions: 0, accepted: 0, crashers: [] }));
  const states = targets.map((target, i) => ({ corpus: target.corpus(), random: new Random(seed + i) }));
  for (;;) {
    for (const [i, tally] of tallies.entries()) {
      const { corpus, random } = states[i];
      const goesOn = turn();
      while (goesOn()) {
        const bytes = next(tally.target, corpus, random);
        tally.executions++;
        try {
          if ((await tally.target.run(bytes.slice())) === 'accepted') tally.accepted++;
        } catch (error) {
          if (tally.crashers.length < KEPT) tally.crashers.push({ bytes, error: error as Error });
        }
      }
      if (until(tallies)) return tallies;
    }
  }
}
