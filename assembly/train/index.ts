/*
 * The trainer's kernels: they play the records of a tape, which lie in the same memory as its values, its gradients, and
 * what else src/train/kernel-records.ts lays out there.
 */
import { affineBackward, affineForward } from './affine';
import { elementBackward, elementForward } from './elementwise';
import {
  gruBackward,
  gruForward,
  lstmMemoryBackward,
  lstmMemoryForward,
  lstmOutputBackward,
  lstmOutputForward,
} from './gates';
import * as R from './record';
import { concatBackward, concatForward, strandsBackward, strandsForward } from './strands';
import {
  synapsesBackward,
  synapsesForward,
  weightedRowsBackward,
  weightedRowsForward,
} from './synapses';

export { transpose } from './affine';
export { matrixGradient } from './matrix-gradient';

/** Plays records to `end`, up to one that has no kernel. Returns where it stopped. */
export function play(r: usize, end: usize): usize {
  for (; r < end; r += R.RECORD_BYTES) {
    const kernel = load<u32>(r, R.FORWARD);
    if (kernel == R.AFFINE) affineForward(r);
    else if (kernel == R.GRU) gruForward(r);
    else if (kernel == R.LSTM_MEMORY) lstmMemoryForward(r);
    else if (kernel == R.LSTM_OUTPUT) lstmOutputForward(r);
    else if (kernel == R.SIGMOID) elementForward(R.SIGMOID, r);
    else if (kernel == R.TANH) elementForward(R.TANH, r);
    else if (kernel == R.ADD) elementForward(R.ADD, r);
    else if (kernel == R.SUB) elementForward(R.SUB, r);
    else if (kernel == R.MUL) elementForward(R.MUL, r);
    else if (kernel == R.SCALE) elementForward(R.SCALE, r);
    else if (kernel == R.LERP) elementForward(R.LERP, r);
    else if (kernel == R.NEG) elementForward(R.NEG, r);
    else if (kernel == R.RECIPROCAL) elementForward(R.RECIPROCAL, r);
    else if (kernel == R.EXP) elementForward(R.EXP, r);
    else if (kernel == R.SHIFT) elementForward(R.SHIFT, r);
    else if (kernel == R.DIV) elementForward(R.DIV, r);
    else if (kernel == R.SLOPE) elementForward(R.SLOPE, r);
    else if (kernel == R.STAGE) strandsForward(R.STAGE, r);
    else if (kernel == R.SEMI_IMPLICIT) strandsForward(R.SEMI_IMPLICIT, r);
    else if (kernel == R.BROADCAST) strandsForward(R.BROADCAST, r);
    else if (kernel == R.CONCAT) concatForward(r);
    else if (kernel == R.SYNAPSES) synapsesForward(r);
    else if (kernel == R.WEIGHTED_ROWS) weightedRowsForward(r);
    else return r;
  }
  return end;
}

/**
 * Plays the gradients of records from that before `r` back to `start`, up to one that has no kernel. Returns the end of
 * those that are left.
 * @param g distance of the gradients from the values
 */
export function rewind(r: usize, start: usize, g: u32): usize {
  while (r > start) {
    const i = r - R.RECORD_BYTES;
    const kernel = load<u32>(i, R.BACKWARD);
    if (kernel == R.AFFINE) affineBackward(i, g);
    else if (kernel == R.GRU) gruBackward(i, g);
    else if (kernel == R.LSTM_MEMORY) lstmMemoryBackward(i, g);
    else if (kernel == R.LSTM_OUTPUT) lstmOutputBackward(i, g);
    else if (kernel == R.SIGMOID) elementBackward(R.SIGMOID, i, g);
    else if (kernel == R.TANH) elementBackward(R.TANH, i, g);
    else if (kernel == R.ADD) elementBackward(R.ADD, i, g);
    else if (kernel == R.SUB) elementBackward(R.SUB, i, g);
    else if (kernel == R.MUL) elementBackward(R.MUL, i, g);
    else if (kernel == R.SCALE) elementBackward(R.SCALE, i, g);
    else if (kernel == R.LERP) elementBackward(R.LERP, i, g);
    else if (kernel == R.NEG) elementBackward(R.NEG, i, g);
    else if (kernel == R.RECIPROCAL) elementBackward(R.RECIPROCAL, i, g);
    else if (kernel == R.EXP) elementBackward(R.EXP, i, g);
    else if (kernel == R.SHIFT) elementBackward(R.SHIFT, i, g);
    else if (kernel == R.DIV) elementBackward(R.DIV, i, g);
    else if (kernel == R.SLOPE) elementBackward(R.SLOPE, i, g);
    else if (kernel == R.STAGE) strandsBackward(R.STAGE, i, g);
    else if (kernel == R.SEMI_IMPLICIT) strandsBackward(R.SEMI_IMPLICIT, i, g);
    else if (kernel == R.BROADCAST) strandsBackward(R.BROADCAST, i, g);
    else if (kernel == R.CONCAT) concatBackward(i, g);
    else if (kernel == R.SYNAPSES) synapsesBackward(i, g);
    else if (kernel == R.WEIGHTED_ROWS) weightedRowsBackward(i, g);
    else if (kernel != R.NOTHING) return r;
    r = i;
  }
  return start;
}
