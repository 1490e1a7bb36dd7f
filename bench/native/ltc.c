/** Liquid time-constant network, semi-implicit with 6 unfolds and compensated increments, dense read-out to 1 output. */
#include "field.h"

static float *W, *U, *b, *rate, *A, *input_drive, *drive;

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
  input_drive = floats(units);
  drive = floats(units);
  prepare_field();
  return 1;
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  __m128 s = _mm_set1_ps(dt / UNFOLDS);
  affine(input_drive, U, b, x, units, inputs);
  for (int unfold = 0; unfold < UNFOLDS; unfold++) {
    affine(drive, W, input_drive, h, units, units);
    for (int i = 0; i < units; i += 4) {
      // s (f A − (1/τ + f) h) / (1 + s (1/τ + f)), numerator and denominator times the denominator of f
      Quotient f = sigmoid_quotient_of_half(_mm_load_ps(drive + i));
      __m128 decay = _mm_add_ps(_mm_mul_ps(f.q, _mm_load_ps(rate + i)), f.n);
      __m128 slope = _mm_sub_ps(_mm_mul_ps(f.n, _mm_load_ps(A + i)), _mm_mul_ps(decay, _mm_load_ps(h + i)));
      increment(i, _mm_div_ps(_mm_mul_ps(s, slope), _mm_add_ps(f.q, _mm_mul_ps(s, decay))));
    }
  }
  return finish_step(y);
}
