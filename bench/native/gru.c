/** Gated recurrent unit, gates r, z, n, the reset gate after the recurrent product, dense read-out to 1 output. */
#include "map.h"

#define GATES 3

static float *weight_x, *weight_h, *bias_x, *bias_h;

/** Groups hold the gates of eight units: r, z, n of the first four, then of the others. */
static float *pack_gates(const float *matrix, int columns) {
  float *packed = floats(GATES * units * columns);
  for (int row = 0; row < GATES * units; row++) {
    int gate = row / units, unit = row % units;
    put_row(packed, 2 * GATES, columns, unit / 4 * GATES + gate, unit % 4, 0, matrix + row * columns, columns,
            gate == 2 ? 1.0f : 0.5f);
  }
  return packed;
}

static int prepare(void) {
  weight_x = pack_gates(next_floats(GATES * units * inputs), inputs);
  weight_h = pack_gates(next_floats(GATES * units * units), units);
  bias_x = pack_gates(next_floats(GATES * units), 1);
  bias_h = pack_gates(next_floats(GATES * units), 1);
  return prepare_map(1);
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  const float *wx = weight_x, *wh = weight_h;
  for (int i = 0; i < units; i += 8) {
    // r and z go on in the same sums from x to h; n has one for each, since r comes between them
    __m128 acc[2 * GATES], input_n[2];
    for (int j = 0; j < 2 * GATES; j++) acc[j] = _mm_load_ps(bias_x + GATES * i + 4 * j);
    wx = accumulate(acc, 2 * GATES, wx, x, inputs);
    for (int j = 0; j < 2 * GATES; j++) {
      __m128 bias = _mm_load_ps(bias_h + GATES * i + 4 * j);
      if (j % GATES == 2) input_n[j / GATES] = acc[j];
      acc[j] = j % GATES == 2 ? bias : _mm_add_ps(acc[j], bias);
    }
    wh = accumulate(acc, 2 * GATES, wh, h, units);
    for (int half = 0; half < 2; half++) {
      __m128 *gate = acc + GATES * half;
      Quotient reset = sigmoid_quotient_of_half(gate[0]);
      Quotient z = tanh_quotient(gate[1]);
      __m128 r = _mm_div_ps(reset.n, reset.q);
      Quotient u = tanh_quotient(_mm_add_ps(input_n[half], _mm_mul_ps(r, gate[2])));
      int unit = i + 4 * half;
      // u (1 − z) + h z over the common denominator, where z = ½ + ½ tanh
      __m128 fresh = _mm_mul_ps(u.n, _mm_sub_ps(z.q, z.n));
      __m128 kept = _mm_mul_ps(_mm_mul_ps(_mm_load_ps(h + unit), u.q), _mm_add_ps(z.q, z.n));
      __m128 q = _mm_mul_ps(u.q, _mm_add_ps(z.q, z.q));
      _mm_store_ps(next + unit, _mm_div_ps(_mm_add_ps(fresh, kept), q));
    }
  }
  return finish_map(y, 1);
}
