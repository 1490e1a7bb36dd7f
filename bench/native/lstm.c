/** Long short-term memory, gates i, f, g, o, dense read-out to 1 output. */
#include "map.h"

#define GATES 4

static float *weights, *bias;

static int prepare(void) {
  int columns = inputs + units;
  float *weight_ih = next_floats(GATES * units * inputs), *weight_hh = next_floats(GATES * units * units);
  float *bias_ih = next_floats(GATES * units), *bias_hh = next_floats(GATES * units);
  weights = floats(GATES * units * columns);
  bias = floats(GATES * units);
  for (int row = 0; row < GATES * units; row++) {
    int gate = row / units, unit = row % units, panel = unit / 4 * GATES + gate, lane = unit % 4;
    float scale = gate == 2 ? 1.0f : 0.5f, sum = bias_ih[row] + bias_hh[row];
    put_row(weights, 2 * GATES, columns, panel, lane, 0, weight_ih + row * inputs, inputs, scale);
    put_row(weights, 2 * GATES, columns, panel, lane, inputs, weight_hh + row * units, units, scale);
    put_row(bias, 2 * GATES, 1, panel, lane, 0, &sum, 1, scale);
  }
  return prepare_map(2);
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  const float *c = h + units, *w = weights;
  for (int i = 0; i < units; i += 8) {
    __m128 acc[2 * GATES];
    for (int j = 0; j < 2 * GATES; j++) acc[j] = _mm_load_ps(bias + GATES * i + 4 * j);
    w = accumulate(acc, 2 * GATES, w, x, inputs);
    w = accumulate(acc, 2 * GATES, w, h, units);
    for (int half = 0; half < 2; half++) {
      __m128 *gate = acc + GATES * half;
      Quotient in = sigmoid_quotient_of_half(gate[0]);
      Quotient forget = sigmoid_quotient_of_half(gate[1]);
      Quotient candidate = tanh_quotient(gate[2]);
      Quotient out = sigmoid_quotient_of_half(gate[3]);
      int unit = i + 4 * half;
      // σ(f) c + σ(i) tanh(g) over the common denominator
      __m128 product_q = _mm_mul_ps(in.q, candidate.q);
      __m128 kept = _mm_mul_ps(_mm_mul_ps(forget.n, _mm_load_ps(c + unit)), product_q);
      __m128 added = _mm_mul_ps(_mm_mul_ps(in.n, candidate.n), forget.q);
      __m128 memory = _mm_div_ps(_mm_add_ps(kept, added), _mm_mul_ps(forget.q, product_q));
      Quotient squashed = tanh_quotient(memory);
      __m128 output = _mm_div_ps(_mm_mul_ps(out.n, squashed.n), _mm_mul_ps(out.q, squashed.q));
      _mm_store_ps(next + unit, output);
      _mm_store_ps(next + units + unit, memory);
    }
  }
  return finish_map(y, 2);
}
