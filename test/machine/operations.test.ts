import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { assemble, at, type Instruction, NONE, type Tensor, tensor } from './assemble.ts';
import { BUILDS, floats, loaded } from './builds.ts';

const f = Math.fround;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

interface Sizes {
  n: number;
  k: number;
  m: number;
}

interface Operation {
  op: number;
  /** Floats of each operand; 'matrix' is n × k. */
  operands: (s: Sizes) => (number | 'matrix')[];
  /** Floats of the result, by default n. */
  length?: (s: Sizes) => number;
  /** Element i of the result in float64; x[j] is operand j. */
  result: (x: number[][], i: number, s: Sizes) => number;
  usesK?: true;
  usesImmediate?: true;
  transcendentals?: number;
  /** The first operand is a state, updated in place; it is followed by its compensation in x[6]. */
  state?: true;
}

const elementwise = (
  op: number,
  count: number,
  result: (...x: number[]) => number,
  more: Partial<Operation> = {},
) => ({
  op,
  operands: ({ n }: Sizes) => Array(count).fill(n),
  result: (x: number[][], i: number, { m }: Sizes) => result(...x.slice(0, count).map((v) => v[i]), m),
  ...more,
});

/** An integrator: operands of n floats, then the substep. */
const integrator = (
  op: number,
  count: number,
  increment: (x: number[][], i: number) => number,
  tr = 0,
): Operation => ({
  op,
  operands: ({ n }) => [...Array(count - 1).fill(n), 1],
  result: (x, i) => x[0][i] + (increment(x, i) - x[6][i]),
  state: true,
  transcendentals: tr,
});

const slope = ([a, b, c]: number[][], i: number) => b[i] - c[i] * a[i];
const phi1 = (z: number) => (z === 0 ? 1 : -Math.expm1(-z) / z);
const exponentials = (a: number[]) => a.map((v) => Math.exp(v - Math.max(...a)));

