/** The chaotic systems of three variables: one body over both. */
import { describe, expect, test } from 'vitest';
import type { FlowOptions, Stepper } from '../../src/data/flow.ts';
import { lorenz63, lorenz63Stepper } from '../../src/data/lorenz63.ts';
import { rossler, rosslerStepper } from '../../src/data/rossler.ts';
import type { Recording } from '../../src/data/sequence.ts';

const root = Math.sqrt(5.7 ** 2 - 4 * 0.2 * 0.2);
const systems: {
  name: string;
  stepper: Stepper;
  generate: (options?: FlowOptions) => Recording;
  start: number[];
  /** Where nothing moves. */
  rests: number[][];
  /** The trace of the Jacobian: the rate at which volumes grow. */
  divergence: (x: number) => number;
}[] = [
  {
    name: 'Lorenz-63',
    stepper: lorenz63Stepper(),
    generate: lorenz63,
    start: [3, -2, 20],
    rests: [[0, 0, 0], ...[1, -1].map((sign) => [sign * Math.sqrt(72), sign * Math.sqrt(72), 27])],
    divergence: () => -(10 + 1 + 8 / 3),
  },
  {
    name: 'Rössler',
    stepper: rosslerStepper(),
    generate: rossler,
    start: [3, -2, 1],
    rests: [-1, 1].map((sign) => (5.7 + sign * root) / 2).map((x) => [x, -x / 0.2, x / 0.2]),
    divergence: (x) => 0.2 + x - 5.7,
  },
];

describe.each(systems)('$name', ({ stepper, generate, start, rests, divergence }) => {
  test('the integrator is of fourth order', () => {
    const finalState = (steps: number) => {
      const state = Float64Array.from(start);
      for (let k = 0; k < steps; k++) stepper(state, 0.4 / steps);
      return state;
    };
    const exact = finalState(4096);
    const errors = [16, 32, 64, 128].map((steps) =>
      Math.hypot(...finalState(steps).map((x, i) => x - exact[i])),
    );
    const orders = errors.slice(1).map((error, k) => Math.log2(errors[k] / error));
    for (const order of orders.slice(1)) expect(Math.abs(order - 4)).toBeLessThan(0.3);
  });

  test('rests at its fixed points', () => {
    for (const rest of rests) {
      const state = Float64Array.from(rest);
      stepper(state, 0.01);
      state.forEach((x, i) => {
        expect(Math.abs(x - rest[i])).toBeLessThan(1e-12);
      });
    }
  });

  test('shrinks volumes at the rate of its divergence', () => {
    const h = 1e-4;
    const e = 1e-3;
    const moved = [0, 1, 2].map((i) => {
      const [ahead, behind] = [e, -e].map((d) => Float64Array.from(start, (x, j) => (j === i ? x + d : x)));
      stepper(ahead, h);
      stepper(behind, h);
      return ahead.map((x, j) => (x - behind[j]) / (2 * e));
    });
    const [[a, b, c], [d, f, g], [k, l, m]] = moved;
    const determinant = a * (f * m - g * l) - b * (d * m - g * k) + c * (d * l - f * k);
    const rate = divergence(start[0]);
    expect(Math.abs(Math.log(determinant) / h / rate - 1)).toBeLessThan(0.01);
  });

  test('a seed repeats, another differs, and every one lies on the attractor from the first sample on', () => {
    const one = generate({ seed: 2, steps: 500 });
    expect(generate({ seed: 2, steps: 500 }).values).toEqual(one.values);
    const { values } = generate({ steps: 20_000 });
    const range = [0, 1, 2].map((i) => {
      const channel = values.filter((_, k) => k % 3 === i);
      return [Math.min(...channel), Math.max(...channel)];
    });
    for (let seed = 3; seed < 40; seed++) {
      const other = generate({ seed, steps: 5 }).values;
      expect(other).not.toEqual(one.values.slice(0, 15));
      other.forEach((x, k) => {
        const [low, high] = range[k % 3];
        expect(x).toBeGreaterThan(low - 0.1 * (high - low));
        expect(x).toBeLessThan(high + 0.1 * (high - low));
      });
    }
  });

  test('finer substeps give the same trajectory', () => {
    const options = { steps: 30, spinUp: 0 };
    const whole = generate(options).values;
    const fine = generate({ ...options, substeps: 100 }).values;
    whole.forEach((x, i) => {
      expect(Math.abs(x - fine[i])).toBeLessThan(1e-6);
    });
  });

  test('options out of range are refused', () => {
    expect(() => generate({ steps: 0 })).toThrow('steps must be an integer ≥ 1, got 0');
    expect(() => generate({ dt: Number.NaN })).toThrow('dt must be > 0, got NaN');
    expect(() => generate({ dt: 5, substeps: 1, steps: 50 })).toThrow('use more than 1 substeps');
  });
});

/** The mean of f over the samples of a recording. */
const mean = ({ values, length }: Recording, f: (x: number, y: number, z: number) => number): number => {
  let sum = 0;
  for (let k = 0; k < values.length; k += 3) sum += f(values[k], values[k + 1], values[k + 2]);
  return sum / length;
};

test('Lorenz-63 is symmetric in x and y, and its means are those of its equations', () => {
  const [one, other] = [1, -1].map((sign) => Float64Array.of(sign * 3, sign * -2, 20));
  for (const state of [one, other]) for (let k = 0; k < 50; k++) lorenz63Stepper()(state, 0.01);
  expect(other).toEqual(Float64Array.of(-one[0], -one[1], one[2]));
  // what does not grow for ever has derivatives of mean zero: of z and of x²/2
  const long = lorenz63({ steps: 200_000, dt: 0.02 });
  const height = mean(long, (_x, _y, z) => z);
  expect(mean(long, (x, y) => x * y) / ((8 / 3) * height)).toBeCloseTo(1, 3);
  expect(mean(long, (x) => x * x) / ((8 / 3) * height)).toBeCloseTo(1, 3);
  expect(Math.abs(height - 23.55)).toBeLessThan(0.05);
});

test("Rössler's means are those of its equations", () => {
  const long = rossler({ steps: 100_000 });
  const [x, y, z] = [mean(long, (v) => v), mean(long, (_x, v) => v), mean(long, (_x, _y, v) => v)];
  // of the derivatives of x and y
  expect(y + z).toBeCloseTo(0, 2);
  expect(x + 0.2 * y).toBeCloseTo(0, 2);
  expect(z).toBeGreaterThan(0.5);
});
