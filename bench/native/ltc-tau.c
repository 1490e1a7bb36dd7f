/** LTC with an input-dependent time constant, semi-implicit with 6 unfolds, dense read-out to 1 output. */
#include "field.h"

static float *W, *U, *b, *tau0, *input_drive, *drive;

/** Two matrices of `units` rows as one: four rows of the time constant, then the same four of the drive. */
static float *interleave(const float *tau, const float *f, int columns) {
  float *both = floats((size_t)2 * units * columns);
  for (int row = 0; row < 2 * units; row++)
    memcpy(both + (size_t)row * columns, (row / 4 % 2 ? f : tau) + (size_t)(row / 8 * 4 + row % 4) * columns,
           columns * sizeof(float));
  return both;
}

static int prepare(void) {
  float *W_tau = next_floats(units * units), *U_tau = next_floats(units * inputs), *b_tau = next_floats(units);
  tau0 = next_floats(units);
  float *W_f = next_floats(units * units), *U_f = next_floats(units * inputs), *b_f = next_floats(units);
  W = pack(interleave(W_tau, W_f, units), 2 * units, units, 1.0f);
  U = pack(interleave(U_tau, U_f, inputs), 2 * units, inputs, 1.0f);
  b = interleave(b_tau, b_f, 1);
  input_drive = floats(2 * units);
  drive = floats(2 * units);
  prepare_field();
  return 1;
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  __m128 s = _mm_set1_ps(dt / UNFOLDS);
  affine(input_drive, U, b, x, 2 * units, inputs);
  for (int unfold = 0; unfold < UNFOLDS; unfold++) {
    affine(drive, W, input_drive, h, 2 * units, units);
    for (int i = 0; i < units; i += 4) {
      Quotient tau = softplus_quotient(_mm_load_ps(tau0 + i), _mm_load_ps(drive + 2 * i));
      Quotient f = tanh_quotient(_mm_load_ps(drive + 2 * i + 4));
      // s (f − h/τ) / (1 + s/τ), numerator and denominator times τ and the denominators of both
      __m128 driven = _mm_mul_ps(f.n, tau.n);
      __m128 decayed = _mm_mul_ps(_mm_mul_ps(_mm_load_ps(h + i), f.q), tau.q);
      __m128 divisor = _mm_mul_ps(f.q, _mm_add_ps(tau.n, _mm_mul_ps(s, tau.q)));
      increment(i, _mm_div_ps(_mm_mul_ps(s, _mm_sub_ps(driven, decayed)), divisor));
    }
  }
  return finish_step(y);
}
