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
    const kernel = load<i32>(r, R.FORWARD);
    if (kernel == R.AFFINE) affineForward(r);
    else if (kernel == R.GRU) gruForward(r);
    else if (kernel == R.LSTM_MEMORY) lstmMemoryForward(r);
    else if (kernel == R.LSTM_OUTPUT) lstmOutputForward(r);
    else if (kernel >= R.SIGMOID && kernel <= R.SLOPE) elementForward(kernel, r);
    else if (kernel >= R.STAGE && kernel <= R.BROADCAST) strandsForward(kernel, r);
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
    const kernel = load<i32>(i, R.BACKWARD);
    if (kernel == R.AFFINE) affineBackward(i, g);
    else if (kernel == R.GRU) gruBackward(i, g);
    else if (kernel == R.LSTM_MEMORY) lstmMemoryBackward(i, g);
    else if (kernel == R.LSTM_OUTPUT) lstmOutputBackward(i, g);
    else if (kernel >= R.SIGMOID && kernel <= R.SLOPE) elementBackward(kernel, i, g);
    else if (kernel >= R.STAGE && kernel <= R.BROADCAST) strandsBackward(kernel, i, g);
    else if (kernel == R.CONCAT) concatBackward(i, g);
    else if (kernel == R.SYNAPSES) synapsesBackward(i, g);
    else if (kernel == R.WEIGHTED_ROWS) weightedRowsBackward(i, g);
    else if (kernel != R.NOTHING) return r;
    r = i;
  }
  return start;
}
