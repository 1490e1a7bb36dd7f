/** Continuous-time recurrent network, semi-implicit with 6 unfolds and compensated increments, dense read-out to 1. */
#include "field.h"

static float *W, *U, *b, *decay, *input_drive, *drive;

static int prepare(void) {
  W = pack(next_floats(units * units), units, units, 1.0f);
  U = pack(next_floats(units * inputs), units, inputs, 1.0f);
  b = next_floats(units);
  decay = next_floats(units);
  for (int i = 0; i < units; i++) decay[i] = expf(-decay[i]); // declared as log τ
  input_drive = floats(units);
  drive = floats(units);
  prepare_field();
  return 1;
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  __m128 s = _mm_set1_ps(dt / UNFOLDS), one = _mm_set1_ps(1.0f);
  affine(input_drive, U, b, x, units, inputs);
  for (int unfold = 0; unfold < UNFOLDS; unfold++) {
    affine(drive, W, input_drive, h, units, units);
    for (int i = 0; i < units; i += 4) {
      // s (f − d h) / (1 + s d), numerator and denominator times the denominator of f
      Quotient f = tanh_quotient(_mm_load_ps(drive + i));
      __m128 d = _mm_load_ps(decay + i);
      __m128 slope = _mm_sub_ps(f.n, _mm_mul_ps(f.q, _mm_mul_ps(d, _mm_load_ps(h + i))));
      increment(i, _mm_div_ps(_mm_mul_ps(s, slope), _mm_mul_ps(f.q, _mm_add_ps(one, _mm_mul_ps(s, d)))));
    }
  }
  return finish_step(y);
}
