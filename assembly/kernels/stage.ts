import { read, readSplat, write } from '../access';
import { madd, mul, splat } from '../math/lanes';

/** out = a + (m · c) · b: the state of a Runge–Kutta stage, m of its substep c (scalar) along the slope b; n floats. */
export function stage<T>(out: usize, a: usize, b: usize, c: usize, n: u32, m: f32): void {
  const step = mul<T>(splat<T>(m), readSplat<T>(c));
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    write<T>(out + i, madd<T>(read<T>(a + i), step, read<T>(b + i)));
  }
}
