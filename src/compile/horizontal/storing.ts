import { lengthOf, type Value } from '../../graph/value.ts';
import type { WeightType } from '../../quantise/types.ts';
import type { Coefficient } from '../fuse/coefficient.ts';
import type { Term } from './product.ts';

/** How weights will be stored: it decides what may be put into one matrix. */
export interface Storing {
  readonly weights: WeightType;
  /** Whether matrices shall leave out their empty blocks: one that two vectors share cannot. */
  readonly sparse: boolean;
  /** Whether all parameters of a matrix may be stored in fewer bits than f32. */
  mayQuantise(matrix: Value): boolean;
  /** The largest size of a vector's elements, where it may be multiplied in integers. */
  rangeOf(vector: Value): number | undefined;
}

/** Columns of a matrix from which on the integer path is faster; see docs/performance.md. */
const LEAST_LEVELS = 32;

/** Whether a term is computed in integers. */
export const isInLevels = ({ rangeOf, mayQuantise }: Storing, { matrix, vector }: Term): boolean =>
  lengthOf(vector) >= LEAST_LEVELS && rangeOf(vector) !== undefined && mayQuantise(matrix);

/**
 * Whether the columns of two terms may stand in one row: with a scale for each row, matrices of unlike size would lose the
 * precision of the smaller; and a matrix for two vectors keeps its empty blocks.
 */
export const sharesRows = ({ weights, sparse }: Storing, a: Term, b: Term): boolean =>
  !sparse && (a.matrix === b.matrix || weights === 'f32' || weights === 'f16');

/** Whether weights may be multiplied with a factor before they are stored: halves have a narrow range of exponents. */
export const absorbs = ({ weights }: Storing, factor: Coefficient): boolean =>
  weights !== 'f16' || (typeof factor === 'number' && Number.isInteger(Math.log2(Math.abs(factor))));
