/**
 * Arithmetic, written once and compiled twice: T is `f32` (one lane) or `v128` (four f32 lanes).
 *
 * Every function is one IEEE operation per lane, so a kernel over T gives the same bits in both builds. The compiler
 * decides `isVector`: the scalar build contains no SIMD.
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
  if (isVector<T>()) return <T>f32x4.splat(x);
  else return <T>x;
}

/** Reads constant `index` of a table into all lanes. Engines handle memory better than constants in the code. */
// @ts-ignore: decorator
@inline
export function constant<T>(table: usize, index: usize): T {
  if (isVector<T>()) return <T>v128.load32_splat(table + (index << 2));
  else return load<T>(table + (index << 2));
}

// @ts-ignore: decorator
@inline
export function add<T>(a: T, b: T): T {
  if (isVector<T>()) return <T>f32x4.add(<v128>a, <v128>b);
  else return <T>(<f32>a + <f32>b);
}

// @ts-ignore: decorator
@inline
export function sub<T>(a: T, b: T): T {
  if (isVector<T>()) return <T>f32x4.sub(<v128>a, <v128>b);
  else return <T>(<f32>a - <f32>b);
}

// @ts-ignore: decorator
@inline
export function mul<T>(a: T, b: T): T {
  if (isVector<T>()) return <T>f32x4.mul(<v128>a, <v128>b);
  else return <T>(<f32>a * <f32>b);
}

// @ts-ignore: decorator
@inline
export function div<T>(a: T, b: T): T {
  if (isVector<T>()) return <T>f32x4.div(<v128>a, <v128>b);
  else return <T>(<f32>a / <f32>b);
}

/**
 * a · b + c with two roundings; with one in the relaxed build if the host fuses them. The sum comes last, so that code reads
 * a constant when it needs it: V8 keeps the order of reads, and early constants of a polynomial would fill all registers.
 */
// @ts-ignore: decorator
@inline
export function madd<T>(a: T, b: T, c: T): T {
  if (isVector<T>()) {
    if (ASC_FEATURE_RELAXED_SIMD) return <T>f32x4.relaxed_madd(<v128>a, <v128>b, <v128>c);
    else return <T>f32x4.add(f32x4.mul(<v128>a, <v128>b), <v128>c);
  } else return <T>(<f32>a * <f32>b + <f32>c);
}

/** c − a · b, like `madd`. */
// @ts-ignore: decorator
@inline
export function nmadd<T>(a: T, b: T, c: T): T {
  if (isVector<T>()) {
    if (ASC_FEATURE_RELAXED_SIMD) return <T>f32x4.relaxed_nmadd(<v128>a, <v128>b, <v128>c);
    else return <T>f32x4.sub(<v128>c, f32x4.mul(<v128>a, <v128>b));
  } else return <T>(<f32>c - <f32>a * <f32>b);
}

// @ts-ignore: decorator
@inline
export function neg<T>(a: T): T {
  if (isVector<T>()) return <T>f32x4.neg(<v128>a);
  else return <T>-<f32>a;
}

// @ts-ignore: decorator
@inline
export function magnitude<T>(a: T): T {
  if (isVector<T>()) return <T>f32x4.abs(<v128>a);
  else return <T>abs<f32>(<f32>a);
}

// @ts-ignore: decorator
@inline
export function root<T>(a: T): T {
  if (isVector<T>()) return <T>f32x4.sqrt(<v128>a);
  else return <T>sqrt<f32>(<f32>a);
}

/** The larger of a and b; NaN if either is, and +0 of ±0. */
// @ts-ignore: decorator
@inline
export function greater<T>(a: T, b: T): T {
  if (isVector<T>()) return <T>f32x4.max(<v128>a, <v128>b);
  else return <T>max<f32>(<f32>a, <f32>b);
}

/** b < a ? b : a. A NaN in `a` stays, so pass the value to clamp first. */
// @ts-ignore: decorator
@inline
export function pmin<T>(a: T, b: T): T {
  if (isVector<T>()) return <T>f32x4.pmin(<v128>a, <v128>b);
  else return b < a ? b : a;
}

/** a < b ? b : a. A NaN in `a` stays, so pass the value to clamp first. */
// @ts-ignore: decorator
@inline
export function pmax<T>(a: T, b: T): T {
  if (isVector<T>()) return <T>f32x4.pmax(<v128>a, <v128>b);
  else return a < b ? b : a;
}

/** x < limit ? below : otherwise; NaN in `x` takes `otherwise`. */
// @ts-ignore: decorator
@inline
export function selectLess<T>(x: T, limit: T, below: T, otherwise: T): T {
  if (isVector<T>()) return <T>v128.bitselect(<v128>below, <v128>otherwise, f32x4.lt(<v128>x, <v128>limit));
  else return x < limit ? below : otherwise;
}

/** x, or +0 if |x| < least; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function atLeast<T>(x: T, least: T): T {
  if (isVector<T>()) return <T>v128.andnot(<v128>x, f32x4.lt(f32x4.abs(<v128>x), <v128>least));
  else return abs<f32>(<f32>x) < <f32>least ? <T>0 : x;
}

/** x if it is NaN, otherwise y. */
// @ts-ignore: decorator
@inline
export function selectNaN<T>(x: T, y: T): T {
  if (isVector<T>()) return <T>v128.bitselect(<v128>y, <v128>x, f32x4.eq(<v128>x, <v128>x));
  else return x == x ? y : x;
}

/** Multiplies x by 2 to the power in the low nine bits of `rounded`: adds it to the exponent field. */
// @ts-ignore: decorator
@inline
export function scaleExponent<T>(x: T, rounded: T): T {
  if (isVector<T>()) return <T>i32x4.add(<v128>x, i32x4.shl(<v128>rounded, 23));
  else return <T>reinterpret<f32>(reinterpret<i32>(<f32>x) + (reinterpret<i32>(<f32>rounded) << 23));
}

/** Whether a lane is NaN. */
// @ts-ignore: decorator
@inline
export function anyNaN<T>(x: T): bool {
  if (isVector<T>()) return v128.any_true(f32x4.ne(<v128>x, <v128>x));
  else return x != x;
}