const OPERATIONS: Record<string, Operation> = {
  copy: elementwise(L.OP_COPY, 1, (a) => a),
  concat: {
    op: L.OP_CONCAT,
    operands: ({ n, k }) => [n, k],
    length: ({ n, k }) => n + k,
    result: ([a, b], i, { n }) => (i < n ? a[i] : b[i - n]),
    usesK: true,
  },
  slice: {
    op: L.OP_SLICE,
    operands: ({ n, k }) => [n + k],
    result: ([a], i, { k }) => a[i + k],
    usesK: true,
  },
  broadcast: { op: L.OP_BROADCAST, operands: () => [1], result: ([a]) => a[0] },
  mean: {
    op: L.OP_MEAN,
    operands: ({ n }) => [n],
    length: () => 1,
    result: ([a], _, { n }) => a.reduce((s, v) => s + v, 0) / n,
  },
  softmax: {
    op: L.OP_SOFTMAX,
    operands: ({ n }) => [n],
    result: ([a], i) => exponentials(a)[i] / exponentials(a).reduce((s, v) => s + v, 0),
    transcendentals: 1,
  },
  affine: {
    op: L.OP_AFFINE,
    operands: ({ n, k }) => ['matrix', k, n],
    result: ([w, b, c], i, { k }) => b.reduce((s, v, j) => s + w[i * k + j] * v, c[i]),
    usesK: true,
  },
  abs: elementwise(L.OP_ABS, 1, Math.abs),
  neg: elementwise(L.OP_NEG, 1, (a) => -a),
  reciprocal: elementwise(L.OP_RECIPROCAL, 1, (a) => 1 / a),
  tanh: elementwise(L.OP_TANH, 1, Math.tanh, { transcendentals: 1 }),
  sigmoid: elementwise(L.OP_SIGMOID, 1, sigmoid, { transcendentals: 1 }),
  softplus: elementwise(L.OP_SOFTPLUS, 1, (a) => Math.log1p(Math.exp(a)), { transcendentals: 1 }),
  exp: elementwise(L.OP_EXP, 1, Math.exp, { transcendentals: 1 }),
  relu: elementwise(L.OP_RELU, 1, (a) => Math.max(a, 0)),
  silu: elementwise(L.OP_SILU, 1, (a) => a * sigmoid(a), { transcendentals: 1 }),
  scale: elementwise(L.OP_SCALE, 1, (a, m) => a * m, { usesImmediate: true }),
  shift: elementwise(L.OP_SHIFT, 1, (a, m) => a + m, { usesImmediate: true }),
  add: elementwise(L.OP_ADD, 2, (a, b) => a + b),
  sub: elementwise(L.OP_SUB, 2, (a, b) => a - b),
  mul: elementwise(L.OP_MUL, 2, (a, b) => a * b),
  div: elementwise(L.OP_DIV, 2, (a, b) => a / b),
  lerp: elementwise(L.OP_LERP, 3, (a, b, c) => b + a * (c - b)),
  'lstm-memory': {
    op: L.OP_LSTM_MEMORY,
    operands: ({ n }) => [4 * n, n],
    result: ([a, b], i, { n }) => sigmoid(a[n + i]) * b[i] + sigmoid(a[i]) * Math.tanh(a[2 * n + i]),
    transcendentals: 3,
  },
  'lstm-output': {
    op: L.OP_LSTM_OUTPUT,
    operands: ({ n }) => [4 * n, n],
    result: ([a, b], i, { n }) => sigmoid(a[3 * n + i]) * Math.tanh(b[i]),
    transcendentals: 2,
  },
  gru: {
    op: L.OP_GRU,
    operands: ({ n }) => [3 * n, 3 * n, n],
    result: ([a, b, c], i, { n }) => {
      const z = sigmoid(a[n + i] + b[n + i]);
      const u = Math.tanh(a[2 * n + i] + sigmoid(a[i] + b[i]) * b[2 * n + i]);
      return u + z * (c[i] - u);
    },
    transcendentals: 3,
  },
  slope: elementwise(L.OP_SLOPE, 3, (a, b, c) => b - c * a),
  stage: {
    op: L.OP_STAGE,
    operands: ({ n }) => [n, n, 1],
    result: ([a, b, c], i, { m }) => a[i] + m * c[0] * b[i],
    usesImmediate: true,
  },
  euler: integrator(L.OP_EULER, 4, (x, i) => x[3][0] * slope(x, i)),
  'semi-implicit': integrator(
    L.OP_SEMI_IMPLICIT,
    4,
    (x, i) => (x[3][0] * slope(x, i)) / (1 + x[3][0] * x[2][i]),
  ),
  exponential: integrator(L.OP_EXPONENTIAL, 4, (x, i) => x[3][0] * phi1(x[3][0] * x[2][i]) * slope(x, i), 1),
  heun: integrator(L.OP_HEUN, 4, ([, b, c, d], i) => 0.5 * d[0] * (b[i] + c[i])),
  rk4: integrator(L.OP_RK4, 6, ([, b, c, d, e, s], i) => (s[0] / 6) * (b[i] + e[i] + 2 * (c[i] + d[i]))),
};

const padded = (n: number) => ((n + 3) >> 2) << 4;

