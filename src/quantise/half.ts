/** Half-precision floats, IEEE 754 binary16: a sign, 5 bits of exponent biased by 15, 10 of fraction. */

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** Units in the last place in 1, by the exponent from −14 on; and what such a unit is worth, by the exponent's five bits. */
const perOne = Float64Array.from({ length: 30 }, (_, i) => 2 ** (24 - i));
const unit = Float64Array.from({ length: 32 }, (_, bits) => 2 ** (Math.max(bits, 1) - 25));

/** The largest finite half. */
const LARGEST_HALF = 65504;

/** The bits of the half-precision float nearest to x, ties to even; infinite if |x| ≥ 65,520. x is not NaN. */
export function halfOf(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size >= 65520) return sign | 0x7c00;
  // subnormals share the exponent of the smallest normal number
  float[0] = size;
  const exponent = Math.max(0, (words[1] >>> 20) - 1009);
  const units = roundToEven(size * perOne[exponent]);
  return sign | (exponent === 0 && units < 1024 ? units : (exponent << 10) + units);
}

/** The smallest half ≥ x ≥ 0. */
export function halfAbove(x: number): number {
  const bits = halfOf(x);
  return fromHalf(bits) < x && x <= LARGEST_HALF ? fromHalf(bits + 1) : fromHalf(bits);
}

/** The value of 16 bits, exactly: subnormals, -0, infinities and NaN included. */
export function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  let size = ((exponent === 0 ? 0 : 1024) + fraction) * unit[exponent];
  if (exponent === 31) size = fraction === 0 ? Infinity : Number.NaN;
  return bits & 0x8000 ? -size : size;
}

function roundToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
