/** Closed-form continuous-time network, mode `default` without a backbone, dense read-out to 1 output. */
#include "readout.h"

#define HEADS 4

static float *weights, *bias, *h, *next;

static int prepare(void) {
  int columns = inputs + units;
  weights = floats(HEADS * units * columns);
  bias = floats(HEADS * units);
  for (int head = 0; head < HEADS; head++) {
    float scale = head < 2 ? 1.0f : 0.5f; // f₁, f₂, then a and b of the gate
    float *matrix = next_floats(units * columns), *vector = next_floats(units);
    for (int i = 0; i < units; i++) {
      put_row(weights, 2 * HEADS, columns, i / 4 * HEADS + head, i % 4, 0, matrix + i * columns, columns, scale);
      put_row(bias, 2 * HEADS, 1, i / 4 * HEADS + head, i % 4, 0, vector + i, 1, scale);
    }
  }
  prepare_readout();
  h = floats(units);
  next = floats(units);
  return 1;
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  __m128 elapsed = _mm_set1_ps(dt);
  const float *w = weights;
  for (int i = 0; i < units; i += 8) {
    __m128 acc[2 * HEADS];
    for (int j = 0; j < 2 * HEADS; j++) acc[j] = _mm_load_ps(bias + HEADS * i + 4 * j);
    w = accumulate(acc, 2 * HEADS, w, x, inputs);
    w = accumulate(acc, 2 * HEADS, w, h, units);
    for (int half = 0; half < 2; half++) {
      __m128 *head = acc + HEADS * half;
      Quotient f1 = tanh_quotient(head[0]);
      Quotient f2 = tanh_quotient(head[1]);
      Quotient t = tanh_quotient(_mm_add_ps(_mm_mul_ps(head[2], elapsed), head[3]));
      // f₁ (1 − t) + f₂ t over the common denominator, where t = ½ + ½ tanh
      __m128 from = _mm_mul_ps(_mm_mul_ps(f1.n, f2.q), _mm_sub_ps(t.q, t.n));
      __m128 to = _mm_mul_ps(_mm_mul_ps(f2.n, f1.q), _mm_add_ps(t.q, t.n));
      __m128 q = _mm_mul_ps(_mm_mul_ps(f1.q, f2.q), _mm_add_ps(t.q, t.q));
      _mm_store_ps(next + i + 4 * half, _mm_div_ps(_mm_add_ps(from, to), q));
    }
  }
  *y = read_out(next);
  if (!all_finite(next, units) || !all_finite(y, 1)) return false;
  copy(h, next, units);
  return true;
}
