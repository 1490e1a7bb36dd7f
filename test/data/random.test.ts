import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random, type RandomState } from '../../src/data/random.ts';

test('sfc32 gives the words of its definition, computed with big integers', () => {
  const seeded = new Random(7);
  let [a, b, c, counter] = seeded.state.map(BigInt);
  const mask = 0xffff_ffffn;
  for (let k = 0; k < 1000; k++) {
    const sum = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = ((((c << 21n) | (c >> 11n)) & mask) + sum) & mask;
    expect(seeded.bits()).toBe(Number(sum));
  }
});

test('a seed repeats and another seed differs', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const draw = (from: number): number[] => {
        const generator = new Random(from);
        return Array.from({ length: 20 }, () => generator.next());
      };
      expect(draw(seed)).toEqual(draw(seed));
      expect(draw(seed ^ 1)).not.toEqual(draw(seed));
    }),
  );
});

test('a state saved as JSON resumes bit for bit, also between two normals', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(20), (seed, before) => {
      const first = new Random(seed);
      for (let k = 0; k < before; k++) first.normal();
      const second = Random.from(JSON.parse(JSON.stringify(first.state)));
      for (let k = 0; k < 10; k++) {
        expect(second.normal()).toBe(first.normal());
        expect(second.integer(1000)).toBe(first.integer(1000));
      }
      expect(second.shuffle([1, 2, 3, 4, 5])).toEqual(first.shuffle([1, 2, 3, 4, 5]));
      expect(second.state).toEqual(first.state);
    }),
  );
});

test('uniforms and normals have the moments of their distributions', () => {
  const generator = new Random(3);
  const n = 200_000;
  const moments = (draw: () => number) => {
    const sums = [0, 0, 0, 0];
    for (let k = 0; k < n; k++) {
      const x = draw();
      for (let power = 0, term = x; power < 4; power++, term *= x) sums[power] += term / n;
    }
    return sums;
  };
  // Bounds are five standard errors of each moment.
  const uniform = moments(() => generator.next());
  for (let power = 1; power <= 4; power++)
    expect(Math.abs(uniform[power - 1] - 1 / (power + 1))).toBeLessThan(0.004);
  const [mean, second, third, fourth] = moments(() => generator.normal());
  expect(Math.abs(mean)).toBeLessThan(0.0112);
  expect(Math.abs(second - 1)).toBeLessThan(0.0158);
  expect(Math.abs(third)).toBeLessThan(0.0433);
  expect(Math.abs(fourth - 3)).toBeLessThan(0.1096);
});

test('a normal stays finite at the ends of the uniform', () => {
  const normalOf = (uniform: number): number => {
    class Constant extends Random {
      override next(): number {
        return uniform;
      }
    }
    return new Constant(0).normal();
  };
  expect(Math.abs(normalOf(0))).toBe(0);
  expect(Number.isFinite(normalOf(1 - 2 ** -53))).toBe(true);
});

test('integers are uniform and shuffles are fair permutations', () => {
  const generator = new Random(5);
  const counts = new Int32Array(7);
  for (let k = 0; k < 70_000; k++) counts[generator.integer(7)] += 1;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  const orders = new Map<string, number>();
  for (let k = 0; k < 24_000; k++) {
    const order = generator.shuffle(Int32Array.of(0, 1, 2, 3)).join();
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  expect(orders.size).toBe(24);
  for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
});

test('seeds, states and ranges that make no sense are refused', () => {
  expect(() => new Random(Number.NaN)).toThrow('a seed is a finite number, got NaN');
  expect(() => Random.from([1, 2, 3, -1])).toThrow('four integers');
  expect(() => Random.from([1, 2, 3] as unknown as RandomState)).toThrow('four integers');
  expect(() => new Random(1).integer(0)).toThrow('got 0');
});
