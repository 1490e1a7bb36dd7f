/** Neural ODE, one step of the classic Runge–Kutta method with a compensated increment, dense read-out to 1 output. */
#include "field.h"

static float *W1, *U1, *b1, *W2, *b2, *input_drive, *hidden, *slope, *sum, *stage;

static int prepare(void) {
  W1 = pack(next_floats(units * units), units, units, 1.0f);
  U1 = pack(next_floats(units * inputs), units, inputs, 1.0f);
  b1 = next_floats(units);
  W2 = pack(next_floats(units * units), units, units, 1.0f);
  b2 = next_floats(units);
  input_drive = floats(units);
  hidden = floats(units);
  slope = floats(units);
  sum = floats(units);
  stage = floats(units);
  prepare_field();
  return 1;
}

/** The slope at `at`: a field without decay. */
static void evaluate(const float *at) {
  affine(hidden, W1, input_drive, at, units, units);
  for (int i = 0; i < units; i += 4) {
    Quotient f = tanh_quotient(_mm_load_ps(hidden + i));
    _mm_store_ps(hidden + i, _mm_div_ps(f.n, f.q));
  }
  affine(slope, W2, b2, hidden, units, units);
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  affine(input_drive, U1, b1, x, units, inputs);
  evaluate(h);
  for (int number = 1; number < 4; number++) {
    __m128 length = _mm_set1_ps(number == 3 ? dt : 0.5f * dt);
    __m128 weight = _mm_set1_ps(number == 1 ? 1.0f : 2.0f); // of the slope before, in the sum
    for (int i = 0; i < units; i += 4) {
      __m128 k = _mm_load_ps(slope + i), weighted = _mm_mul_ps(weight, k);
      _mm_store_ps(sum + i, number == 1 ? weighted : _mm_add_ps(_mm_load_ps(sum + i), weighted));
      _mm_store_ps(stage + i, _mm_add_ps(_mm_load_ps(h + i), _mm_mul_ps(length, k)));
    }
    evaluate(stage);
  }
  __m128 sixth = _mm_set1_ps(dt / 6);
  for (int i = 0; i < units; i += 4)
    increment(i, _mm_mul_ps(sixth, _mm_add_ps(_mm_load_ps(sum + i), _mm_load_ps(slope + i))));
  return finish_step(y);
}
