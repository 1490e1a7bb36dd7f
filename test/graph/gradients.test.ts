import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { GraphBuilder } from '../../src/graph/graph.ts';
import { A, K, LANES, M, N, type Op, OUT, RECORD } from '../../src/graph/op.ts';
import type { Shape } from '../../src/graph/parameter.ts';
import { lengthOf, type Value } from '../../src/graph/value.ts';
import { ops } from '../../src/ops/list.ts';
import { layers, randomParameters, smallModel } from '../models.ts';
import { gradientsOf } from '../network/gradients.ts';

/** Operand shapes of operations that take other than vectors of one length. */
const shapes: Record<string, Shape[]> = {
  affine: [[5, 3], [3], [5]],
  broadcast: [[1]],
  concat: [[3], [4]],
  'lstm-memory': [[20], [5]],
  'lstm-output': [[20], [5]],
  gru: [[15], [15], [5]],
  slope: [[5], [5], [5]],
  lerp: [[5], [5], [5]],
  stage: [[5], [5], [1]],
  euler: [[5], [5], [5], [1]],
  'semi-implicit': [[5], [5], [5], [1]],
  exponential: [[5], [5], [5], [1]],
  heun: [[5], [5], [5], [1]],
  rk4: [[5], [5], [5], [5], [5], [1]],
  synapses: [[4, 3], [4, 3], [3]],
  'weighted-rows': [[4, 3], [4, 3], [4]],
};
const binary = ['add', 'sub', 'mul', 'div'];
const attributes = { immediate: 0.7, offset: 1, length: 4 };

/** |g − fd| ≤ 1e-6 · max(1, ‖g‖∞) for every element. */
function expectClose(gradient: ArrayLike<number>, finite: ArrayLike<number>): void {
  const largest = Math.max(1, ...Array.from(gradient, Math.abs));
  for (let i = 0; i < gradient.length; i++)
    expect(
      Math.abs(gradient[i] - finite[i]),
      `element ${i}: ${gradient[i]} against ${finite[i]}`,
    ).toBeLessThanOrEqual(1e-6 * largest);
}

function operandsOf(op: Op): Value[] {
  const graph = new GraphBuilder();
  const given = shapes[op.name] ?? (binary.includes(op.name) ? [[5], [5]] : [[5]]);
  return given.map((shape) => graph.constant(shape as Shape, randomPositive(shape)));
}
let seed = 0;
/** Positive and away from 0, so that every operation is defined and no kink is near. */
function randomPositive(shape: Shape): number[] {
  const random = new Random(++seed);
  return Array.from({ length: shape[0] * (shape[1] ?? 1) }, () => 0.2 + random.next());
}

describe('every operation: its gradient is the central difference', () => {
  test.each(ops.map((op) => [op.name, op] as const))('%s', (_, op) => {
    for (const sign of op.name === 'log' || op.name === 'sqrt' ? [1] : [1, -1]) {
      const inputs = operandsOf(op);
      const out = op.shape(inputs, attributes);
      const n = out[0] * (out[1] ?? 1);
      const record = new Int32Array(RECORD);
      let top = n;
      inputs.forEach((x, i) => {
        record[A + i] = top;
        top += lengthOf(x);
      });
      const v = new Float64Array(top + 1);
      inputs.forEach((x, i) => {
        if (x.source.kind === 'constant')
          v.set(
            x.source.data.map((y, j) => (j % 2 ? sign * y : y)),
            record[A + i],
          );
      });
      record[OUT] = 0;
      record[N] = op.n?.(inputs) ?? n;
      record[K] = op.k?.(inputs, attributes) ?? 0;
      record[M] = top;
      record[LANES] = 1;
      v[top] = attributes.immediate;
      const weight = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
      const value = (): number => {
        op.forward(v, record, 0);
        return weight.reduce((sum, w, i) => sum + w * v[i], 0);
      };
      value();
      const g = new Float64Array(v.length);
      g.set(weight);
      op.backward(v, g, record, 0);
      const finite = Array.from(v, (x, i) => {
        if (i < n || i === top) return 0;
        const e = 1e-6;
        v[i] = x + e;
        const above = value();
        v[i] = x - e;
        const below = value();
        v[i] = x;
        return (above - below) / (2 * e);
      });
      expectClose(g.slice(n, top), finite.slice(n, top));
    }
  });
});

describe('every cell × integrator: five steps of BPTT', () => {
  test.each(layers)('%s', (_, layer) => {
    const network = smallModel(layer);
    const { exact, finite } = gradientsOf(network, randomParameters(network, 3));
    expect(Math.max(...exact.map(Math.abs))).toBeGreaterThan(0);
    expectClose(exact, finite);
  });
});
