/**
 * Panels of four rows for 128-bit SSE: a vector holds one column of four rows. Several panels form a group, whose columns
 * are interleaved: for each column k, the vectors of all its panels, so that one splat of x[k] serves the whole group and
 * the weights are one stream. All units come in multiples of eight.
 */
#ifndef PANEL_H
#define PANEL_H

#include <smmintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/** Zeroed floats, aligned to a cache line. */
static inline float *floats(size_t count) {
  size_t bytes = (count * sizeof(float) + 63) & ~(size_t)63;
  float *memory = aligned_alloc(64, bytes);
  if (!memory) abort();
  return memset(memory, 0, bytes);
}

/** Puts `n` weights, from column `column` on, into one lane of a panel in groups of `count` panels. */
static inline void put_row(float *packed, int count, int columns, int panel, int lane, int column, const float *row,
                           int n, float scale) {
  float *group = packed + (size_t)(panel / count) * count * columns * 4;
  for (int k = 0; k < n; k++) group[((column + k) * count + panel % count) * 4 + lane] = scale * row[k];
}

/** acc[j] += Σ x[k] · column k of panel j. `count` is a constant at each call. Gives the weights behind column n − 1. */
INLINE const float *accumulate(__m128 *acc, int count, const float *weights, const float *x, int n) {
  for (int k = 0; k < n; k++, weights += 4 * count) {
    __m128 splat = _mm_set1_ps(x[k]);
    for (int j = 0; j < count; j++) acc[j] = _mm_add_ps(acc[j], _mm_mul_ps(_mm_load_ps(weights + 4 * j), splat));
  }
  return weights;
}

/** The panels of a dense matrix go in groups of eight, then one of four, of two and of one. */
INLINE int group_size(int left) { return left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1; }

/** A row-major matrix as the panels that `products` reads; rows beyond the last whole panel are left out. */
static inline float *pack(const float *matrix, int rows, int columns, float scale) {
  float *packed = floats((size_t)rows * columns);
  for (int first = 0, panels = rows / 4; first < panels; first += group_size(panels - first)) {
    int count = group_size(panels - first);
    for (int row = 0; row < 4 * count; row++)
      put_row(packed + (size_t)first * columns * 4, count, columns, row / 4, row % 4, 0,
              matrix + (size_t)(4 * first + row) * columns, columns, scale);
  }
  return packed;
}

/** What becomes of the sums of `count` panels, the first of which is that of row `row`. */
typedef void Finish(const __m128 *acc, int count, int row);

/** One group of `products`. One or two panels would wait for their own sums, so their columns go round in four chains. */
INLINE void group_products(int row, int count, const float *weights, const float *bias, const float *x, int columns,
                           Finish finish) {
  __m128 acc[8];
  int chains = count > 2 ? 1 : 4 / count, k = 0;
  for (int j = 0; j < count * chains; j++) acc[j] = j < count ? _mm_loadu_ps(bias + row + 4 * j) : _mm_setzero_ps();
  for (; k + chains <= columns; k += chains)
    for (int chain = 0; chain < chains; chain++)
      weights = accumulate(acc + chain * count, count, weights, x + k + chain, 1);
  accumulate(acc, count, weights, x + k, columns - k);
  for (int j = count; j < count * chains; j++) acc[j % count] = _mm_add_ps(acc[j % count], acc[j]);
  finish(acc, count, row);
}

/**
 * bias + M x for a matrix from `pack`, whose sums `finish` takes while they are in registers: a function that is inlined.
 * Rows beyond the last whole panel are left out.
 */
INLINE void products(const float *packed, const float *bias, const float *x, int rows, int columns, Finish finish) {
  int panels = rows / 4, row = 0;
  for (; panels >= 8; panels -= 8, packed += 32 * columns, row += 32)
    group_products(row, 8, packed, bias, x, columns, finish);
  if (panels & 4) {
    group_products(row, 4, packed, bias, x, columns, finish);
    packed += 16 * columns, row += 16;
  }
  if (panels & 2) {
    group_products(row, 2, packed, bias, x, columns, finish);
    packed += 8 * columns, row += 8;
  }
  if (panels & 1) group_products(row, 1, packed, bias, x, columns, finish);
}

static float *kept_sums;

INLINE void keep_sums(const __m128 *acc, int count, int row) {
  for (int j = 0; j < count; j++) _mm_storeu_ps(kept_sums + row + 4 * j, acc[j]);
}

/** out = bias + M x. Fields read their sums from there: measured 3 to 12 % faster for them than from registers. */
static inline void affine(float *out, const float *packed, const float *bias, const float *x, int rows, int columns) {
  kept_sums = out;
  products(packed, bias, x, rows, columns, keep_sums);
}

/** The sum of the four lanes. */
INLINE float lane_sum(__m128 v) {
  v = _mm_add_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)));
}

/** Σ a[i] · b[i]; n a multiple of eight. */
static inline float dot(const float *a, const float *b, int n) {
  __m128 even = _mm_setzero_ps(), odd = _mm_setzero_ps();
  for (int i = 0; i < n; i += 8) {
    even = _mm_add_ps(even, _mm_mul_ps(_mm_load_ps(a + i), _mm_load_ps(b + i)));
    odd = _mm_add_ps(odd, _mm_mul_ps(_mm_load_ps(a + i + 4), _mm_load_ps(b + i + 4)));
  }
  return lane_sum(_mm_add_ps(even, odd));
}

/** Whether n floats are finite: x − x is NaN for ±∞ and NaN, and a NaN stays in the sum. */
static inline bool all_finite(const float *x, int n) {
  __m128 difference = _mm_setzero_ps();
  for (int i = 0; i + 4 <= n; i += 4) {
    __m128 v = _mm_loadu_ps(x + i);
    difference = _mm_add_ps(difference, _mm_sub_ps(v, v));
  }
  float rest = 0;
  for (int left = n & 3; left > 0; left--) rest += x[n - left] - x[n - left];
  return rest == 0 && !_mm_movemask_ps(_mm_cmpunord_ps(difference, difference));
}

/**
 * Copies n floats, a multiple of four. Not memcpy: its 32-byte loads wait for the 16-byte stores of the step to leave the
 * store buffer, 26 ns of an LSTM step of 8 units.
 */
static inline void copy(float *to, const float *from, int n) {
  for (int i = 0; i < n; i += 4) _mm_storeu_ps(to + i, _mm_loadu_ps(from + i));
}

#endif
