/** HLLN (reconstruction): the state is the prediction of the input and the output. */
#include "program.h"

static float *W, *b, ratio, alpha, d, *h, *next;
static __m128 gamma_now;

static int prepare(void) {
  W = pack(next_floats(units * inputs), units, inputs, 1.0f);
  b = next_floats(units);
  float E = *next_floats(1), hbar = *next_floats(1);
  ratio = E / hbar;
  alpha = *next_floats(1);
  d = *next_floats(1);
  h = floats(units);
  next = floats(units);
  return units;
}

/** next = fresh + Γ (h − fresh). */
INLINE void update(const __m128 *fresh, int count, int row) {
  for (int j = 0, i = row; j < count; j++, i += 4)
    _mm_store_ps(next + i, _mm_add_ps(fresh[j], _mm_mul_ps(gamma_now, _mm_sub_ps(_mm_load_ps(h + i), fresh[j]))));
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  __m128 sum = _mm_setzero_ps(), sign = _mm_set1_ps(-0.0f);
  for (int i = 0; i < units; i += 4)
    sum = _mm_add_ps(sum, _mm_andnot_ps(sign, _mm_sub_ps(_mm_loadu_ps(x + i), _mm_load_ps(h + i))));
  float omega = 1 + alpha * (lane_sum(sum) / units);
  Quotient gate = sigmoid_quotient_of_half(_mm_set1_ps(0.5f * (ratio / omega + d)));
  gamma_now = _mm_div_ps(gate.n, gate.q);
  products(W, b, x, units, inputs, update);
  if (!all_finite(next, units)) return false;
  copy(h, next, units);
  copy(y, next, units);
  return true;
}
