/** Half-precision floats, IEEE 754 binary16: a sign, 5 bits of exponent biased by 15, 10 of fraction. */

/** The bits of the half-precision float nearest to x, ties to even; infinite where |x| ≥ 65,520. x is not NaN. */
export function halfOf(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  // what a unit in the last place is worth: subnormals share the exponent of the smallest normal number
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const unit = 2 ** (exponent - 10);
  const units = roundToEven(size / unit);
  const bits = exponent === -14 && units < 1024 ? units : ((exponent + 14) << 10) + units;
  return sign | (size === 0 ? 0 : Math.min(bits, 0x7c00));
}

/** The value of 16 bits, exactly: subnormals, -0, infinities and NaN included. */
export function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  let size = (1024 + fraction) * 2 ** (exponent - 25);
  if (exponent === 0) size = fraction * 2 ** -24;
  if (exponent === 31) size = fraction === 0 ? Infinity : Number.NaN;
  return bits & 0x8000 ? -size : size;
}

function roundToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
