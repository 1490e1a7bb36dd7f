/** In which order a training goes through its windows. */
import type { Random } from '../data/random.ts';
import type { Sequence, Window } from './sequence.ts';

/** The mini-batches of an epoch. */
export interface Order {
  /** How many there are. */
  readonly count: number;
  batches(random: Random): Window[][];
}

/** All windows in random order. */
export const shuffled = (windows: readonly Window[], batch: number): Order => ({
  count: Math.ceil(windows.length / batch),
  batches(random) {
    const order = random.shuffle(Int32Array.from(windows.keys()));
    return Array.from({ length: this.count }, (_, i) =>
      Array.from(order.subarray(i * batch, (i + 1) * batch), (w) => windows[w]),
    );
  },
});

/**
 * Windows that follow each other: `batch` chains of them run side by side, in random order, each from its first window to its last.
 * A window of a chain starts from the state that the one before left.
 */
export const inChains = (chains: readonly (readonly Window[])[], batch: number): Order => {
  // chains of like length run together, so that few lanes end before the others
  const byLength = [...chains].sort((a, b) => b.length - a.length);
  const groups = Array.from({ length: Math.ceil(chains.length / batch) }, (_, i) =>
    byLength.slice(i * batch, (i + 1) * batch),
  );
  const stepsOf = (group: readonly (readonly Window[])[]): number => group[0].length;
  return {
    count: groups.reduce((sum, group) => sum + stepsOf(group), 0),
    batches(random) {
      const order = random.shuffle(Int32Array.from(groups.keys()));
      return Array.from(order, (i) => groups[i]).flatMap((group) =>
        Array.from({ length: stepsOf(group) }, (_, step) =>
          group.flatMap((chain) => (chain[step] ? [chain[step]] : [])),
        ),
      );
    },
  };
};

/**
 * Cuts sequences into chains of windows of `length` steps, the last one of what is left: a chain a sequence, or several parts of it
 * where there are fewer sequences than `batch`.
 */
export function chainsOf(sequences: readonly Sequence[], length: number, batch: number): Window[][] {
  const parts = Math.ceil(batch / sequences.length);
  return sequences.flatMap(({ length: total }, sequence) => {
    const windows = Math.ceil(total / length);
    const perChain = Math.ceil(windows / Math.min(parts, windows));
    return Array.from({ length: Math.ceil(windows / perChain) }, (_, chain) =>
      chainFrom(
        sequence,
        chain * perChain * length,
        Math.min(total, (chain + 1) * perChain * length),
        length,
      ),
    );
  });
}

function chainFrom(sequence: number, from: number, end: number, length: number): Window[] {
  const chain: Window[] = [];
  for (let start = from; start < end; start += length)
    chain.push({ sequence, start, length: Math.min(length, end - start), follows: chain.at(-1) ?? null });
  return chain;
}
