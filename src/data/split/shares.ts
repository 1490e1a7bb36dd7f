/** How many items each part of a split gets, and which. */

export type Three = readonly [train: number, validation: number, test: number];

/** What `split` takes if nobody says otherwise. */
export const usual: Three = [0.7, 0.15, 0.15];

/** Sizes of the three parts of n ≥ 3 items, each at least 1. The test part takes the remainder of rounding. */
export function share(n: number, [train, validation, test]: Three): Three {
  // A number just above 0 keeps 0.7 · 10 from becoming 6.
  const whole = (x: number) => Math.floor(x + 1e-9);
  const used = Math.max(3, whole(n * (train + validation + test)));
  const first = Math.min(Math.max(1, whole(n * train)), used - 2);
  const second = Math.min(Math.max(1, whole(n * validation)), used - first - 1);
  return [first, second, used - first - second];
}

/** Sizes of the training and the validation part of n ≥ 2 items, each at least 1, in the proportion that they have in three. */
export function shareOfTwo(
  n: number,
  [train, validation]: Three,
): readonly [train: number, validation: number] {
  const second = Math.min(Math.max(1, Math.round((n * validation) / (train + validation))), n - 1);
  return [n - second, second];
}

/** Where the first `i` of `k` equal parts of n items end. */
export const bound = (i: number, k: number, n: number): number => Math.floor((i * n) / k);

/**
 * Chooses `count` of the items, evenly: of as many equal segments each the last item, or the one in the middle.
 * @returns the others, and the chosen ones, both in their order
 */
export function choose<T>(
  items: readonly T[],
  count: number,
  where: 'last' | 'middle' = 'last',
): readonly [others: T[], chosen: T[]] {
  const n = items.length;
  const before = (i: number) => Math.floor((i * count) / n + (where === 'last' ? 0 : 0.5));
  const isChosen = (_: T, i: number): boolean => before(i + 1) > before(i);
  return [items.filter((item, i) => !isChosen(item, i)), items.filter(isChosen)];
}
