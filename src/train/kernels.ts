/** Which operations have a kernel in assembly/train: the one list. An operation without one runs in JavaScript. */
import * as R from '../../assembly/train/record.ts';
import { type Op, TOGETHER } from '../graph/op.ts';
import {
  addOp,
  affineOp,
  broadcastOp,
  concatOp,
  divOp,
  expOp,
  gruOp,
  lerpOp,
  lstmMemoryOp,
  lstmOutputOp,
  mulOp,
  negOp,
  reciprocalOp,
  scaleOp,
  semiImplicitOp,
  shiftOp,
  sigmoidOp,
  slopeOp,
  stageOp,
  subOp,
  synapsesOp,
  tanhOp,
  weightedRowsOp,
} from '../ops/index.ts';

export type Rules = Pick<Op, 'forward' | 'backward'>;

export interface Kernel {
  /** As assembly/train/record.ts numbers it. */
  readonly code: number;
  /** Numbers for each element of the result that forward leaves for backward. */
  readonly saved?: number;
  /** Where it is made for these only. */
  readonly lanes?: number;
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
  [negOp, { code: R.NEG }],
  [reciprocalOp, { code: R.RECIPROCAL }],
  [expOp, { code: R.EXP }],
  [shiftOp, { code: R.SHIFT }],
  [divOp, { code: R.DIV }],
  [slopeOp, { code: R.SLOPE }],
  [stageOp, { code: R.STAGE }],
  [semiImplicitOp, { code: R.SEMI_IMPLICIT }],
  [broadcastOp, { code: R.BROADCAST }],
  [concatOp, { code: R.CONCAT }],
  [synapsesOp, { code: R.SYNAPSES, lanes: TOGETHER }],
  [weightedRowsOp, { code: R.WEIGHTED_ROWS, lanes: TOGETHER }],
]);
