import { hasAll, hasAny, replace } from '../blob/bits';

const SET: usize = memory.data(64, 16);
const BITS: u32 = 256;

function bit(i: u32): bool {
  return ((load<u8>(SET + (i >> 3)) >> <u8>(i & 7)) & 1) != 0;
}

describe('a set of bits', () => {
  it('has ranges that begin and end anywhere in its words', () => {
    let wrong = 0;
    for (let at: u32 = 0; at < 132; at += 3) {
      for (let room: u32 = 0; at + room < 200; room += 7) {
        const n = room >> 1;
        memory.fill(SET, 0xff, BITS >> 3);
        replace(SET, at, n, room);
        for (let i: u32 = 0; i < BITS; i++) if (bit(i) != (i < at + n || i >= at + room)) wrong++;
        if (!hasAll(SET, at, n) || (room > n && hasAll(SET, at, n + 1))) wrong++;
        if (hasAny(SET, at + n, room - n) || !hasAny(SET, at + n, room - n + 1)) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });
});
