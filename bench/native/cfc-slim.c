/** Closed-form continuous-time network with three heads, dense read-out to 1 output. */
#include "readout.h"

#define HEADS 3

static float *weights, *bias, *h, *next;

static int prepare(void) {
  int columns = inputs + units;
  weights = floats(HEADS * units * columns);
  bias = floats(HEADS * units);
  for (int head = 0; head < HEADS; head++) {
    float scale = head < 2 ? 1.0f : -0.5f; // g, k, then a of the gate σ(−Δ a)
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
      Quotient g = tanh_quotient(head[0]);
      Quotient k = tanh_quotient(head[1]);
      Quotient t = tanh_quotient(_mm_mul_ps(head[2], elapsed));
      // t g + (1 − t) k over the common denominator, where t = ½ + ½ tanh
      __m128 to = _mm_mul_ps(_mm_mul_ps(g.n, k.q), _mm_add_ps(t.q, t.n));
      __m128 from = _mm_mul_ps(_mm_mul_ps(k.n, g.q), _mm_sub_ps(t.q, t.n));
      __m128 q = _mm_mul_ps(_mm_mul_ps(g.q, k.q), _mm_add_ps(t.q, t.q));
      _mm_store_ps(next + i + 4 * half, _mm_div_ps(_mm_add_ps(to, from), q));
    }
  }
  *y = read_out(next);
  if (!all_finite(next, units) || !all_finite(y, 1)) return false;
  copy(h, next, units);
  return true;
}
