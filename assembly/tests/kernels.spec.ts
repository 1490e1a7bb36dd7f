import { paddedBytes } from '../access';
import { allowModel, allowSession, multiplyAdds, resetCounters, transcendentals } from '../checks';
import { affine, groupOf } from '../kernels/affine';
import { affineSparse, synapses } from '../kernels/blocks';
import { copyFloats } from '../kernels/copy';
import { field } from '../kernels/field';
import { firstNonFinite } from '../kernels/finite';
import { gated } from '../kernels/gated';
import { mean } from '../kernels/mean';
import { SUM } from '../kernels/reduce';
import { softmax } from '../kernels/softmax';
import { OP_EULER, OP_GATE, OP_GRU, OP_TANH } from '../layout';
import { squash } from '../math/tanh';

const MOST: u32 = 40;
const A: usize = memory.data(4096, 16);
const B: usize = memory.data(4096, 16);
const C: usize = memory.data(4096, 16);
const D: usize = memory.data(4096, 16);
const PANELS: usize = memory.data(16384, 16);
const SCALAR: usize = memory.data(4096, 16);
const VECTOR: usize = memory.data(4096, 16);

/** Fills n floats with reproducible values of about −2 … 2 and poisons what follows with NaN. */
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

/** The weight of a row and a column, from panels in groups. */
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

/** Element `row` of c + T b as docs/format.md orders it; the columns from `first` on are those of d. */
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

/** Panels of which every `step`th column has a block of so many weights; how many blocks. */
function fillBlocks(panels: u32, weights: u32, k: u32, step: u32): u32 {
  let to = PANELS;
  let blocks: u32 = 0;
  for (let panel: u32 = 0; panel < panels; panel++) {
    const count = (k + step - 1) / step;
    store<u32>(to, count);
    for (let i: u32 = 0; i < count; i++) store<u32>(to + 16 + (i << 2), (i * step) << 2);
    to += 16 + (((count << 2) + 15) & ~15);
    fill(to, count * weights, panel + 7);
    to += (count * weights) << 2;
    blocks += count;
  }
  return blocks;
}

/** Weight `lane` of block i of a panel. */
function blockWeight(panel: u32, i: u32, lane: u32, weights: u32, k: u32, step: u32): f32 {
  const count = (k + step - 1) / step;
  const head: u32 = 16 + (((count << 2) + 15) & ~15);
  return at(PANELS + panel * (head + ((count * weights) << 2)) + head, i * weights + lane);
}

describe('blocks', () => {
  it('give the chain of affine without the missing products', () => {
    for (let panels: u32 = 1; panels <= 4; panels++) {
      for (let k: u32 = 1; k <= 11; k += 5) {
        for (let step: u32 = 1; step <= 3; step++) {
          const blocks = fillBlocks(panels, 4, k, step);
          fill(B, k, 2);
          fill(C, 4 * panels, 3);
          resetCounters();
          affineSparse<v128>(VECTOR, PANELS, B, C, panels);
          expect(multiplyAdds).toBe(4 * blocks);
          affineSparse<f32>(SCALAR, PANELS, B, C, panels);
          expect(sameBits(SCALAR, VECTOR, 4 * panels)).toBe(true);
          for (let row: u32 = 0; row < 4 * panels; row++) {
            let sum = at(C, row);
            for (let i: u32 = 0; i * step < k; i++) sum += blockWeight(row >> 2, i, row & 3, 4, k, step) * at(B, i * step);
            expect(at(VECTOR, row)).toBe(sum);
          }
        }
      }
    }
  });

  it('of synapses give two sums over the same gates', () => {
    for (let n: u32 = 1; n <= 9; n++) {
      const panels = (n + 3) >> 2;
      for (let k: u32 = 1; k <= 7; k += 3) {
        for (let step: u32 = 1; step <= 2; step++) {
          const blocks = fillBlocks(panels, 16, k, step);
          fill(B, k, 2);
          fill(C, 8 * panels, 3);
          resetCounters();
          synapses<v128>(VECTOR, PANELS, B, C, n);
          expect(multiplyAdds).toBe(12 * blocks);
          expect(transcendentals).toBe(4 * blocks);
          synapses<f32>(SCALAR, PANELS, B, C, n);
          for (let segment: u32 = 0; segment < 2; segment++) {
            const first = segment * 4 * panels;
            expect(sameBits(SCALAR + (first << 2), VECTOR + (first << 2), n)).toBe(true);
            for (let row: u32 = 0; row < n; row++) {
              let sum = at(C, first + row);
              for (let i: u32 = 0; i * step < k; i++) {
                const slope = blockWeight(row >> 2, i, row & 3, 16, k, step);
                const offset = blockWeight(row >> 2, i, 4 + (row & 3), 16, k, step);
                const weight = blockWeight(row >> 2, i, 8 + 4 * segment + (row & 3), 16, k, step);
                sum += weight * squash<f32>(OP_GATE, slope * at(B, i * step) + offset);
              }
              expect(at(VECTOR, first + row)).toBe(sum);
            }
          }
        }
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

  it('make a softmax that sums to one', () => {
    for (let n: u32 = 1; n <= MOST; n++) {
      fill(A, n, n);
      resetCounters();
      softmax<f32>(SCALAR, A, n);
      expect(transcendentals).toBe(n);
      softmax<v128>(VECTOR, A, n);
      expect(transcendentals).toBe(2 * n);
      expect(sameBits(SCALAR, VECTOR, n)).toBe(true);
      let total: f64 = 0;
      for (let i: u32 = 0; i < n; i++) total += at(VECTOR, i);
      expect(Math.abs(total - 1)).toBeLessThan(1e-6);
    }
  });
});

describe('gru', () => {
  it('is its equation, with segments that are not aligned', () => {
    for (let n: u32 = 1; n <= 11; n++) {
      fill(A, 3 * n, 1);
      fill(B, 3 * n, 2);
      fill(C, n, 3);
      const k = <usize>n << 2;
      gated<f32>(OP_GRU, SCALAR, A, A + k, A + 2 * k, B, B + k, B + 2 * k, C, n);
      gated<v128>(OP_GRU, VECTOR, A, A + k, A + 2 * k, B, B + k, B + 2 * k, C, n);
      expect(sameBits(SCALAR, VECTOR, n)).toBe(true);
      for (let i: u32 = 0; i < n; i++) {
        const r = squash<f32>(OP_GATE, at(A, i) + at(B, i));
        const z = squash<f32>(OP_GATE, at(A, n + i) + at(B, n + i));
        const u = squash<f32>(OP_TANH, at(A, 2 * n + i) + r * at(B, 2 * n + i));
        expect(Mathf.abs(at(SCALAR, i) - (u + z * (at(C, i) - u)))).toBeLessThan(1e-6);
      }
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

describe('compensated increments', () => {
  it('follow a decay at 60 kHz where a plain sum stalls', () => {
    const n: u32 = 5;
    memory.fill(A, 0, 256);
    for (let i: u32 = 0; i < n; i++) {
      store<f32>(B + (i << 2), 1);
      store<f32>(C + (i << 2), 1);
    }
    store<f32>(D, 1.0 / 60000.0);
    for (let i = 0; i < 1200000; i++) field<v128>(OP_EULER, 0, A, A, B, C, D, 0, n);
    expect(paddedBytes(n)).toBe(32);
    for (let i: u32 = 0; i < n; i++) expect(Mathf.abs(at(A, i) - 1)).toBeLessThan(1e-6);
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