/** A model of the one operation, its operands one after the other in the arena, and what to write where. */
function model(operation: Operation, sizes: Sizes, values: () => number) {
  const lengths = operation.operands(sizes);
  const [stateOffset, tensors, vectors, inputs] = [32, [] as Tensor[], [] as number[][], [] as number[]];
  let end = stateOffset + 32;
  const place = (n: number) => {
    const offset = end;
    end += padded(n);
    return offset;
  };
  const stateBytes = operation.state ? 2 * padded(sizes.n) : 32;
  if (operation.state) end = stateOffset + stateBytes;
  const offsets = lengths.map((length, j) => {
    const count = length === 'matrix' ? sizes.n * sizes.k : length;
    vectors.push(Array.from({ length: count }, values));
    if (length === 'matrix') {
      tensors.push({ kind: L.KIND_MATRIX, rows: sizes.n, columns: sizes.k, values: vectors[j] });
      inputs.push(tensor(0));
      return -1;
    }
    const offset = operation.state && j === 0 ? stateOffset : place(length);
    inputs.push(at(offset));
    return offset;
  });
  if (operation.state) vectors[6] = Array.from({ length: sizes.n }, () => f(values() * 1e-8));
  const length = operation.length?.(sizes) ?? sizes.n;
  const out = operation.state ? stateOffset : place(length);
  const instruction: Instruction = {
    op: operation.op,
    n: sizes.n,
    k: operation.usesK ? sizes.k : 0,
    out: at(out),
    in: [...inputs, NONE, NONE, NONE, NONE, NONE, NONE].slice(0, 6),
    immediate: operation.usesImmediate ? sizes.m : 0,
  };
  const work = {
    multiplyAdds: operation.op === L.OP_AFFINE ? sizes.n * sizes.k : 0,
    transcendentals: sizes.n * (operation.transcendentals ?? 0),
  };
  const blob = assemble({
    program: [instruction],
    tensors,
    ports: [
      { kind: L.PORT_INPUT, length: 1, offset: 0 },
      { kind: L.PORT_DT, length: 1, offset: 16 },
      { kind: L.PORT_OUTPUT, length, offset: out },
      { kind: L.PORT_STATE, length: operation.state ? sizes.n : 4, offset: stateOffset },
    ],
    arena: end + 16,
    state: [stateOffset, stateBytes],
    ...work,
  });
  return { blob, work, vectors, offsets, out, length, end };
}

const sizesArbitrary = fc.record({
  n: fc.integer({ min: 1, max: 70 }),
  k: fc.integer({ min: 1, max: 21 }),
  m: fc.integer({ min: -64, max: 64 }).map((v) => v / 32),
});

describe.each(Object.entries(OPERATIONS))('%s', (_name, operation) => {
  test.prop([sizesArbitrary, fc.integer()], { numRuns: 40 })(
    'is its formula, with the same bits in all builds, whatever the padding holds, and the work it states',
    (sizes, seed) => {
      let random = seed;
      const values = () => {
        random = (Math.imul(random, 1664525) + 1013904223) | 0;
        return f(((random >>> 0) / 2 ** 32) * 4 - 2 || 0.5);
      };
      // Divisions need a divisor away from zero, decays and substeps are positive.
      const positive = [L.OP_RECIPROCAL, L.OP_DIV].includes(operation.op) || operation.state;
      const { blob, work, vectors, offsets, out, length, end } = model(operation, sizes, () =>
        positive ? f(Math.abs(values()) + 0.01) : values(),
      );
      const results = BUILDS.map((build) => {
        const machine = loaded(build, blob);
        const session = machine.session();
        floats(machine, session + 32, (end + 16 - 32) / 4).fill(Number.NaN);
        offsets.forEach((offset, j) => {
          if (offset >= 0) floats(machine, session + offset, vectors[j].length).set(vectors[j]);
        });
        if (operation.state) floats(machine, session + 32 + padded(sizes.n), sizes.n).set(vectors[6]);
        else floats(machine, session + 32, 4).fill(0);
        expect(machine.step(session, 1)).toBe(L.OK);
        if (build === 'checked') {
          expect({
            multiplyAdds: machine.multiplyAdds(),
            transcendentals: machine.transcendentals(),
          }).toEqual(work);
        }
        return floats(machine, session + out, length).slice();
      });
      const words = results.map((r) => Array.from(new Uint32Array(r.buffer)));
      expect(words[1]).toEqual(words[0]);
      expect(words[2]).toEqual(words[0]);
      const scale = operation.op === L.OP_AFFINE ? sizes.k : 1;
      for (let i = 0; i < length; i++) {
        const exact = operation.result(vectors, i, sizes);
        const error = Math.abs(results[0][i] - exact);
        if (!(error <= 2e-6 * scale * Math.max(1, Math.abs(exact)))) {
          expect.fail(`element ${i}: ${results[0][i]}, not ${exact}`);
        }
      }
    },
  );
});
