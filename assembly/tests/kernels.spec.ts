/** Tests single kernels at any alignment, which JavaScript cannot reach. test/interpreter checks whole operations. */
import { allowModel, allowSession, multiplyAdds, resetCounters } from '../checks';
import { affine, groupOf } from '../kernels/affine';
import { copyFloats } from '../kernels/copy';
import { firstNonFinite } from '../kernels/finite';
import { mean } from '../kernels/mean';
import { SUM } from '../kernels/reduce';

const MOST: u32 = 40;
const A: usize = memory.data(4096, 16);
const B: usize = memory.data(4096, 16);
const C: usize = memory.data(4096, 16);
const D: usize = memory.data(4096, 16);
const PANELS: usize = memory.data(16384, 16);
const SCALAR: usize = memory.data(4096, 16);
const VECTOR: usize = memory.data(4096, 16);

/** Fills n floats with reproducible values of about −2 … 2 and poisons the following ones with NaN. */
function fill(to: usize, n: u32, seed: u32): void {
  for (let i: u32 = 0; i < n + 8; i++) {
    seed = seed * 1664525 + 1013904223;
    store<f32>(to + (i << 2), i < n ? <f32>(<i32>seed >> 8) / 4194304 : f32.NaN);
  }
}

function at(a: usize, i: u32): f32 {
  return load<f32>(a + (i << 2));
}

function sameBits(a: usize, b: usize, n: u32): bool {
  return memory.compare(a, b, n << 2) == 0;
}

/** Reads the weight of a row and a column from panels in groups. */
function weight(row: u32, column: u32, rows: u32, k: u32): f32 {
  let left = (rows + 3) >> 2;
  let panel = row >> 2;
  let start = PANELS;
  for (let count = groupOf(left); panel >= count; count = groupOf(left)) {
    start += (count * k) << 4;
    left -= count;
    panel -= count;
  }
  return load<f32>(start + ((column * groupOf(left) + panel) << 4) + ((row & 3) << 2));
}

/** Computes element `row` of c + T b in the order of docs/format.md. Columns from `first` on are those of d. */
function affineRow(row: u32, rows: u32, k: u32, first: u32): f32 {
  let sum = at(C, row);
  for (let j: u32 = 0; j < k; j++) sum += weight(row, j, rows, k) * (j < first ? at(B, j) : at(D, j - first));
  return sum;
}

beforeAll(() => {
  allowSession(0, 0xffffffff);
  allowModel(0, 0, 0, 0);
});

describe('affine', () => {
  it('is one chain a row, bias first, over one vector or two, for any number of rows', () => {
    for (let n: u32 = 1; n <= MOST; n++) {
      for (let k: u32 = 1; k <= 9; k += 4) {
        fill(PANELS, ((n + 3) >> 2) * 4 * k, n);
        const first = (k + 1) >> 1;
        fill(B, first, 2);
        fill(C, n, 3);
        fill(D, k - first, 4);
        resetCounters();
        affine<v128>(VECTOR, PANELS, B, first, D, k - first, C, (n + 3) >> 2, n);
        expect(multiplyAdds).toBe(n * k);
        for (let row: u32 = 0; row < n; row++) expect(at(VECTOR, row)).toBe(affineRow(row, n, k, first));
      }
    }
  });
});

describe('reductions', () => {
  it('add four lane sums as (0 + 2) + (1 + 3)', () => {
    for (let n: u32 = 1; n <= MOST; n++) {
      fill(A, n, n);
      const sums = new StaticArray<f32>(4);
      for (let i: u32 = 0; i < n; i++) sums[i & 3] += at(A, i);
      const expected = (sums[0] + sums[2] + (sums[1] + sums[3])) / <f32>n;
      mean<f32>(SUM, SCALAR, A, A, n);
      mean<v128>(SUM, VECTOR, A, A, n);
      expect(load<f32>(SCALAR)).toBe(expected);
      expect(load<f32>(VECTOR)).toBe(expected);
    }
  });
});

describe('copies', () => {
  it('touch nothing but their floats, at any alignment', () => {
    for (let n: u32 = 1; n <= 9; n++) {
      for (let k: u32 = 0; k <= 9; k++) {
        fill(A, n, 1);
        memory.fill(VECTOR, 0x55, 256);
        copyFloats<v128>(VECTOR + (k << 2), A, n);
        expect(sameBits(VECTOR + (k << 2), A, n)).toBe(true);
        expect(k == 0 || load<u32>(VECTOR + ((k - 1) << 2)) == 0x55555555).toBe(true);
        expect(load<u32>(VECTOR + ((n + k) << 2))).toBe(0x55555555);
      }
    }
  });
});

describe('the finite check', () => {
  it('finds the first element that is not finite and ignores padding', () => {
    for (let n: u32 = 1; n <= 13; n++) {
      fill(A, n, n);
      expect(firstNonFinite<v128>(A, n)).toBe(-1);
      expect(firstNonFinite<f32>(A, n)).toBe(-1);
      for (let i = <i32>n - 1; i >= 0; i--) {
        store<f32>(A + (i << 2), i & 1 ? -f32.POSITIVE_INFINITY : f32.NaN);
        expect(firstNonFinite<v128>(A, n)).toBe(i);
        expect(firstNonFinite<f32>(A, n)).toBe(i);
      }
    }
  });
});

describe('the bounds of the checked build', () => {
  it('trap outside the session, and on writing to the model', () => {
    allowSession(A, A + 64);
    allowModel(B, B + 64, B + 48, B + 64);
    expect(() => {
      firstNonFinite<v128>(A + 4, 16);
    }).toThrow('read past the session');
    expect(() => {
      mean<v128>(SUM, B, A, A, 4);
    }).toThrow('write to the model');
    expect(() => {
      mean<v128>(SUM, B + 48, A, A, 4);
      mean<v128>(SUM, A, B, B, 16);
    }).not.toThrow('inside');
    allowSession(0, 0xffffffff);
  });
});
