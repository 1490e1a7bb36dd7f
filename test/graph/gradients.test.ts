import { describe, expect, test } from 'vitest';
import { A, K, LANES, M, N, OUT, RECORD } from '../../src/graph/op.ts';
import { lengthOf } from '../../src/graph/value.ts';
import { ops } from '../../src/ops/list.ts';
import { layers, randomParameters, smallModel } from '../models.ts';
import { gradientsOf } from '../network/gradients.ts';
import { attributes, operandsOf, signsOf } from './operands.ts';

/** |g − fd| ≤ 1e-6 · max(1, ‖g‖∞) for every element. */
function expectClose(gradient: ArrayLike<number>, finite: ArrayLike<number>): void {
  const largest = Math.max(1, ...Array.from(gradient, Math.abs));
  for (let i = 0; i < gradient.length; i++)
    expect(
      Math.abs(gradient[i] - finite[i]),
      `element ${i}: ${gradient[i]} against ${finite[i]}`,
    ).toBeLessThanOrEqual(1e-6 * largest);
}

describe('every operation: its gradient is the central difference', () => {
  test.each(ops.map((op) => [op.name, op] as const))('%s', (_, op) => {
    for (const sign of signsOf(op)) {
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
