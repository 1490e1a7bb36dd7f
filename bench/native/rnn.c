/** Elman network, dense read-out to 1 output. */
#include "map.h"

static float *weight_x, *weight_h, *bias, *drive;

static int prepare(void) {
  weight_x = pack(next_floats(units * inputs), units, inputs, 1.0f);
  weight_h = pack(next_floats(units * units), units, units, 1.0f);
  bias = next_floats(units);
  float *bias_h = next_floats(units);
  for (int i = 0; i < units; i++) bias[i] += bias_h[i];
  drive = floats(units);
  return prepare_map(1);
}

INLINE void update(const __m128 *acc, int count, int row) {
  for (int j = 0; j < count; j++) {
    Quotient f = tanh_quotient(acc[j]);
    _mm_store_ps(next + row + 4 * j, _mm_div_ps(f.n, f.q));
  }
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  affine(drive, weight_x, bias, x, units, inputs);
  products(weight_h, drive, h, units, units, update);
  return finish_map(y, 1);
}
