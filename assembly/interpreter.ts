/**
 * The loop over the resident instructions, and the step around it. T is the lane type of the build. Nothing here allocates,
 * and only the model decides the time of a step.
 */
import { paddedBytes, read, readField, write } from './access';
import { allowModel, allowSession } from './checks';
import { affine } from './kernels/affine';
import { affineLevels } from './kernels/affine-levels';
import { affineSmall } from './kernels/affine-small';
import { affineSparse, synapses } from './kernels/blocks';
import { broadcast } from './kernels/broadcast';
import { copyFloats } from './kernels/copy';
import { dot } from './kernels/dot';
import { elementwise } from './kernels/elementwise';
import { field, slopes } from './kernels/field';
import { firstNonFinite } from './kernels/finite';
import { gated } from './kernels/gated';
import { layerNorm } from './kernels/layer-norm';
import { loopScalar } from './kernels/loop';
import { mean } from './kernels/mean';
import { DISTANCE, SUM } from './kernels/reduce';
import { softmax } from './kernels/softmax';
import {
  ERROR_DT, ERROR_INPUT, ERROR_RESULT, ERROR_SESSION, FORM_ACTIVATED, OK, OP_BROADCAST, OP_CONCAT, OP_COPY,
  OP_DISTANCE, OP_DOT, OP_END, OP_FRACTION, OP_GRU, OP_LAYER_NORM, OP_LERP, OP_LOOP, OP_LSTM_MEMORY, OP_LSTM_OUTPUT, OP_MEAN,
  OP_SLICE, OP_SLOPE, OP_SOFTMAX, OP_SYNAPSES,
} from './layout';
import { atLeast, splat } from './math/lanes';
import { FIELD, isIn, SLOPES } from './operations';
import {
  AFFINE, AFFINE_LEVELS, AFFINE_SMALL, AFFINE_SPARSE, arenaBytes, dtOffset, inputLength, inputOffset, leastState, modelEnd, modelStart,
  outputLength, outputOffset, programEnd, programStart, RESIDENT_BYTES, RESIDENT_FORM, RESIDENT_IMMEDIATE, RESIDENT_IN,
  RESIDENT_K, RESIDENT_N, RESIDENT_OP, RESIDENT_OUT, RESIDENT_REST, runCapacity, runDts, runInputs, runOutputs,
  stateBytes, stateOffset, WATCH_BYTES, WATCH_LENGTH, WATCH_OFFSET, WATCH_PORT, watchEnd,
} from './resident';
import { isLive } from './sessions';
import { fail, succeed } from './status';

/** Address of operand i of the instruction at `at`. Adds the arena's address if bit 0 is set. */
// @ts-ignore: decorator
@inline
function operand(at: usize, i: usize, arena: usize): usize {
  const x = <usize>readField<u32>(at + RESIDENT_IN + (i << 2));
  return (x & ~1) + (arena & (0 - (x & 1)));
}

/** Applies the activations of an affine, one byte for each segment of n floats, to its result. */
function activate<T>(codes: u32, out: usize, n: u32): void {
  for (; codes != 0; codes >>= 8, out += paddedBytes(n)) {
    if (codes & 255) elementwise<T>(codes & 255, 0, out, out, out, out, n, 0);
  }
}

function execute<T>(arena: usize): void {
  const end = programEnd;
  let loopStart: usize = 0;
  let repetitions: u32 = 0;
  for (let at = programStart; at < end; at += RESIDENT_BYTES) {
    const op = <u32>readField<u8>(at + RESIDENT_OP);
    if (op == OP_END) { // comes first: it has no operands to decode
      if (--repetitions) at = loopStart;
      continue;
    }
    const form = <u32>readField<u8>(at + RESIDENT_FORM);
    const n = <u32>readField<u16>(at + RESIDENT_N);
    const k = <u32>readField<u16>(at + RESIDENT_K);
    const out = arena + readField<u32>(at + RESIDENT_OUT);
    const a = operand(at, 0, arena);
    const b = operand(at, 1, arena);
    const c = operand(at, 2, arena);
    const stride = <usize>k << 2;
    // ranges first, the frequent ones before others; then a switch that is dense enough for a table
    if (op >= AFFINE) {
      const panels = form * ((n + 3) >> 2);
      const d = operand(at, 3, arena);
      const rest = <u32>readField<u16>(at + RESIDENT_REST);
      if (op == AFFINE) affine<T>(out, a, b, k, d, rest, c, panels, form * n);
      else if (op == AFFINE_LEVELS) affineLevels<T>(out, a, b, k, c, d, operand(at, 4, arena), panels, form * n);
      else if (op == AFFINE_SPARSE) affineSparse<T>(out, a, b, c, panels);
      else affineSmall<T>(op - AFFINE_SMALL, out, a, b, k, d, rest, c, panels, form * n);
      activate<T>(readField<u32>(at + RESIDENT_IMMEDIATE), out, n);
      continue;
    }
    if (isIn(FIELD | SLOPES, op)) {
      const d = operand(at, 3, arena);
      const e = operand(at, 4, arena);
      if (isIn(SLOPES, op)) slopes<T>(op, out, b, c, d, e, operand(at, 5, arena), n);
      else field<T>(op, form, out, a, b, c, d, op == OP_SLOPE ? d : e, n); // a slope has no substep before the target
      continue;
    }
    switch (op) {
      case OP_LOOP:
        loopScalar(out, a, n);
        loopStart = at;
        repetitions = n;
        break;
      case OP_COPY: copyFloats<T>(out, a, n); break;
      case OP_CONCAT:
        copyFloats<T>(out, a, n);
        copyFloats<T>(out + (<usize>n << 2), b, k);
        break;
      case OP_SLICE: copyFloats<T>(out, a + stride, n); break; // reads no padding: it may end at the end of the arena
      case OP_BROADCAST: broadcast<T>(out, a, n); break;
      case OP_MEAN: mean<T>(SUM, out, a, a, n); break;
      case OP_SOFTMAX: softmax<T>(out, a, n); break;
      case OP_LAYER_NORM: layerNorm<T>(out, a, n, readField<f32>(at + RESIDENT_IMMEDIATE)); break;
      case OP_DOT: dot<T>(out, a, b, c, n, k); break;
      case OP_DISTANCE: mean<T>(DISTANCE, out, a, b, n); break;
      case OP_SYNAPSES: synapses<T>(out, a, b, c, n); break;
      default:
        if (op == OP_LERP && form == FORM_ACTIVATED) gated<T>(OP_LERP, out, a, b, c, 0, 0, 0, 0, n);
        else if (op == OP_LSTM_MEMORY) gated<T>(OP_LSTM_MEMORY, out, a, a + stride, a + 2 * stride, b, 0, 0, 0, n);
        else if (op == OP_LSTM_OUTPUT) gated<T>(OP_LSTM_OUTPUT, out, a + 3 * stride, b, 0, 0, 0, 0, 0, n);
        else if (op == OP_GRU) gated<T>(OP_GRU, out, a, a + stride, a + 2 * stride, b, b + stride, b + 2 * stride, c, n);
        else elementwise<T>(op, form, out, a, b, c, n, readField<f32>(at + RESIDENT_IMMEDIATE));
        if (op == OP_FRACTION) activate<T>(form, out, n);
    }
  }
}

