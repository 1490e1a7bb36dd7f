/**
 * ONNX operators on whole arrays in float64, written from docs/Operators.md of github.com/onnx/onnx and not from the reader:
 * what its results are compared with.
 */
import { alongAxes, at, combine, count, fill, flat, indices, map } from './arrays.ts';
import type { Attribute, Graph, GraphNode, Numbers } from './graph.ts';
import { recurrent } from './reference-recurrent.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);

/** By Simpson's rule, so that nothing is shared with the operation under test. */
function erf(x: number): number {
  const n = 2000;
  const h = x / n;
  let sum = 1 + Math.exp(-x * x);
  for (let k = 1; k < n; k++) sum += (k % 2 === 0 ? 2 : 4) * Math.exp(-((k * h) ** 2));
  return ((2 / Math.sqrt(Math.PI)) * h * sum) / 3;
}

type Read = (name: string, otherwise: number) => number;

/** Functions of each element. */
const unary: Readonly<Record<string, (x: number, float: Read) => number>> = {
  Identity: (x) => x,
  Dropout: (x) => x,
  Cast: (x) => x,
  Relu: (x) => Math.max(0, x),
  Sigmoid: sigmoid,
  Tanh: Math.tanh,
  Softplus: softplus,
  Softsign: (x) => x / (1 + Math.abs(x)),
  HardSwish: (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5)),
  Mish: (x) => x * Math.tanh(softplus(x)),
  Exp: Math.exp,
  Abs: Math.abs,
  Neg: (x) => -x,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  Log: Math.log,
  Erf: erf,
  LeakyRelu: (x, f) => (x < 0 ? f('alpha', 0.01) * x : x),
  Elu: (x, f) => (x < 0 ? f('alpha', 1) * Math.expm1(x) : x),
  Celu: (x, f) => Math.max(0, x) + Math.min(0, f('alpha', 1) * Math.expm1(x / f('alpha', 1))),
  Selu: (x, f) =>
    f('gamma', 1.0507010221481323) * (x > 0 ? x : f('alpha', 1.6732631921768188) * Math.expm1(x)),
  HardSigmoid: (x, f) => Math.max(0, Math.min(1, f('alpha', 0.2) * x + f('beta', 0.5))),
  ThresholdedRelu: (x, f) => (x > f('alpha', 1) ? x : 0),
};

const binary: Readonly<Record<string, (x: number, y: number) => number>> = {
  Add: (x, y) => x + y,
  Sub: (x, y) => x - y,
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
  Pow: (x, y) => x ** y,
  Max: Math.max,
  Min: Math.min,
  PRelu: (x, slope) => (x < 0 ? slope * x : x),
  Greater: (x, y) => Number(x > y),
  Less: (x, y) => Number(x < y),
  Equal: (x, y) => Number(x === y),
};

interface Context {
  readonly node: GraphNode;
  readonly inputs: readonly (Numbers | null)[];
  readonly opset: number;
}

const attribute = ({ node }: Context, name: string): Attribute | undefined => node.attributes?.[name];
const floatOf =
  (context: Context): Read =>
  (name, otherwise) =>
    Math.fround((attribute(context, name) as { float: number } | undefined)?.float ?? otherwise);
const intOf = (context: Context, name: string, otherwise: number): number =>
  (attribute(context, name) as number | undefined) ?? otherwise;

/** Whole numbers that are an attribute, or an input. */
const listOf = (context: Context, name: string, i: number): readonly number[] | null =>
  (attribute(context, name) as readonly number[] | undefined) ?? context.inputs[i]?.data ?? null;

const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

type Operator = (x: Numbers, context: Context) => Numbers | readonly Numbers[];

