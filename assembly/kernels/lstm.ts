/** The two halves of an LSTM cell's update; the gate sums a hold 4n floats in the order i, f, g, o, without padding. */
import { countTranscendentals, read, write } from '../access';
import { add, mul } from '../math/lanes';
import { sigmoid } from '../math/sigmoid';
import { tanh } from '../math/tanh';

/** out = σ(f) · b + σ(i) · tanh(g), the memory; n floats. `out` may be b. */
export function lstmMemory<T>(out: usize, a: usize, b: usize, n: u32): void {
  const end = <usize>n << 2;
  const forget = a + end;
  const candidate = forget + end;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const kept = mul<T>(sigmoid<T>(read<T>(forget + i)), read<T>(b + i));
    const added = mul<T>(sigmoid<T>(read<T>(a + i)), tanh<T>(read<T>(candidate + i)));
    write<T>(out + i, add<T>(kept, added));
    countTranscendentals<T>(3, i, end);
  }
}

/** out = σ(o) · tanh(b), b the memory; n floats. `out` may be b. */
export function lstmOutput<T>(out: usize, a: usize, b: usize, n: u32): void {
  const end = <usize>n << 2;
  const gate = a + 3 * end;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    write<T>(out + i, mul<T>(sigmoid<T>(read<T>(gate + i)), tanh<T>(read<T>(b + i))));
    countTranscendentals<T>(2, i, end);
  }
}
