/** Products with matrices, and what is one of them in disguise. */
import { broadcastShape, spread } from '../broadcasting.ts';
import type { Call, Operator } from '../call.ts';
import { add, affineOf, multiply } from '../elementwise.ts';
import { combined } from '../fold.ts';
import { MOST } from '../initialiser.ts';
import { type Constant, constant, type Stream, sizeOf, stream, type Tensor } from '../tensor.ts';
import { transposed } from './shapes.ts';

/** The shapes of both operands as stacks of matrices, and that of the product. */
function shapesOf(call: Call, a: Tensor, b: Tensor) {
  const left = a.shape.length === 1 ? [1, a.shape[0]] : a.shape;
  const right = b.shape.length === 1 ? [b.shape[0], 1] : b.shape;
  if (left.length < 2 || right.length < 2) call.fail('it multiplies a number');
  const [rows, inner] = left.slice(-2);
  const [other, columns] = right.slice(-2);
  if (inner !== other)
    call.fail(`[${a.shape.join(', ')}] and [${b.shape.join(', ')}] have no product`, 'way');
  const [front, back] = [left.slice(0, -2), right.slice(0, -2)];
  const stack = broadcastShape(call, front, back);
  const shape = [...stack, rows, columns];
  const of = (axis: -2 | -1, x: Tensor): boolean => x.shape.length === 1 && (axis === -2 ? x === a : x === b);
  const seen = shape.filter(
    (_, k) => !(of(-2, a) && k === shape.length - 2) && !(of(-1, b) && k === shape.length - 1),
  );
  const places = (own: readonly number[], front: readonly number[]): Int32Array =>
    spread(front, stack).map((place) => place * own.slice(-2).reduce((p, q) => p * q, 1));
  return { rows, inner, columns, seen, stack, atA: places(left, front), atB: places(right, back) };
}

/** The product of two tensors: of numbers, or of a stream with a constant matrix. */
export function matmul(call: Call, a: Tensor, b: Tensor): Tensor {
  for (const x of [a, b]) {
    const contracted = x === a ? x.shape.length - 1 : Math.max(x.shape.length - 2, 0);
    if (x.kind === 'stream' && x.time === contracted) call.mixes('it sums over the steps of a sequence');
  }
  if (a.kind === 'stream' && b.kind === 'stream') {
    const isOuter = a.time >= 0 && b.time >= 0 && a.time - a.shape.length !== b.time - b.shape.length;
    if (isOuter || a.time === a.shape.length - 2 || b.time === b.shape.length - 1)
      call.mixes('it multiplies steps with other steps, as attention does');
    return ofStreams(call, a, b);
  }
  const { rows, inner, columns, seen, stack, atA, atB } = shapesOf(call, a, b);
  const size = sizeOf(stack) * rows * columns;
  if (a.kind === 'constant' && b.kind === 'constant') {
    if (a.lengths || b.lengths) call.fail('it computes with the number of steps', 'way');
    const data = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const [s, r, c] = at(i, rows, columns);
      for (let k = 0; k < inner; k++)
        data[i] += a.data[atA[s] + r * inner + k] * b.data[atB[s] + k * columns + c];
    }
    return constant(seen, data, a.type, { name: a.name || b.name });
  }
  const [x, weights] = a.kind === 'stream' ? [a, b as Constant] : [b as Stream, a as Constant];
  const n = sizeOf(x.shape);
  if (size * n > MOST) call.fail(`its matrix has ${size} rows of ${n} numbers`);
  const matrix = new Float64Array(size * n);
  for (let i = 0; i < size; i++) {
    const [s, r, c] = at(i, rows, columns);
    for (let k = 0; k < inner; k++) {
      const [p, q] = [atA[s] + r * inner + k, atB[s] + k * columns + c];
      if (x === a) matrix[i * n + p] += weights.data[q];
      else matrix[i * n + q] += weights.data[p];
    }
  }
  return stream(seen, call.build.product(matrix, size, x.body, weights.name), {
    time: x.time < 0 ? -1 : seen.length + x.time - x.shape.length + gone(x === a, x, weights),
    last: x.last,
  });
}

/** How many axes behind that of time the product with a vector takes away. */
const gone = (isLeft: boolean, x: Stream, weights: Constant): number =>
  weights.shape.length === 1 && (isLeft || x.time < x.shape.length - 1) ? 1 : 0;

/** Element i of a stack of matrices: which matrix, row and column. */
const at = (i: number, rows: number, columns: number): [number, number, number] => [
  Math.floor(i / (rows * columns)),
  Math.floor(i / columns) % rows,
  i % columns,
];