function matmul(a: Numbers, b: Numbers): Numbers {
  const [p, q] = [
    a.shape.length === 1 ? [1, ...a.shape] : a.shape,
    b.shape.length === 1 ? [...b.shape, 1] : b.shape,
  ];
  const [x, y] = [
    { ...a, shape: p },
    { ...b, shape: q },
  ];
  const stack = p.slice(0, -2).length >= q.slice(0, -2).length ? p.slice(0, -2) : q.slice(0, -2);
  const inner = p[p.length - 1];
  const product = fill([...stack, p[p.length - 2], q[q.length - 1]], (i) => {
    const [front, r, c] = [i.slice(0, -2), i[i.length - 2], i[i.length - 1]];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += at(x, [...front, r, k]) * at(y, [...front, k, c]);
    return sum;
  });
  const shape = product.shape.filter(
    (_, k) =>
      !(a.shape.length === 1 && k === product.shape.length - 2) &&
      !(b.shape.length === 1 && k === product.shape.length - 1),
  );
  return { ...product, shape };
}

const transpose = (x: Numbers, order: readonly number[]): Numbers =>
  fill(
    order.map((k) => x.shape[k]),
    (i) => {
      const own: number[] = [];
      order.forEach((k, j) => {
        own[k] = i[j];
      });
      return x.data[flat(x.shape, own)];
    },
  );

function slice(x: Numbers, context: Context): Numbers {
  const starts = listOf(context, 'starts', 1) as readonly number[];
  const ends = listOf(context, 'ends', 2) as readonly number[];
  const axes = listOf(context, 'axes', 3) ?? starts.map((_, k) => k);
  const steps = context.inputs[4]?.data ?? starts.map(() => 1);
  const picked = x.shape.map((n) => Array.from({ length: n }, (_, k) => k));
  axes.forEach((given, j) => {
    const axis = fromFront(given, x.shape.length);
    const n = x.shape[axis];
    const bound = (k: number): number => Math.max(0, Math.min(n, k < 0 ? k + n : k));
    picked[axis] = picked[axis].filter((k) => k >= bound(starts[j]) && k < bound(ends[j]));
    picked[axis] = picked[axis].filter((_, k) => k % steps[j] === 0);
  });
  return fill(
    picked.map((one) => one.length),
    (i) =>
      x.data[
        flat(
          x.shape,
          i.map((k, axis) => picked[axis][k]),
        )
      ],
    x.integer,
  );
}

function reduce(x: Numbers, context: Context, of: (row: readonly number[]) => number): Numbers {
  const given = listOf(context, 'axes', 1) ?? x.shape.map((_, k) => k);
  const axes = given.map((axis) => fromFront(axis, x.shape.length));
  const spread = alongAxes(x, axes, (row) => row.map(() => of(row)));
  const kept = fill(
    x.shape.map((n, k) => (axes.includes(k) ? 1 : n)),
    (i) => spread.data[flat(x.shape, i)],
  );
  if (intOf(context, 'keepdims', 1) !== 0) return kept;
  return { ...kept, shape: kept.shape.filter((_, k) => !axes.includes(k)) };
}

const total = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0);

function softmax(x: Numbers, context: Context, of: (row: number[]) => number[]): Numbers {
  const rank = x.shape.length;
  const axis = fromFront(intOf(context, 'axis', context.opset >= 13 ? -1 : 1), rank);
  const axes = x.shape.map((_, k) => k).filter((k) => (context.opset >= 13 ? k === axis : k >= axis));
  return alongAxes(x, axes, of);
}

function shares(row: readonly number[]): number[] {
  const most = Math.max(...row);
  const all = row.map((x) => Math.exp(x - most));
  return all.map((x) => x / total(all));
}

const normal = (row: readonly number[], epsilon: number): number[] => {
  const mean = total(row) / row.length;
  const variance = total(row.map((x) => (x - mean) ** 2)) / row.length;
  return row.map((x) => (x - mean) / Math.sqrt(variance + epsilon));
};

