/** HLLN (reconstruction) with any number of units: R h + r predicts the input and is the output. */
#include "program.h"

static float *W, *b, *R, *R_panels, *r, ratio, alpha, d, *predicted, *h, *next;
static __m128 gamma_now;

static int prepare(void) {
  W = pack(next_floats(units * inputs), units, inputs, 1.0f);
  b = next_floats(units);
  R = next_floats(inputs * units);
  R_panels = pack(R, inputs, units, 1.0f);
  r = next_floats(inputs);
  float E = *next_floats(1), hbar = *next_floats(1);
  ratio = E / hbar;
  alpha = *next_floats(1);
  d = *next_floats(1);
  predicted = floats(inputs);
  h = floats(units);
  next = floats(units);
  return inputs;
}

/** next = fresh + Γ (h − fresh). */
INLINE void update(const __m128 *fresh, int count, int row) {
  for (int j = 0, i = row; j < count; j++, i += 4)
    _mm_store_ps(next + i, _mm_add_ps(fresh[j], _mm_mul_ps(gamma_now, _mm_sub_ps(_mm_load_ps(h + i), fresh[j]))));
}

/** There are as many rows as inputs: those beyond the last whole panel are dot products. */
static void predict(float *y, const float *at) {
  affine(y, R_panels, r, at, inputs, units);
  for (int row = inputs & ~3; row < inputs; row++) y[row] = r[row] + dot(R + row * units, at, units);
}

static float distance(const float *x, const float *y) {
  __m128 sum = _mm_setzero_ps(), sign = _mm_set1_ps(-0.0f);
  for (int i = 0; i + 4 <= inputs; i += 4)
    sum = _mm_add_ps(sum, _mm_andnot_ps(sign, _mm_sub_ps(_mm_loadu_ps(x + i), _mm_load_ps(y + i))));
  float rest = 0;
  for (int i = inputs & ~3; i < inputs; i++) rest += fabsf(x[i] - y[i]);
  return lane_sum(sum) + rest;
}

/** The prediction is computed anew, although the step before gave it out: it is no part of the state. */
static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  predict(predicted, h);
  float omega = 1 + alpha * (distance(x, predicted) / inputs);
  Quotient gate = sigmoid_quotient_of_half(_mm_set1_ps(0.5f * (ratio / omega + d)));
  gamma_now = _mm_div_ps(gate.n, gate.q);
  products(W, b, x, units, inputs, update);
  predict(y, next);
  if (!all_finite(next, units) || !all_finite(y, inputs)) return false;
  copy(h, next, units);
  return true;
}
