/** Closed-form continuous-time network, mode `default` without a backbone, dense read-out to 1 output. */
#include "map.h"

#define HEADS 4

/** f₁, f₂, then a and b of the gate. */
static float scale_of(int head) { return head < 2 ? 1.0f : 0.5f; }

/** f₁ (1 − t) + f₂ t over the common denominator, where t = ½ + ½ tanh. */
INLINE __m128 blend(const __m128 *head, __m128 elapsed) {
  Quotient f1 = tanh_quotient(head[0]);
  Quotient f2 = tanh_quotient(head[1]);
  Quotient t = tanh_quotient(_mm_add_ps(_mm_mul_ps(head[2], elapsed), head[3]));
  __m128 from = _mm_mul_ps(_mm_mul_ps(f1.n, f2.q), _mm_sub_ps(t.q, t.n));
  __m128 to = _mm_mul_ps(_mm_mul_ps(f2.n, f1.q), _mm_add_ps(t.q, t.n));
  __m128 q = _mm_mul_ps(_mm_mul_ps(f1.q, f2.q), _mm_add_ps(t.q, t.q));
  return _mm_div_ps(_mm_add_ps(from, to), q);
}

#include "heads.h"
