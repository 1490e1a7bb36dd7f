import { mul } from './lanes';

/** 2¹¹²: the distance between the exponent biases of f32 and f16. */
const REBIAS: f32 = 5.192296858534828e33;

/**
 * Reads half-precision floats at `address` into lanes of T, exactly, with subnormals but without infinities and NaN. Moves
 * exponent and fraction to their places in f32; a multiplication corrects the bias.
 */
// @ts-ignore: decorator
@inline
export function readHalf<T>(address: usize): T {
  if (isVector<T>()) {
    const h = v128.load16x4_u(address);
    const size = i32x4.shl(v128.and(h, i32x4.splat(0x7fff)), 13);
    const sign = i32x4.shl(v128.and(h, i32x4.splat(0x8000)), 16);
    return <T>v128.or(mul<v128>(size, f32x4.splat(REBIAS)), sign);
  } else {
    const h = <u32>load<u16>(address);
    const size = reinterpret<u32>(reinterpret<f32>((h & 0x7fff) << 13) * REBIAS);
    return <T>reinterpret<f32>(size | ((h & 0x8000) << 16));
  }
}
