/** Which operations have a kernel in assembly/train: the one list. An operation without one runs in JavaScript. */
import * as R from '../../assembly/train/record.ts';
import type { Op } from '../graph/op.ts';
import {
  addOp,
  affineOp,
  gruOp,
  lerpOp,
  lstmMemoryOp,
  lstmOutputOp,
  mulOp,
  scaleOp,
  sigmoidOp,
  subOp,
  tanhOp,
} from '../ops/index.ts';

export type Rules = Pick<Op, 'forward' | 'backward'>;

export interface Kernel {
  /** As assembly/train/record.ts numbers it. */
  readonly code: number;
  /** Numbers for each element of the result that forward leaves for backward. */
  readonly saved?: number;
}

export const kernelOf: ReadonlyMap<Rules, Kernel> = new Map<Rules, Kernel>([
  [affineOp, { code: R.AFFINE }],
  [gruOp, { code: R.GRU, saved: 3 }],
  [lstmMemoryOp, { code: R.LSTM_MEMORY, saved: 3 }],
  [lstmOutputOp, { code: R.LSTM_OUTPUT, saved: 2 }],
  [sigmoidOp, { code: R.SIGMOID }],
  [tanhOp, { code: R.TANH }],
  [addOp, { code: R.ADD }],
  [subOp, { code: R.SUB }],
  [mulOp, { code: R.MUL }],
  [scaleOp, { code: R.SCALE }],
  [lerpOp, { code: R.LERP }],
]);