const operators: Readonly<Record<string, Operator>> = {
  MatMul: (x, { inputs }) => matmul(x, inputs[1] as Numbers),
  Gemm(x, context) {
    const [, b, c] = context.inputs;
    const turned = (one: Numbers, name: string): Numbers =>
      intOf(context, name, 0) ? transpose(one, [1, 0]) : one;
    const float = floatOf(context);
    const product = map(
      matmul(turned(x, 'transA'), turned(b as Numbers, 'transB')),
      (y) => y * float('alpha', 1),
    );
    return c ? combine(product, c, (p, q) => p + q * float('beta', 1)) : product;
  },
  Transpose: (x, context) =>
    transpose(
      x,
      (attribute(context, 'perm') as readonly number[] | undefined) ??
        x.shape.map((_, k) => x.shape.length - 1 - k),
    ),
  Reshape(x, { inputs }) {
    const wanted = (inputs[1] as Numbers).data.map((n, k) => (n === 0 ? x.shape[k] : n));
    const known = count(wanted.filter((n) => n !== -1));
    return { ...x, shape: wanted.map((n) => (n === -1 ? x.data.length / known : n)) };
  },
  Flatten(x, context) {
    const axis = fromFront(intOf(context, 'axis', 1), x.shape.length);
    return { ...x, shape: [count(x.shape.slice(0, axis)), count(x.shape.slice(axis))] };
  },
  Squeeze(x, context) {
    const axes = listOf(context, 'axes', 1)?.map((axis) => fromFront(axis, x.shape.length));
    return { ...x, shape: x.shape.filter((n, k) => (axes ? !axes.includes(k) : n !== 1)) };
  },
  Unsqueeze(x, context) {
    const axes = listOf(context, 'axes', 1) as readonly number[];
    const rank = x.shape.length + axes.length;
    const fresh = axes.map((axis) => fromFront(axis, rank));
    const old = [...x.shape];
    return {
      ...x,
      shape: Array.from({ length: rank }, (_, k) => (fresh.includes(k) ? 1 : (old.shift() as number))),
    };
  },
  Slice: slice,
  Gather(x, context) {
    const axis = fromFront(intOf(context, 'axis', 0), x.shape.length);
    const which = context.inputs[1] as Numbers;
    const shape = [...x.shape.slice(0, axis), ...which.shape, ...x.shape.slice(axis + 1)];
    return fill(
      shape,
      (i) => {
        const k = which.data[flat(which.shape, i.slice(axis, axis + which.shape.length))];
        const own = [
          ...i.slice(0, axis),
          k < 0 ? k + x.shape[axis] : k,
          ...i.slice(axis + which.shape.length),
        ];
        return x.data[flat(x.shape, own)];
      },
      x.integer,
    );
  },
  Concat(x, context) {
    const all = context.inputs as readonly Numbers[];
    const axis = fromFront(intOf(context, 'axis', 0), x.shape.length);
    const places = all.flatMap((one) => Array.from({ length: one.shape[axis] }, (_, k) => [one, k] as const));
    return fill(
      x.shape.map((n, k) => (k === axis ? places.length : n)),
      (i) => {
        const [one, k] = places[i[axis]];
        return one.data[
          flat(
            one.shape,
            i.map((own, j) => (j === axis ? k : own)),
          )
        ];
      },
      x.integer,
    );
  },
  Split(x, context) {
    const axis = fromFront(intOf(context, 'axis', 0), x.shape.length);
    const n = context.node.outputs.length;
    const sizes = listOf(context, 'split', 1) ?? context.node.outputs.map(() => x.shape[axis] / n);
    let from = 0;
    return sizes.map((size) => {
      const start = from;
      from += size;
      return fill(
        x.shape.map((m, k) => (k === axis ? size : m)),
        (i) =>
          x.data[
            flat(
              x.shape,
              i.map((own, k) => (k === axis ? own + start : own)),
            )
          ],
      );
    });
  },
  Shape: (x) => ({ shape: [x.shape.length], data: [...x.shape], integer: true }),
  ConstantOfShape: (x, context) => {
    const value = attribute(context, 'value') as Numbers | undefined;
    return fill(x.data, () => value?.data[0] ?? 0);
  },
  Expand: (x, { inputs }) =>
    combine(
      x,
      fill((inputs[1] as Numbers).data, () => 0),
      (p) => p,
    ),
  Clip(x, context) {
    const bound = (name: string, i: number, otherwise: number): number =>
      (attribute(context, name) as { float: number } | undefined)?.float ??
      context.inputs[i]?.data[0] ??
      otherwise;
    return map(x, (y) => Math.min(Math.max(y, bound('min', 1, -Infinity)), bound('max', 2, Infinity)));
  },
  Where: (x, { inputs }) => {
    const [, p, q] = inputs as readonly Numbers[];
    return combine(
      combine(x, p, (bit, y) => (bit ? y : Number.NaN)),
      q,
      (y, z) => (Number.isNaN(y) ? z : y),
    );
  },
  ReduceMean: (x, context) => reduce(x, context, (row) => total(row) / row.length),
  ReduceSum: (x, context) => reduce(x, context, total),
  ReduceMax: (x, context) => reduce(x, context, (row) => Math.max(...row)),
  ReduceL2: (x, context) => reduce(x, context, (row) => Math.hypot(...row)),
  Softmax: (x, context) => softmax(x, context, shares),
  LogSoftmax: (x, context) => softmax(x, context, (row) => shares(row).map(Math.log)),
  LayerNormalization(x, context) {
    const [, gamma, beta] = context.inputs;
    const epsilon = floatOf(context)('epsilon', 1e-5);
    const from = fromFront(intOf(context, 'axis', -1), x.shape.length);
    const axes = x.shape.map((_, k) => k).filter((k) => k >= from);
    const scaled = combine(
      alongAxes(x, axes, (row) => normal(row, epsilon)),
      gamma as Numbers,
      (p, q) => p * q,
    );
    return beta ? combine(scaled, beta, (p, q) => p + q) : scaled;
  },
  BatchNormalization(x, context) {
    const [, gamma, beta, mean, variance] = context.inputs as readonly Numbers[];
    const epsilon = floatOf(context)('epsilon', 1e-5);
    return fill(x.shape, (i) => {
      const c = i[1];
      const own = (x.data[flat(x.shape, i)] - mean.data[c]) / Math.sqrt(variance.data[c] + epsilon);
      return gamma.data[c] * own + beta.data[c];
    });
  },
  Gelu: (x, context) =>
    map(x, (y) =>
      attribute(context, 'approximate') === 'tanh'
        ? 0.5 * y * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (y + 0.044715 * y ** 3)))
        : 0.5 * y * (1 + erf(y / Math.SQRT2)),
    ),
};

