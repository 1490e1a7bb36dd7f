/** Searches for small blobs that are still good: from the original down, one matrix at a time. */

import { VERSION_WRITTEN } from '../../assembly/layout.ts';
import type { ReadContents } from '../format/read.ts';
import { bitsInRow, storageOf, type WeightType, weightTypes } from '../quantise/types.ts';
import { type Choice, mayPrune, nameOf, original, type Variant } from './variant.ts';

/** Columns of a row to compare types by. */
const COLUMNS = 32;
/** Types that a search stores matrices in, from large to small: those of the draft only if the blob is one. */
const typesFor = ({ header }: ReadContents): WeightType[] =>
  weightTypes
    .filter(
      (type) => storageOf(type).shrink && storageOf(type).since <= Math.max(VERSION_WRITTEN, header.version),
    )
    .sort((a, b) => bitsInRow(b, COLUMNS) - bitsInRow(a, COLUMNS));
const shares = [1, 0.75, 0.5, 0.35, 0.25] as const;

/** Size and error of a variant; null if a weight is beyond its type. */
export interface Worth {
  readonly bytes: number;
  /** Error on the validation data. */
  readonly error: number;
}

/** A measured variant. */
export interface Point extends Worth {
  readonly name: string;
  readonly variant: Variant;
}

/** The most changes that a search has to choose from at its start. */
export const countChoices = (contents: ReadContents): number =>
  original(contents).reduce((sum, choice, i) => sum + (choice ? choices(contents, i).length : 0), 0);

/** Every way to store a matrix in its own type or a smaller one. */
function choices(contents: ReadContents, index: number): Choice[] {
  const tensor = contents.tensors[index];
  const types = typesFor(contents);
  const from = Math.max(0, types.indexOf(tensor.type));
  return types
    .slice(from)
    .flatMap((type) => (mayPrune(contents, index) ? shares : [1]).map((keep): Choice => ({ type, keep })));
}

/**
 * Measures variants. First stores all matrices in the same type, for each type. Then, from the original on, makes the change
 * that saves the most bytes for its added error, one after the other, while the error stays within the limit. The same blob
 * and data give the same points in the same order.
 * @param measure called once for each variant
 * @param onRound called with the number of changes left to choose from, 0 at the end
 * @yields every variant as it is measured
 */
export function* search(
  contents: ReadContents,
  limit: number,
  measure: (variant: Variant, name: string) => Worth | null,
  onRound: (left: number) => void = () => {},
): Generator<Point> {
  const seen = new Map<string, Point | null>();
  function* look(variant: Variant): Generator<Point, Point | null> {
    const name = nameOf(contents, variant);
    const known = seen.get(name);
    if (known !== undefined) return known;
    const worth = measure(variant, name);
    const point = worth && { ...worth, name, variant };
    seen.set(name, point);
    if (point) yield point;
    return point;
  }
  const start = original(contents);
  let at = yield* look(start);
  for (const type of typesFor(contents)) yield* look(start.map((choice) => choice && { ...choice, type }));
  while (at) {
    const { variant, bytes, error } = at;
    const within: Point[] = [];
    for (let i = 0; i < variant.length; i++) {
      if (!variant[i]) continue;
      for (const choice of choices(contents, i)) {
        const point = yield* look(variant.map((one, j) => (j === i ? choice : one)));
        if (point && point.bytes < bytes && point.error <= limit) within.push(point);
      }
    }
    onRound(within.length);
    // an error that falls counts as unchanged
    const gain = (point: Point): number =>
      (bytes - point.bytes) / (Math.max(0, point.error - error) + 1e-3 * limit);
    within.sort((a, b) => gain(b) - gain(a) || a.bytes - b.bytes);
    at = within[0] ?? null;
  }
}

/** The points that no other beats in both size and error, from small to large. */
export function frontier<T extends Worth>(points: readonly T[]): T[] {
  const sorted = [...points].sort((a, b) => a.bytes - b.bytes || a.error - b.error);
  let least = Infinity;
  return sorted.filter(({ error }) => {
    if (error >= least) return false;
    least = error;
    return true;
  });
}
