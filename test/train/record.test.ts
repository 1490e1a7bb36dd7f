/** What compensated rounding is told of a model's vectors, and what it refuses to be told. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { record } from '../../src/train/record.ts';
import { randomParameters, randomSequence, smallModel } from '../models.ts';

const network = smallModel({ cell: cells.gru() });
const parameters = randomParameters(network);
const sequence = randomSequence(50, 3);

test('the vectors of every step, closed-loop states included, at the same moments', () => {
  const recorded = record(network, parameters, [sequence, sequence]);
  const [{ before, after }] = network.states;
  const states = recorded.get(before)!;
  expect(states).toHaveLength(100 * 5);
  expect([...states.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]); // each recording begins with the zero state
  expect(states.subarray(250, 500)).toEqual(states.subarray(0, 250));
  const evaluator = new Evaluator(network, parameters);
  evaluator.run(sequence, (step, read) => {
    if (step < 49) expect(states.subarray(5 * step + 5, 5 * step + 10)).toEqual(read(after));
  });
  for (const [{ shape }, samples] of recorded) expect(samples).toHaveLength(100 * shape[0]);
});

test('of a loop, every unfold, each as it goes on from the one before', () => {
  const unfolds = 3;
  const field = buildNetwork({
    inputs: 2,
    outputs: 1,
    layers: [{ cell: cells.ltc(), units: 4, integrator: semiImplicit, unfolds }],
    readout: 'dense',
  });
  const given = randomParameters(field);
  const drawn = randomSequence(20, 2);
  const recorded = record(field, given, [drawn]);
  const [{ before, after }] = field.states;
  if (after.source.kind !== 'result') throw new Error('an LTC has a loop');
  const states = recorded.get(after.source.of.carried)!;
  expect(states).toHaveLength(20 * unfolds * 4);
  new Evaluator(field, given).run(drawn, (step, read) => {
    expect(states.subarray(step * unfolds * 4, step * unfolds * 4 + 4)).toEqual(read(before));
  });
  const input = [...recorded.keys()].find((v) => v !== after && v.shape[0] === 2)!;
  const inputs = recorded.get(input)!;
  for (let i = 2; i < unfolds * 2; i++) expect(inputs[i]).toBe(inputs[i - 2]);
  const [u0, u1] = [states.subarray(12, 16), states.subarray(16, 20)];
  expect(u0).not.toEqual(u1);
});

test('long recordings are thinned to 4,096 samples', () => {
  const recorded = record(network, parameters, [randomSequence(10_000, 3)]);
  const [samples] = recorded.values();
  expect(samples.length / [...recorded.keys()][0].shape[0]).toBe(Math.ceil(10_000 / 3));
});

describe('recordings that tell nothing, or the wrong thing, are refused by name', () => {
  const changed = (change: (x: number, i: number) => number) => ({
    ...sequence,
    inputs: sequence.inputs.map(change),
  });
  const cases: [string, Parameters<typeof record>[2], RegExp][] = [
    ['none', [], /^(record|calibrate): recordings is empty/],
    [
      'one without steps',
      [randomSequence(0, 3)],
      /^(record|calibrate): recordings\[0\]: length must be a whole number ≥ 1, not 0/,
    ],
    [
      'another width',
      [sequence, randomSequence(9, 4)],
      /^(record|calibrate): recordings\[1\]: inputs must hold 27 numbers, 9 rows of 3, not 36/,
    ],
    [
      'NaN',
      [changed((x, i) => (i === 7 ? Number.NaN : x))],
      /^(record|calibrate): recordings\[0\]: inputs: row 2, column 1 is NaN: leave such rows out/,
    ],
    [
      'infinite',
      [sequence, changed((x, i) => (i === 3 ? Infinity : x))],
      /^(record|calibrate): recordings\[1\]: inputs: row 1, column 0 is Infinity/,
    ],
    [
      'an interval of 0',
      [{ ...sequence, dt: sequence.dt.map((d, i) => (i === 4 ? 0 : d)) }],
      /^(record|calibrate): recordings\[0\]: dt: row 4 is 0/,
    ],
    [
      'too few intervals',
      [{ ...sequence, dt: sequence.dt.slice(1) }],
      /^(record|calibrate): recordings\[0\]: dt must hold 50 numbers/,
    ],
  ];
  test.each(cases)('%s', (_, recordings, message) => {
    expect(() => record(network, parameters, recordings)).toThrow(message);
    expect(() => calibrate(network, parameters, recordings)).toThrow(message);
  });

  test('an input that never changes', () => {
    const still = changed((x, i) => (i % 3 === 2 ? 0.25 : x));
    expect(() => record(network, parameters, [still, still])).toThrow(
      /^calibration: input 2 is 0.25 in every step: .*least-squares/,
    );
    expect(() => record(network, parameters, [still, sequence])).not.toThrow();
    expect(() => record(network, parameters, [still], { constantInputs: 'accept' })).not.toThrow();
    // ranges do not mind
    expect(() => calibrate(network, parameters, [still])).not.toThrow();
  });

  test('a model that does not stay finite', () => {
    const growing = smallModel({ cell: cells['al-rnn']() });
    const wild = new Map(
      [...randomParameters(growing)].map(([name, data]) => [name, data.map((w) => 1e30 * w)]),
    );
    expect(() => record(growing, wild, [sequence])).toThrow(
      /^calibration recording 0: the model is no longer finite at step \d/,
    );
  });
});