/** The product of two vectors or matrices of one step: sums of products of elements. */
function ofStreams(call: Call, a: Stream, b: Stream): Tensor {
  const [rows, inner] = a.shape.length === 1 ? [1, a.shape[0]] : a.shape.slice(-2);
  const columns = b.shape.length === 1 ? 1 : b.shape[b.shape.length - 1];
  if (rows * inner * columns > 4096) call.fail('it multiplies two large matrices of one step');
  return call.fail(
    `it multiplies two matrices that are computed in each step ([${rows}, ${inner}] and ${columns} columns)`,
  );
}

const gemm: Operator = (call) => {
  const turned = (i: number, name: string): Tensor => {
    const x = call.input(i);
    if (x.shape.length !== 2) call.fail(`its input ${i} has ${x.shape.length} axes, not 2`, 'way');
    return call.integer(name, 0) === 0 ? x : transposed(call, x, [1, 0]);
  };
  const product = matmul(call, turned(0, 'transA'), turned(1, 'transB'));
  const scaled = affineOf(product, call.float('alpha', 1));
  return call.given(2) ? add(call, scaled, affineOf(call.input(2), call.float('beta', 1))) : scaled;
};

/** Numbers along the second axis of a tensor. */
const channels = (call: Call, x: Tensor, of: Constant): Constant => {
  const axis = x.shape.length > 1 ? 1 : 0;
  if (x.kind === 'stream' && x.time === axis) call.mixes('it has numbers for each step');
  if (x.shape[axis] !== of.data.length)
    call.fail(`it has ${of.data.length} numbers for ${x.shape[axis]} channels`, 'way');
  return { ...of, shape: x.shape.slice(axis).map((n, k) => (k === 0 ? n : 1)) };
};

/** γ (x − mean) / √(variance + ε) + β with stored means and variances. */
const batchNormalization: Operator = (call) => {
  const x = call.input(0);
  const [gamma, beta, mean, variance] = ['the scale', 'the offset', 'the mean', 'the variance'].map(
    (what, i) => call.constant(i + 1, what),
  );
  const unused = ['', ...call.node.outputs.slice(1)].every((name) => name === '');
  if (call.integer('training_mode', 0) !== 0 || (call.opset >= 14 && !unused))
    call.fail('it normalises by the batch: export the model in evaluation mode, model.eval()');
  const epsilon = Math.fround(call.float('epsilon', 1e-5));
  const factor = combined(call, gamma, variance, (g, v) => g / Math.sqrt(v + epsilon));
  const shifted = add(call, x, channels(call, x, affineOf(mean, -1) as Constant));
  const scaled = multiply(call, shifted, channels(call, x, factor));
  call.build.folded.push(`${call.node.place} into what follows`);
  return add(call, scaled, channels(call, x, beta));
};

/** (x − offset) · scale, of the machine-learning domain. */
const scaler: Operator = (call) => {
  const of = (name: string): Constant => {
    const numbers = call.floats(name);
    return constant([numbers.length], Float64Array.from(numbers), 'float', { name });
  };
  return multiply(call, add(call, call.input(0), affineOf(of('offset'), -1)), of('scale'));
};

/** A convolution whose kernel has one element is a product of each step. */
const conv: Operator = (call) => {
  const weights = call.constant(1, 'the kernel');
  const x = call.input(0);
  const kernel = weights.shape.slice(2);
  const isPoint =
    kernel.every((n) => n === 1) &&
    call.integer('group', 1) === 1 &&
    (call.integers('pads') ?? []).every((n) => n === 0) &&
    (call.integers('strides') ?? []).every((n) => n === 1);
  if (!isPoint)
    return x.kind === 'stream' && x.time >= 0
      ? call.mixes('a convolution over time needs earlier steps')
      : call.fail('a convolution cannot be read');
  if (x.shape.length !== 3 || weights.shape.length !== 3)
    return call.fail('only convolutions of three axes can be read');
  if (x.kind === 'stream' && x.time === 1) return call.mixes('it sums over the steps of a sequence');
  const matrix = { ...weights, shape: weights.shape.slice(0, 2) };
  const product = matmul(call, matrix, x);
  return call.given(2) ? add(call, product, channels(call, product, call.constant(2, 'the bias'))) : product;
};

export const products: Readonly<Record<string, Operator>> = {
  MatMul: (call) => matmul(call, call.input(0), call.input(1)),
  Gemm: gemm,
  BatchNormalization: batchNormalization,
  Conv: conv,
  'ai.onnx.ml.Scaler': scaler,
};
