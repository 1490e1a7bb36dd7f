/** Every operation of the interpreter in each of its forms: its operands, and its formula in float64. */
import * as L from '../../assembly/layout.ts';
import { normalDistribution } from '../../src/ops/gelu.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const gate = (x: number) => sigmoid(2 * x);
const clamp = (x: number) => Math.min(Math.max(x, 0), 1);
const gelu = (x: number) => x * normalDistribution(x);
const epsilonOf = (m: number) => 0.01 + Math.abs(m);
/** Floats of a segment that begins a vector of its own. */
const padded = (n: number) => 4 * Math.ceil(n / 4);

export interface Sizes {
  n: number;
  k: number;
  m: number;
}

export interface Operation {
  op: number;
  /** Floats of each operand; 'matrix' and 'rows' are n × k, 'coefficients' four segments of n, 'synapses' four of n × k. */
  operands: (s: Sizes) => (number | 'matrix' | 'rows' | 'coefficients' | 'synapses')[];
  /** Floats of the result, by default n. */
  length?: (s: Sizes) => number;
  /** Element i of the result in float64; x[j] is operand j. */
  result: (x: number[][], i: number, s: Sizes) => number;
  /** n of the instruction, by default that of the sizes. */
  n?: (s: Sizes) => number;
  /** Elements of the result that lie between its segments. */
  isPadding?: (i: number, s: Sizes) => boolean;
  usesK?: true;
  /** k is the distance of gate segments. */
  stride?: (n: number) => number;
  form?: number;
  /** Of the blob, where that which is written does not have it yet. */
  version?: number;
  /** Of an affine: opcodes of its segments' activations. */
  activations?: number[];
  /** What it is, if not any number. */
  usesImmediate?: true | ((m: number) => number);
  transcendentals?: number;
  /** Where it is not told by n, k and `transcendentals`. */
  work?: (s: Sizes) => { multiplyAdds: number; transcendentals: number };
  /** All values must be positive: something is divided by them. */
  positive?: true;
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

const phi1 = (z: number) => (z === 0 ? 1 : -Math.expm1(-z) / z);
const exponentials = (a: number[]) => a.map((v) => Math.exp(v - Math.max(...a)));

/** Drive and decay of a field in each form. */
const FORMS: [string, number, (x: number[][], i: number) => [drive: number, decay: number]][] = [
  ['', 0, ([, b, c], i) => [b[i], c[i]]],
  [', tanh drive', L.FORM_TANH_DRIVE, ([, b, c], i) => [Math.tanh(b[i]), c[i]]],
  [', reciprocal decay', L.FORM_RECIPROCAL_DECAY, ([, b, c], i) => [b[i], 1 / c[i]]],
  [', both', L.FORM_TANH_DRIVE | L.FORM_RECIPROCAL_DECAY, ([, b, c], i) => [Math.tanh(b[i]), 1 / c[i]]],
  [
    ', liquid',
    L.FORM_LIQUID,
    (x, i) => [gate(x[1][i]) * (x[x.length > 6 ? 4 : 3] as number[])[i], x[2][i] + gate(x[1][i])],
  ],
];

/** Slope and the updates by one evaluation, in every form. */
function fields(): Record<string, Operation> {
  const all: [string, Operation][] = [];
  for (const [suffix, form, field] of FORMS) {
    const own = form & (L.FORM_LIQUID | L.FORM_TANH_DRIVE) ? 1 : 0;
    const liquid = form === L.FORM_LIQUID;
    const slope = (x: number[][], i: number) => {
      const [drive, decay] = field(x, i);
      return drive - decay * x[0][i];
    };
    all.push([
      `slope${suffix}`,
      {
        op: L.OP_SLOPE,
        form,
        operands: ({ n }) => Array(liquid ? 4 : 3).fill(n),
        result: slope,
        positive: true,
        transcendentals: own,
      },
    ]);
    const update = (
      name: string,
      op: number,
      increment: (s: number, slope: number, decay: number) => number,
      tr = 0,
    ) =>
      all.push([
        `${name}${suffix}`,
        {
          op,
          form,
          operands: ({ n }) => [n, n, n, 1, ...(liquid ? [n] : [])],
          result: (x, i) => x[0][i] + (increment(x[3][0], slope(x, i), field(x, i)[1]) - x[6][i]),
          state: true,
          transcendentals: own + tr,
        },
      ]);
    update('euler', L.OP_EULER, (s, y) => s * y);
    update('semi-implicit', L.OP_SEMI_IMPLICIT, (s, y, decay) => (s * y) / (1 + s * decay));
    update('exponential', L.OP_EXPONENTIAL, (s, y, decay) => s * phi1(s * decay) * y, 1);
  }
  return Object.fromEntries(all);
}

export const OPERATIONS: Readonly<Record<string, Operation>> = {
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
  synapses: {
    op: L.OP_SYNAPSES,
    n: ({ n }) => 2 * n,
    operands: ({ n, k }) => ['synapses', k, padded(n) + n],
    length: ({ n }) => padded(n) + n,
    isPadding: (i, { n }) => i >= n && i < padded(n),
    result: ([w, b, c], i, { n, k }) => {
      const second = i >= padded(n);
      const row = second ? i - padded(n) : i;
      const at = (segment: number, j: number) => w[(segment * n + row) * k + j];
      return b.reduce((s, v, j) => s + at(second ? 3 : 2, j) * gate(at(0, j) * v + at(1, j)), c[i]);
    },
    usesK: true,
    work: ({ n, k }) => ({ multiplyAdds: 3 * padded(n) * k, transcendentals: padded(n) * k }),
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
  gelu: elementwise(L.OP_GELU, 1, gelu, { transcendentals: 1 }),
  'hard-sigmoid': elementwise(L.OP_HARD_SIGMOID, 1, clamp, { version: 4 }),
  'leaky-relu': elementwise(L.OP_LEAKY_RELU, 1, (a, m) => (a < 0 ? a * m : a), {
    usesImmediate: true,
    version: 4,
  }),
  elu: elementwise(L.OP_ELU, 1, (a, m) => (a < 0 ? m * Math.expm1(a) : a), {
    usesImmediate: true,
    version: 4,
    transcendentals: 1,
  }),
  clip: elementwise(L.OP_CLIP, 1, (a, m) => Math.min(Math.max(a, -m), m), {
    usesImmediate: true,
    version: 4,
  }),
  sqrt: elementwise(L.OP_SQRT, 1, Math.sqrt, { version: 4, positive: true }),
  'layer-norm': {
    op: L.OP_LAYER_NORM,
    operands: ({ n }) => [n],
    result: ([a], i, { n, m }) => {
      const mean = a.reduce((s, v) => s + v, 0) / n;
      const variance = a.reduce((s, v) => s + (v - mean) ** 2, 0) / n;
      return (a[i] - mean) / Math.sqrt(variance + epsilonOf(m));
    },
    usesImmediate: epsilonOf,
    version: 4,
  },
  scale: elementwise(L.OP_SCALE, 1, (a, m) => a * m, { usesImmediate: true }),
  shift: elementwise(L.OP_SHIFT, 1, (a, m) => a + m, { usesImmediate: true }),
  add: elementwise(L.OP_ADD, 2, (a, b) => a + b),
  sub: elementwise(L.OP_SUB, 2, (a, b) => a - b),
  mul: elementwise(L.OP_MUL, 2, (a, b) => a * b),
  div: elementwise(L.OP_DIV, 2, (a, b) => a / b),
  lerp: elementwise(L.OP_LERP, 3, (a, b, c) => b + a * (c - b)),
  ...Object.fromEntries(
    [(n: number) => n, padded].flatMap((stride, whole): [string, Operation][] => {
      const suffix = whole ? ', segments of whole vectors' : '';
      const gates = (count: number, n: number) => (count - 1) * stride(n) + n;
      return [
        [
          `lstm-memory${suffix}`,
          {
            op: L.OP_LSTM_MEMORY,
            stride,
            operands: ({ n }) => [gates(4, n), n],
            result: ([a, b], i, { n }) =>
              gate(a[stride(n) + i]) * b[i] + gate(a[i]) * Math.tanh(a[2 * stride(n) + i]),
            transcendentals: 3,
          },
        ],
        [
          `lstm-output${suffix}`,
          {
            op: L.OP_LSTM_OUTPUT,
            stride,
            operands: ({ n }) => [gates(4, n), n],
            result: ([a, b], i, { n }) => gate(a[3 * stride(n) + i]) * Math.tanh(b[i]),
            transcendentals: 2,
          },
        ],
        [
          `gru${suffix}`,
          {
            op: L.OP_GRU,
            stride,
            operands: ({ n }) => [gates(3, n), gates(3, n), n],
            result: ([a, b, c], i, { n }) => {
              const s = stride(n);
              const z = gate(a[s + i] + b[s + i]);
              const u = Math.tanh(a[2 * s + i] + gate(a[i] + b[i]) * b[2 * s + i]);
              return u + z * (c[i] - u);
            },
            transcendentals: 3,
          },
        ],
      ];
    }),
  ),
  gate: elementwise(L.OP_GATE, 1, gate, { transcendentals: 1 }),
  normalise: elementwise(L.OP_NORMALISE, 3, (a, b, c) => (a - b) * c),
  distance: {
    op: L.OP_DISTANCE,
    operands: ({ n }) => [n, n],
    length: () => 1,
    result: ([a, b], _, { n }) => a.reduce((s, v, j) => s + Math.abs(v - b[j]), 0) / n,
  },
  dot: {
    op: L.OP_DOT,
    operands: ({ n, k }) => ['rows', k, n],
    result: ([w, b, c], i, { k }) => b.reduce((s, v, j) => s + w[i * k + j] * v, c[i]),
    usesK: true,
  },
  ...Object.fromEntries(
    (
      [
        [0, (y) => y],
        [L.OP_TANH, Math.tanh],
        [L.OP_GATE, gate],
        [L.OP_RELU, (y) => y],
        [L.OP_GELU, gelu],
        [L.OP_HARD_SIGMOID, clamp],
      ] as [form: number, activation: (y: number) => number][]
    ).map(([form, activation]): [string, Operation] => [
      `fraction, activation ${form}`,
      {
        op: L.OP_FRACTION,
        form,
        operands: ({ n }) => [n, 'coefficients'],
        result: ([a, b], i, { n }) =>
          activation((b[i] * a[i] + b[n + i]) / (b[2 * n + i] * a[i] + b[3 * n + i])),
        positive: true,
        transcendentals: [0, L.OP_RELU, L.OP_HARD_SIGMOID].includes(form) ? 0 : 1,
        ...(form === L.OP_HARD_SIGMOID && { version: 4 }),
      },
    ]),
  ),
  ...Object.fromEntries(
    (['add', 'sub', 'mul', 'div'] as const).map((name): [string, Operation] => [
      `${name} with one number for all`,
      {
        op: { add: L.OP_ADD, sub: L.OP_SUB, mul: L.OP_MUL, div: L.OP_DIV }[name],
        form: L.FORM_SCALAR,
        operands: ({ n }) => [n, 1],
        result: ([a, [b]], i) => ({ add: a[i] + b, sub: a[i] - b, mul: a[i] * b, div: a[i] / b })[name],
        positive: true,
      },
    ]),
  ),
  'lerp with one gate': {
    op: L.OP_LERP,
    form: L.FORM_SCALAR,
    operands: ({ n }) => [1, n, n],
    result: ([[a], b, c], i) => b[i] + a * (c[i] - b[i]),
  },
  'lerp, activated': {
    op: L.OP_LERP,
    form: L.FORM_ACTIVATED,
    operands: ({ n }) => [n, n, n],
    result: ([a, b, c], i) => {
      const from = Math.tanh(b[i]);
      return from + gate(a[i]) * (Math.tanh(c[i]) - from);
    },
    transcendentals: 3,
  },
  ...fields(),
  stage: {
    op: L.OP_STAGE,
    operands: ({ n }) => [n, n, 1],
    result: ([a, b, c], i, { m }) => a[i] + m * c[0] * b[i],
    usesImmediate: true,
  },
  heun: integrator(L.OP_HEUN, 4, ([, b, c, d], i) => 0.5 * d[0] * (b[i] + c[i])),
  rk4: integrator(L.OP_RK4, 6, ([, b, c, d, e, s], i) => (s[0] / 6) * (b[i] + e[i] + 2 * (c[i] + d[i]))),
};
