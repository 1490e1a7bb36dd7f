import { signature } from '../blob/signatures';

describe('the signatures', () => {
  it('exist for exactly the 49 operations, and for no other form', () => {
    let count = 0;
    let forms = 0;
    for (let op: u32 = 0; op < 256; op++) {
      count += i32(signature(op, 0) != 0);
      for (let form: u32 = 1; form < 256; form++) forms += i32(signature(op, form) != 0);
    }
    expect(count).toBe(49);
    // one of four binaries, two of lerp, four of four operations on fields, thirteen activations of a fraction
    expect(forms).toBe(4 + 2 + 16 + 13);
  });
});
