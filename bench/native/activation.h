/** Activations as quotients that are not divided yet: formulas of several of them then need one division. */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include "panel.h"

INLINE __m128 multiply_add(__m128 a, __m128 b, __m128 c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }

/** n/q. */
typedef struct {
  __m128 n, q;
} Quotient;

/** tanh x = n/q with q ≥ 1: the rational function of assembly/math/tanh.ts, max error 4.5e-7; NaN stays NaN. */
INLINE Quotient tanh_quotient(__m128 x) {
  // of two operands, min and max give the second where one is NaN
  __m128 c = _mm_max_ps(_mm_set1_ps(-7.856315f), _mm_min_ps(_mm_set1_ps(7.856315f), x));
  __m128 s = _mm_mul_ps(c, c);
  // pairs of powers, not one after the other: a shorter wait, which 8 units feel
  __m128 square = _mm_mul_ps(s, s);
  __m128 p = multiply_add(_mm_set1_ps(1.146048e-5f), s, _mm_set1_ps(0.0029527326f));
  p = multiply_add(p, square, multiply_add(_mm_set1_ps(0.12926619f), s, _mm_set1_ps(0.99999946f)));
  __m128 q = multiply_add(_mm_set1_ps(2.3899271e-4f), s, _mm_set1_ps(0.023820784f));
  q = multiply_add(_mm_set1_ps(2.471949e-7f), square, q);
  q = multiply_add(q, square, multiply_add(_mm_set1_ps(0.46259749f), s, _mm_set1_ps(1.0f)));
  return (Quotient){_mm_mul_ps(c, p), q};
}

/** σ(2 x) = ½ + ½ tanh x: the ½ of the argument belongs into the weights. */
INLINE Quotient sigmoid_quotient_of_half(__m128 x) {
  Quotient t = tanh_quotient(x);
  return (Quotient){_mm_add_ps(t.q, t.n), _mm_add_ps(t.q, t.q)};
}

/** e^x for −87.33 ≤ x ≤ 88.72, by the method and with the constants of assembly/math/exp.ts, max relative error 9e-8. */
INLINE __m128 exp_bounded(__m128 x) {
  __m128 magic = _mm_set1_ps(12582912.0f); // 1.5 · 2²³: adding it rounds to an integer
  __m128 rounded = _mm_add_ps(_mm_mul_ps(x, _mm_set1_ps(1.44269504f)), magic);
  __m128 n = _mm_sub_ps(rounded, magic);
  __m128 r = _mm_sub_ps(x, _mm_mul_ps(n, _mm_set1_ps(0.693359375f)));
  r = _mm_sub_ps(r, _mm_mul_ps(n, _mm_set1_ps(-2.12194440e-4f)));
  __m128 q = multiply_add(_mm_set1_ps(0.0013814467f), r, _mm_set1_ps(0.008368781f));
  q = multiply_add(q, r, _mm_set1_ps(0.041668393f));
  q = multiply_add(q, r, _mm_set1_ps(0.1666652f));
  q = multiply_add(q, r, _mm_set1_ps(0.49999994f));
  __m128 p = _mm_add_ps(_mm_add_ps(_mm_mul_ps(q, _mm_mul_ps(r, r)), r), _mm_set1_ps(1.0f));
  return _mm_castsi128_ps(_mm_add_epi32(_mm_castps_si128(p), _mm_slli_epi32(_mm_castps_si128(rounded), 23)));
}

/**
 * a + ln(1 + e^x) = a + max(x, 0) + ln(1 + u), u = e^−|x|, with ln(1 + u) = u P(u)/Q(u), fitted in float64 for minimax
 * relative error on [0, 1]; max 2.7e-7 as f32. Q lies in [1, 2.9]. NaN stays NaN.
 */
INLINE Quotient softplus_quotient(__m128 a, __m128 x) {
  __m128 least = _mm_set1_ps(-87.33f), zero = _mm_setzero_ps();
  __m128 u = exp_bounded(_mm_max_ps(least, _mm_or_ps(x, _mm_set1_ps(-0.0f))));
  __m128 p = multiply_add(_mm_set1_ps(0.12376411f), u, _mm_set1_ps(0.86719298f));
  p = multiply_add(p, u, _mm_set1_ps(1.0f));
  __m128 q = multiply_add(_mm_set1_ps(0.031094488f), u, _mm_set1_ps(0.47405845f));
  q = multiply_add(q, u, _mm_set1_ps(1.3671911f));
  q = multiply_add(q, u, _mm_set1_ps(1.0f));
  // of two operands, the maximum gives the second where one is NaN
  __m128 whole = _mm_add_ps(a, _mm_max_ps(zero, x));
  return (Quotient){_mm_add_ps(_mm_mul_ps(whole, q), _mm_mul_ps(u, p)), q};
}

#endif