/** Runs a graph on whole arrays. */
export function evaluate(graph: Graph, feeds: Readonly<Record<string, Numbers>>): Map<string, Numbers> {
  const known = new Map<string, Numbers>(
    Object.entries(graph.initialisers).map(([name, one]) => [
      name,
      one.integer ? one : map(one, Math.fround),
    ]),
  );
  for (const [name, one] of Object.entries(feeds)) known.set(name, one);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => (name === '' ? null : (known.get(name) as Numbers)));
    const results = apply({ node, inputs, opset: graph.opset });
    node.outputs.forEach((name, i) => {
      if (name !== '') known.set(name, results[i]);
    });
  }
  return known;
}

function apply(context: Context): readonly Numbers[] {
  const { op } = context.node;
  const inputs = context.inputs as readonly Numbers[];
  if (op in unary) return [map(inputs[0], (x) => unary[op](x, floatOf(context)))];
  if (op in binary) return [inputs.reduce((x, y) => combine(x, y, binary[op]))];
  if (op === 'LSTM' || op === 'GRU' || op === 'RNN') return recurrent(context.node, context.inputs);
  if (op === 'Constant') {
    const value = attribute(context, 'value') as Numbers;
    return [value.integer ? value : map(value, Math.fround)];
  }
  const operator = operators[op];
  if (!operator) throw new Error(`the reference has no ${op}`);
  const result = operator(inputs[0], context);
  return Array.isArray(result) ? result : [result as Numbers];
}

export { indices };
