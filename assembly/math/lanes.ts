/**
 * Arithmetic that is written once and compiled twice: T is `f32` (one lane) or `v128` (four f32 lanes).
 *
 * Every function is a single IEEE operation per lane, so a kernel over T gives the same bits in both builds. `isVector`
 * is decided at compile time: the scalar build contains no SIMD.
 */

/** Lanes of T: 1 or 4. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): u32 {
  return <u32>sizeof<T>() >> 2;
}

// @ts-ignore: decorator
@inline
export function splat<T>(x: f32): T {
  if (isVector<T>()) return f32x4.splat(x);
  else return <T>x;
}

/** Constant `index` of a table, in all lanes: from memory, which engines handle better than constants in the code. */
// @ts-ignore: decorator
@inline
export function constant<T>(table: usize, index: usize): T {
  if (isVector<T>()) return v128.load32_splat(table + (index << 2));
  else return load<T>(table + (index << 2));
}

// @ts-ignore: decorator
@inline
export function add<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.add(a, b);
  else return <T>(a + b);
}

// @ts-ignore: decorator
@inline
export function sub<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.sub(a, b);
  else return <T>(a - b);
}

// @ts-ignore: decorator
@inline
export function mul<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.mul(a, b);
  else return <T>(a * b);
}

// @ts-ignore: decorator
@inline
export function div<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.div(a, b);
  else return <T>(a / b);
}

/**
 * a · b + c: two roundings, but one in the relaxed build where the host fuses them. The sum comes last, so that a constant
 * is read when it is needed: V8 keeps the order of reads, and those of a polynomial read first would fill all registers.
 */
// @ts-ignore: decorator
@inline
export function madd<T>(a: T, b: T, c: T): T {
  if (isVector<T>()) {
    if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
    else return f32x4.add(f32x4.mul(a, b), c);
  } else return <T>(a * b + c);
}

/** c − a · b, as `madd`. */
// @ts-ignore: decorator
@inline
export function nmadd<T>(a: T, b: T, c: T): T {
  if (isVector<T>()) {
    if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
    else return f32x4.sub(c, f32x4.mul(a, b));
  } else return <T>(c - a * b);
}

// @ts-ignore: decorator
@inline
export function neg<T>(a: T): T {
  if (isVector<T>()) return f32x4.neg(a);
  else return <T>-a;
}

// @ts-ignore: decorator
@inline
export function magnitude<T>(a: T): T {
  if (isVector<T>()) return f32x4.abs(a);
  else return abs<T>(a);
}

/** The larger of a and b; NaN if either is, and +0 of ±0. */
// @ts-ignore: decorator
@inline
export function greater<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.max(a, b);
  else return max<T>(a, b);
}

/** b < a ? b : a. A NaN in `a` stays, which is why the value to clamp comes first. */
// @ts-ignore: decorator
@inline
export function pmin<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.pmin(a, b);
  else return b < a ? b : a;
}

/** a < b ? b : a. A NaN in `a` stays, which is why the value to clamp comes first. */
// @ts-ignore: decorator
@inline
export function pmax<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.pmax(a, b);
  else return a < b ? b : a;
}

/** x < limit ? below : otherwise; NaN in `x` takes `otherwise`. */
// @ts-ignore: decorator
@inline
export function selectLess<T>(x: T, limit: T, below: T, otherwise: T): T {
  if (isVector<T>()) return v128.bitselect(below, otherwise, f32x4.lt(x, limit));
  else return x < limit ? below : otherwise;
}

/** x, or +0 where |x| < least; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function atLeast<T>(x: T, least: T): T {
  if (isVector<T>()) return v128.andnot(x, f32x4.lt(f32x4.abs(x), least));
  else return abs<T>(x) < least ? <T>0 : x;
}

/** x, if it is NaN, otherwise y. */
// @ts-ignore: decorator
@inline
export function selectNaN<T>(x: T, y: T): T {
  if (isVector<T>()) return v128.bitselect(y, x, f32x4.eq(x, x));
  else return x == x ? y : x;
}

/** Multiplies x by 2 to the power held in the low nine bits of `rounded`, by adding to the exponent field. */
// @ts-ignore: decorator
@inline
export function scaleExponent<T>(x: T, rounded: T): T {
  if (isVector<T>()) return i32x4.add(x, i32x4.shl(rounded, 23));
  else return <T>reinterpret<f32>(reinterpret<i32>(<f32>x) + (reinterpret<i32>(<f32>rounded) << 23));
}

/** Whether a lane is NaN. */
// @ts-ignore: decorator
@inline
export function anyNaN<T>(x: T): bool {
  if (isVector<T>()) return v128.any_true(f32x4.ne(x, x));
  else return x != x;
}
