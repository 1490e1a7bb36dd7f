/** Closed-form continuous-time network with three heads, dense read-out to 1 output. */
#include "map.h"

#define HEADS 3

/** g, k, then a of the gate σ(−Δ a). */
static float scale_of(int head) { return head < 2 ? 1.0f : -0.5f; }

/** t g + (1 − t) k over the common denominator, where t = ½ + ½ tanh. */
INLINE __m128 blend(const __m128 *head, __m128 elapsed) {
  Quotient g = tanh_quotient(head[0]);
  Quotient k = tanh_quotient(head[1]);
  Quotient t = tanh_quotient(_mm_mul_ps(head[2], elapsed));
  __m128 to = _mm_mul_ps(_mm_mul_ps(g.n, k.q), _mm_add_ps(t.q, t.n));
  __m128 from = _mm_mul_ps(_mm_mul_ps(k.n, g.q), _mm_sub_ps(t.q, t.n));
  __m128 q = _mm_mul_ps(_mm_mul_ps(g.q, k.q), _mm_add_ps(t.q, t.q));
  return _mm_div_ps(_mm_add_ps(to, from), q);
}

#include "heads.h"
