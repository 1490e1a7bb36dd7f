import { lengthOf, type Value } from '../../graph/value.ts';
import { storageOf, type WeightType } from '../../quantise/types.ts';
import type { Coefficient } from '../fuse/coefficient.ts';
import type { Term } from './product.ts';

/** How weights will be stored. This decides which products may share a matrix. */
export interface Storing {
  readonly weights: WeightType;
  /** Whether matrices leave out their empty blocks. A matrix for two vectors cannot. */
  readonly sparse: boolean;
  /** Whether all parameters of a matrix may be stored in fewer bits than f32. */
  mayQuantise(matrix: Value): boolean;
  /** The largest size of a vector's elements if it may be multiplied in integers; else undefined. */
  rangeOf(vector: Value): number | undefined;
}

/** With this many columns or more the integer path is faster; see docs/performance.md. */
const LEAST_LEVELS = 32;

/** Whether a term is computed in integers. */
export const isInLevels = ({ rangeOf, mayQuantise }: Storing, { matrix, vector }: Term): boolean =>
  lengthOf(vector) >= LEAST_LEVELS && rangeOf(vector) !== undefined && mayQuantise(matrix);

/**
 * Whether two terms may share rows of one matrix. With one scale a row, the term with smaller weights would lose precision;
 * and a matrix for two vectors keeps its empty blocks.
 */
export const sharesRows = ({ weights, sparse }: Storing, a: Term, b: Term): boolean =>
  !sparse && (a.matrix === b.matrix || storageOf(weights).scale === null);

/** Whether weights may be multiplied by a factor before they are stored. Halves have too few exponents for that. */
export const absorbs = ({ weights }: Storing, factor: Coefficient): boolean =>
  storageOf(weights).scale !== null ||
  storageOf(weights).bits === 32 ||
  (typeof factor === 'number' && Number.isInteger(Math.log2(Math.abs(factor))));
