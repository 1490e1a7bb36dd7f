/** Looks for blobs that are small and still good: from the original down, one matrix at a time. */

import { VERSION_WRITTEN } from '../../assembly/layout.ts';
import type { ReadContents } from '../format/read.ts';
import { bitsInRow, storageOf, type WeightType, weightTypes } from '../quantise/types.ts';
import { type Choice, mayPrune, nameOf, original, type Variant } from './variant.ts';

/** The columns of a row by which types are compared. */
const COLUMNS = 32;
/** Types that a search stores matrices in, from large to small: those of the draft only where the blob is one. */
const typesFor = ({ header }: ReadContents): WeightType[] =>
  weightTypes
    .filter(
      (type) => storageOf(type).shrink && storageOf(type).since <= Math.max(VERSION_WRITTEN, header.version),
    )
    .sort((a, b) => bitsInRow(b, COLUMNS) - bitsInRow(a, COLUMNS));
const shares = [1, 0.75, 0.5, 0.35, 0.25] as const;

/** What a variant is worth; null where a weight is beyond its type. */
export interface Worth {
  readonly bytes: number;
  /** On the validation data. */
  readonly error: number;
}

/** A variant that was looked at. */
export interface Point extends Worth {
  readonly name: string;
  readonly variant: Variant;
}

/** Ways to store matrices that a search begins with: at most so many changes are left to it. */
export const countChoices = (contents: ReadContents): number =>
  original(contents).reduce((sum, choice, i) => sum + (choice ? choices(contents, i).length : 0), 0);

/** Every way to store a matrix that is not larger than it is. */
function choices(contents: ReadContents, index: number): Choice[] {
  const tensor = contents.tensors[index];
  const types = typesFor(contents);
  const from = Math.max(0, types.indexOf(tensor.type));
  return types
    .slice(from)
    .flatMap((type) => (mayPrune(contents, index) ? shares : [1]).map((keep): Choice => ({ type, keep })));
}

/**
 * Measures variants: all matrices in each type alike, then from the original the one change after the other that saves the
 * most bytes for the error that it adds, as long as the error stays within the limit. The same blob and data give the same
 * points in the same order.
 * @param measure what a variant is worth; it is asked once for each
 * @param onRound is told how many changes are left to choose from, none at the end
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
    // an error that falls is no gain to divide by
    const gain = (point: Point): number =>
      (bytes - point.bytes) / (Math.max(0, point.error - error) + 1e-3 * limit);
    within.sort((a, b) => gain(b) - gain(a) || a.bytes - b.bytes);
    at = within[0] ?? null;
  }
}

/** Those of which no other is both smaller and better, from small to large. */
export function frontier<T extends Worth>(points: readonly T[]): T[] {
  const sorted = [...points].sort((a, b) => a.bytes - b.bytes || a.error - b.error);
  let least = Infinity;
  return sorted.filter(({ error }) => {
    if (error >= least) return false;
    least = error;
    return true;
  });
}
