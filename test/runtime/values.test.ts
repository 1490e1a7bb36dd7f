import { describe, expect, test } from 'vitest';
import { OP_EXPONENTIAL } from '../../assembly/layout.ts';
import { type Build, loadSync } from '../../src/runtime/index.ts';
import { assemble, elman, leakyIntegrator } from './blob-builder.ts';

const builds: Build[] = ['simd', 'scalar'];
const signal = (length: number) =>
  Float32Array.from({ length }, (_, k) => Math.sin(1.7 * k) + 0.3 * Math.cos(0.4 * k));

describe.each(builds)('%s', (build) => {
  test('Euler steps of a leaky integrator are those of the recurrence', () => {
    const session = loadSync(assemble(leakyIntegrator(0.7, 5)), { build }).session();
    let h = 0;
    signal(300).forEach((u, k) => {
      const dt = 0.05 + 0.04 * Math.sin(k);
      for (let substep = 0; substep < 5; substep++) h += (dt / 5) * ((u - h) / 0.7);
      expect(Math.abs(session.step([u], dt)[0] - h)).toBeLessThan(2e-6);
    });
  });

  test('exponential steps follow the solution under a constant input, however long they are', () => {
    const session = loadSync(assemble(leakyIntegrator(2, 3, OP_EXPONENTIAL)), { build }).session();
    let t = 0;
    for (const dt of [0.001, 0.5, 3, 0.02, 10]) {
      t += dt;
      expect(Math.abs(session.step([1.5], dt)[0] - 1.5 * (1 - Math.exp(-t / 2)))).toBeLessThan(2e-6);
    }
  });

  test('fewer unfolds at load are fewer substeps, not another solution', () => {
    const bytes = assemble(leakyIntegrator(1, 8));
    const four = assemble(leakyIntegrator(1, 4));
    const lowered = loadSync(bytes, { build, unfolds: 4 }).run(signal(50), { dt: 0.3 });
    expect(lowered).toEqual(loadSync(four, { build }).run(signal(50), { dt: 0.3 }));
    expect(lowered).not.toEqual(loadSync(bytes, { build }).run(signal(50), { dt: 0.3 }));
  });

  test('a network of 17 inputs gives what its formula gives', () => {
    const plan = elman(6);
    const [W, b] = plan.tensors.map(({ data }) => data);
    const session = loadSync(assemble(plan), { build }).session();
    let h = new Array<number>(6).fill(0);
    const inputs = signal(17 * 40);
    for (let k = 0; k < 40; k++) {
      const row = inputs.subarray(17 * k, 17 * (k + 1));
      const both = [...row, ...h];
      h = h.map((_, i) => Math.tanh(both.reduce((sum, x, j) => sum + W[23 * i + j] * x, b[i])));
      const output = session.step(row);
      h.forEach((x, i) => {
        expect(Math.abs(output[i] - x)).toBeLessThan(1e-5);
      });
    }
  });

  test('q8 weights that f32 holds exactly give the same bits', () => {
    const inputs = signal(17 * 20);
    const f32 = loadSync(assemble(elman(7)), { build }).run(inputs);
    expect(loadSync(assemble(elman(7, true)), { build }).run(inputs)).toEqual(f32);
  });
});

test('both builds give the same bits', () => {
  for (const plan of [elman(9), leakyIntegrator(0.3, 6, OP_EXPONENTIAL)]) {
    const bytes = assemble(plan);
    const inputs = signal(plan.ports[0].length * 100);
    const [simd, scalar] = builds.map((build) => loadSync(bytes, { build }).run(inputs, { dt: 0.07 }));
    expect(new Uint32Array(simd.buffer)).toEqual(new Uint32Array(scalar.buffer));
  }
});