/**
 * Copies a state block, which has whole vectors, between the arena and the kept copy after it. Values smaller in size than
 * `least` become 0 in both.
 */
// @ts-ignore: decorator
@inline
function copyState<T>(to: usize, from: usize, least: f32): void {
  const limit = splat<T>(least);
  for (const end = from + stateBytes; from < end; from += sizeof<T>(), to += sizeof<T>()) {
    const x = read<T>(from);
    const kept = atLeast<T>(x, limit);
    write<T>(from, kept);
    write<T>(to, kept);
  }
}

/** Returns OK if the watched vectors from `watched` to `end` are finite, else the status and the first bad element. */
function checkFinite<T>(session: usize, watched: usize, end: usize, status: i32): i32 {
  for (; watched < end; watched += WATCH_BYTES) {
    const vector = session + readField<u32>(watched + WATCH_OFFSET);
    const index = firstNonFinite<T>(vector, readField<u32>(watched + WATCH_LENGTH));
    if (index >= 0) return fail(status, index, readField<u32>(watched + WATCH_PORT));
  }
  return OK;
}

/** Takes one step of a live session. Returns a status. */
function stepLive<T>(session: usize, dt: f32): i32 {
  const results = programEnd + WATCH_BYTES; // the input is watched first
  let status = checkFinite<T>(session, programEnd, results, ERROR_INPUT);
  if (status != OK) return status;
  if (!(dt > 0) || dt == Infinity) return fail(ERROR_DT);
  write<f32>(session + dtOffset, dt);
  execute<T>(session);
  status = checkFinite<T>(session, results, watchEnd, ERROR_RESULT);
  if (status == OK) copyState<T>(session + arenaBytes, session + stateOffset, leastState);
  else copyState<T>(session + stateOffset, session + arenaBytes, 0);
  return status;
}

/** Points the checked build's bounds at this session. */
function guard(session: usize): void {
  allowModel(modelStart, modelEnd, runInputs, modelEnd);
  allowSession(session, session + arenaBytes + stateBytes);
}

/** Takes one step of `session`, with the inputs in its arena. Returns a status. */
export function stepSession<T>(session: usize, dt: f32): i32 {
  if (!isLive(session)) return fail(ERROR_SESSION);
  if (!ASC_NO_ASSERT) guard(session);
  const status = stepLive<T>(session, dt);
  return status == OK ? succeed() : status;
}

/**
 * Takes up to `steps` steps with inputs and outputs in the run buffer, each with `dt` or, if that is 0, its own from the
 * buffer. Returns the number of steps done, which is smaller after an error or at the end of the buffer.
 */
export function runSession<T>(session: usize, steps: u32, dt: f32): u32 {
  if (!isLive(session)) {
    fail(ERROR_SESSION);
    return 0;
  }
  if (!ASC_NO_ASSERT) guard(session);
  const count = min<u32>(steps, runCapacity);
  for (let i: u32 = 0; i < count; i++) {
    copyFloats<T>(session + inputOffset, runInputs + ((i * inputLength) << 2), inputLength);
    const own = dt == 0 ? readField<f32>(runDts + (i << 2)) : dt;
    if (stepLive<T>(session, own) != OK) return i;
    copyFloats<T>(runOutputs + ((i * outputLength) << 2), session + outputOffset, outputLength);
  }
  succeed();
  return count;
}
