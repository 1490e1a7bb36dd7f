/** HLLN (reconstruction): the state is the prediction of the input and the output. */
#include "program.h"

static float *W, *b, ratio, alpha, d, *proposal, *h;

static int prepare(void) {
  W = pack(next_floats(units * inputs), units, inputs, 1.0f);
  b = next_floats(units);
  float E = *next_floats(1), hbar = *next_floats(1);
  ratio = E / hbar;
  alpha = *next_floats(1);
  d = *next_floats(1);
  proposal = floats(units);
  h = floats(units);
  return units;
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  __m128 sum = _mm_setzero_ps(), sign = _mm_set1_ps(-0.0f);
  for (int i = 0; i < units; i += 4)
    sum = _mm_add_ps(sum, _mm_andnot_ps(sign, _mm_sub_ps(_mm_loadu_ps(x + i), _mm_load_ps(h + i))));
  float omega = 1 + alpha * (lane_sum(sum) / units);
  Quotient gate = sigmoid_quotient_of_half(_mm_set1_ps(0.5f * (ratio / omega + d)));
  __m128 gamma = _mm_div_ps(gate.n, gate.q);
  affine(proposal, W, b, x, units, inputs);
  for (int i = 0; i < units; i += 4) {
    __m128 fresh = _mm_load_ps(proposal + i);
    __m128 next = _mm_add_ps(fresh, _mm_mul_ps(gamma, _mm_sub_ps(_mm_load_ps(h + i), fresh)));
    _mm_storeu_ps(y + i, next);
  }
  if (!all_finite(y, units)) return false;
  copy(h, y, units);
  return true;
}
