/** Liquid time-constant network, semi-implicit with 6 unfolds and compensated increments, dense read-out to 1 output. */
#include "program.h"

#define UNFOLDS 6

static float *W, *U, *b, *rate, *A, *readout, *readout_b;
static float *input_drive, *drive, *state, *kept;

static int prepare(void) {
  W = pack(next_floats(units * units), units, units, 0.5f);
  U = pack(next_floats(units * inputs), units, inputs, 0.5f);
  b = next_floats(units);
  rate = next_floats(units);
  for (int i = 0; i < units; i++) {
    b[i] *= 0.5f;
    rate[i] = 1 / rate[i];
  }
  A = next_floats(units);
  readout = next_floats(units);
  readout_b = next_floats(1);
  input_drive = floats(units);
  drive = floats(units);
  state = floats(2 * units);
  kept = floats(2 * units);
  return 1;
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  float *h = state, *compensation = state + units;
  __m128 s = _mm_set1_ps(dt / UNFOLDS);
  affine(input_drive, U, b, x, units, inputs);
  for (int unfold = 0; unfold < UNFOLDS; unfold++) {
    affine(drive, W, input_drive, h, units, units);
    for (int i = 0; i < units; i += 4) {
      // s (f A − (1/τ + f) h) / (1 + s (1/τ + f)), numerator and denominator times the denominator of f
      Quotient f = sigmoid_quotient_of_half(_mm_load_ps(drive + i));
      __m128 before = _mm_load_ps(h + i);
      __m128 decay = _mm_add_ps(_mm_mul_ps(f.q, _mm_load_ps(rate + i)), f.n);
      __m128 slope = _mm_sub_ps(_mm_mul_ps(f.n, _mm_load_ps(A + i)), _mm_mul_ps(decay, before));
      __m128 delta = _mm_div_ps(_mm_mul_ps(s, slope), _mm_add_ps(f.q, _mm_mul_ps(s, decay)));
      __m128 increment = _mm_sub_ps(delta, _mm_load_ps(compensation + i));
      __m128 after = _mm_add_ps(before, increment);
      _mm_store_ps(compensation + i, _mm_sub_ps(_mm_sub_ps(after, before), increment));
      _mm_store_ps(h + i, after);
    }
  }
  *y = readout_b[0] + dot(readout, h, units);
  if (!all_finite(state, 2 * units) || !all_finite(y, 1)) {
    copy(state, kept, 2 * units);
    return false;
  }
  copy(kept, state, 2 * units);
  return true;
}
