/**
 * What is no number is refused as an input, by all that takes inputs: JavaScript itself makes 0 of null, 12 of '12', 1 of
 * [1], and NaN, which a session may hold, of others.
 */
import { describe, expect, test } from 'vitest';
import { watch } from '../../src/runtime/entries/health.ts';
import { loadSync, MeniscusError, type Model } from '../../src/runtime/index.ts';
import { blobOf, farModel } from '../origins.ts';
import { assemble, elman, leakyIntegrator } from './blob-builder.ts';

/** In place of the last input of a step: what it is called. */
const elements: [unknown, string][] = [
  [null, 'null'],
  [undefined, 'undefined'],
  ['12', 'string'],
  ['', 'string'],
  [true, 'boolean'],
  [1n, 'bigint'],
  [Symbol('x'), 'symbol'],
  [() => 1, 'function'],
  [[1], 'object, not a number: rows go one after another into one array'],
  [[], 'object'],
  [{}, 'object'],
  [Object.create(null), 'object'],
  [new Date(5), 'object'],
  [{ valueOf: () => 1 }, 'object'],
];

/** No arrays. */
const wholes: [unknown, string][] = [
  [undefined, 'undefined'],
  [null, 'null'],
  [3, 'number'],
  [{ a: 1 }, 'object'],
  [new Map([[1, 2]]), 'object'],
  [new ArrayBuffer(12), 'object'],
  [new DataView(new ArrayBuffer(12)), 'object'],
];

// fewer inputs than a loop takes, more, and the way of origins
const models: [string, Model][] = [
  ['few', loadSync(assemble(leakyIntegrator(0.5, 4)))],
  ['many', loadSync(assemble(elman(6)))],
  ['far from 0', loadSync(blobOf(farModel()))],
];

describe.each(models)('%s inputs', (_, model) => {
  const { inputs: N } = model;
  const good = Array.from({ length: N }, (_, i) => (model.origins?.inputs[i].origin ?? 0) + 0.5);

  test.each(['error', 'hold'] as const)('missing: %s', (missing) => {
    const session = model.session({ missing });
    const watched = watch(session, model, { every: 2 });
    session.step(good);
    const before = session.snapshot();
    const refuse = (action: () => unknown, message: string): void => {
      let found: unknown;
      try {
        action();
      } catch (error) {
        found = error;
      }
      expect(found, message).toBeInstanceOf(MeniscusError);
      expect(found).toMatchObject({ code: 'input', message: expect.stringContaining(message) });
      expect(session.snapshot(), message).toEqual(before);
    };
    const steps: ((x: never) => unknown)[] = [
      (x) => session.step(x),
      (x) => session.run(x),
      (x) => session.check(x),
      (x) => watched.step(x),
      (x) => watched.run(x),
    ];
    for (const [whole, got] of wholes)
      for (const call of [...steps, (x: never) => model.run(x, { missing })])
        refuse(
          () => call(whole as never),
          `expected an array of numbers, N = ${N} for each step, got ${got}`,
        );
    for (const [element, type] of elements) {
      const bad = [...good.slice(0, -1), element];
      const message = `input ${N - 1} is ${type}`;
      for (const call of steps) refuse(() => call(bad as never), message);
      const rows = [...good, ...good, ...bad] as number[];
      for (const call of [
        () => session.run(rows),
        () => watched.run(rows),
        () => model.run(rows, { missing }),
      ])
        refuse(call, `step 2: ${message}`);
    }
    const text = '1'.repeat(N);
    const list = new BigInt64Array(N);
    for (const call of steps) {
      refuse(() => call(text as never), 'input 0 is string');
      refuse(() => call(list as never), 'input 0 is bigint');
      refuse(() => call([good] as never), 'input 0 is object, not a number: rows');
    }
  });
});

test('numbers of every kind of array are taken', () => {
  const model = loadSync(assemble(elman(6)));
  const numbers = Array.from({ length: model.inputs }, (_, i) => i % 3);
  const want = [...model.session().step(numbers)];
  const { length } = numbers;
  for (const list of [
    new Float32Array(numbers),
    new Float64Array(numbers),
    new Uint8Array(numbers),
    new Int16Array(numbers),
    { ...numbers, length },
  ])
    expect([...model.session().step(list)]).toEqual(want);
});

test('a state is set to numbers only, and an interval for each step is a list', () => {
  const model = loadSync(blobOf(farModel()));
  const session = model.session();
  const [name] = model.states;
  const { length } = session.state(name);
  for (const value of [null, '1', true, [1], undefined])
    expect(() => session.setState(name, new Array(length).fill(value))).toThrow(
      `state "${name}": element 0 is`,
    );
  for (const value of [null, undefined, 3])
    expect(() => session.setState(name, value as never)).toThrow(
      `state "${name}" has length ${length}, the array `,
    );
  for (const dt of [null, {}, true])
    expect(() => session.run([0, 0, 0], { dt: dt as never })).toThrow('expected one dt or 1, got ');
});
