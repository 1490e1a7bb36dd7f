import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Recording } from '../../src/data/index.ts';
import { errorByLead, loopOf } from '../../src/measure/closed-loop.ts';
import { linearMap } from '../../src/measure/linear-map.ts';
import { nextState, trivialPredictors } from '../../src/measure/next-state.ts';
import { machinePredictor, type Predictor, referencePredictor } from '../../src/measure/predictor.ts';
import { sized } from '../../src/measure/untrained.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { resolve } from '../../src/network/spec.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';

/** A rotation in the plane, which a linear map knows exactly, beside a ramp. */
function recording(phase: number, length = 61): Recording {
  const values = Float64Array.from({ length: 2 * length }, (_, i) => {
    const angle = 0.2 * (i >> 1) + phase;
    return i % 2 ? 3 + 2 * Math.sin(angle) : Math.cos(angle);
  });
  return { name: 'rotation', length, channels: 2, values, dt: null };
}
const parts = nextState(
  [0, 1, 2, 3].map((phase) => recording(phase)),
  { train: 2, validation: 1 },
);

test('targets are the inputs of the step after, and training inputs have mean 0 and deviation 1', () => {
  const { train, validation, test: unseen } = parts;
  expect([train.length, validation.length, unseen.length]).toEqual([2, 1, 1]);
  for (const { inputs, targets, length } of [...train, ...validation, ...unseen]) {
    expect(length).toBe(60);
    expect(targets.slice(0, -2)).toEqual(inputs.slice(2));
  }
  const all = train.flatMap((s) => [...s.inputs.slice(0, 2), ...s.targets]);
  for (const channel of [0, 1]) {
    const values = all.filter((_, i) => i % 2 === channel);
    const mean = values.reduce((a, b) => a + b) / values.length;
    expect(mean).toBeCloseTo(0, 9);
    expect(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length).toBeCloseTo(1, 9);
  }
});

test('in a closed loop the exact linear map stays exact, and persistence strays as the last input does', () => {
  const { train, test: unseen } = parts;
  const turns = { forced: 5, free: 10 };
  const [, persistence, exact] = trivialPredictors(train, 1);
  for (const error of errorByLead(exact.predictor, unseen, turns)) expect(error).toBeLessThan(1e-12);
  const [{ inputs, targets }] = unseen;
  const errors = errorByLead(persistence.predictor, unseen, turns);
  for (const lead of [0, 4, 9]) {
    const squares = [0, 1, 2, 3].flatMap((turn) =>
      [0, 1].map((c) => {
        const last = 15 * turn + 4;
        return (inputs[2 * last + c] - targets[2 * (last + 1 + lead) + c]) ** 2;
      }),
    );
    expect(errors[lead]).toBeCloseTo(squares.reduce((a, b) => a + b) / squares.length, 12);
  }
});

test('a linear map of several lags begins again after a reset, and goes on from states that were kept', () => {
  const { predictor } = linearMap(parts.train, 3);
  const run = () => {
    predictor.reset();
    return [0, 1, 2, 3].map((t) =>
      Array.from(predictor.step(parts.test[0].inputs.subarray(2 * t, 2 * t + 2), 1)),
    );
  };
  expect(run()).toEqual(run());
  const kept = predictor.state();
  const next = () => Array.from(predictor.step(parts.test[0].inputs.subarray(8, 10), 1));
  const expected = next();
  predictor.reset();
  next();
  predictor.setState(kept);
  expect(next()).toEqual(expected);
});

/** x' = 1e12 x: leaves the numbers of 32 bits in four steps of its own, those of 64 bits in 26. */
const description = { inputs: 1, outputs: 1, layers: [{ cell: 'hlln', units: 1 }], readout: 'none' } as const;
const explosive = new Map(
  Object.entries({ W: 1e12, b: 0, E: -1000, hbar: 1, alpha: 1, d: -1000 }).map(([k, v]) => [
    k,
    Float64Array.of(v),
  ]),
);
const network = buildNetwork(resolve(description));
const ones = new Float64Array(80).fill(1);
const sequence = { length: 80, inputs: ones, targets: ones, dt: null };

test.each<[string, () => Predictor]>([
  ['float64', () => referencePredictor(new Evaluator(network, explosive))],
  ['the interpreter', () => machinePredictor(loadSync(compile(network, explosive, { weights: 'f32' }).blob))],
])('a loop that leaves the finite numbers in %s counts as infinite and begins again', (_, make) => {
  const outputs = loopOf(make(), sequence, { forced: 10, free: 30 });
  expect(outputs).toHaveLength(60);
  for (const start of [0, 30]) {
    expect(outputs[start] / 1e24).toBeCloseTo(1, 5);
    expect(outputs.subarray(start + 27, start + 30).every((y) => y === Number.POSITIVE_INFINITY)).toBe(true);
  }
  const errors = errorByLead(make(), [sequence], { forced: 10, free: 30 });
  expect([Number.isFinite(errors[0]), errors[29]]).toEqual([true, Number.POSITIVE_INFINITY]);
});

test('a model is sized to the nearest number of parameters', () => {
  const gru = (units: number) =>
    ({ inputs: 40, outputs: 40, layers: [{ cell: 'gru', units }], readout: 'dense' }) as const;
  const count = (units: number) => 3 * units * (40 + units) + 6 * units + 40 * (units + 1);
  for (const units of [1, 8, 20]) expect(sized(gru, count(units)).layers[0].units).toBe(units);
  expect(sized(gru, count(8) + 10).layers[0].units).toBe(8);
  expect(sized(gru, count(9) - 10).layers[0].units).toBe(9);
  expect(sized(gru, 1).layers[0].units).toBe(1);
});
