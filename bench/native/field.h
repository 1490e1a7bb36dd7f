/** What the fields have in common: a state of h and its compensation, unfolds, and the end of a step. */
#ifndef FIELD_H
#define FIELD_H

#include "readout.h"

#define UNFOLDS 6

static float *state, *kept, *h, *compensation;

/** After the cell's own parameters, since the read-out's come last. */
static void prepare_field(void) {
  prepare_readout();
  state = floats(2 * units);
  kept = floats(2 * units);
  h = state;
  compensation = state + units;
}

/** Adds `delta` to four units, carrying in the compensation what rounding loses (Kahan). */
INLINE void increment(int i, __m128 delta) {
  __m128 before = _mm_load_ps(h + i);
  __m128 compensated = _mm_sub_ps(delta, _mm_load_ps(compensation + i));
  __m128 after = _mm_add_ps(before, compensated);
  _mm_store_ps(compensation + i, _mm_sub_ps(_mm_sub_ps(after, before), compensated));
  _mm_store_ps(h + i, after);
}

/** Reads out and keeps the state, or restores the one before the step where something is not finite. */
static bool finish_step(float *y) {
  *y = read_out(h);
  if (!all_finite(state, 2 * units) || !all_finite(y, 1)) {
    copy(state, kept, 2 * units);
    return false;
  }
  copy(kept, state, 2 * units);
  return true;
}

#endif
