/** Cells against their equations, written once more in plain numbers. */
import { describe, expect, test } from 'vitest';
import { type CellName, cells } from '../../src/cells/index.ts';
import type { Layer } from '../../src/network/network.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { randomParameters, randomSequence } from '../models.ts';
import { expectAgreement } from '../user-cell/agreement.ts';

type Vector = readonly number[];
/** A matrix as its rows, a vector as its elements, by name. */
type Parameters = Readonly<Record<string, Vector & readonly Vector[]>>;
type State = Readonly<Record<string, Vector>>;
type Step = (p: Parameters, x: Vector, dt: number, state: State) => { state: State; output: Vector };

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const total = (a: Vector): number => a.reduce((sum, x) => sum + x, 0);
const times = (m: readonly Vector[], x: Vector): number[] =>
  m.map((row) => total(row.map((w, j) => w * x[j])));
/** b + W h + V x. */
const dense = (b: Vector, W: readonly Vector[], h: Vector, V: readonly Vector[], x: Vector): number[] => {
  const [wh, vx] = [times(W, h), times(V, x)];
  return b.map((bias, k) => bias + wh[k] + vx[k]);
};

const lem: Step = (p, x, dt, { y, z }) => {
  const sum = (k: string, h: Vector) => dense(p[`b_${k}`], p[`W_${k}`], h, p[`V_${k}`], x);
  const steps = (k: string) => sum(k, y).map((a) => dt * sigmoid(a));
  const toward = (h: Vector, d: Vector, goal: Vector) =>
    h.map((v, k) => (1 - d[k]) * v + d[k] * Math.tanh(goal[k]));
  const nextZ = toward(z, steps('1'), sum('z', y));
  const nextY = toward(y, steps('2'), sum('y', nextZ));
  return { state: { y: nextY, z: nextZ }, output: nextY };
};

const ctGru: Step = (p, x, dt, state) => {
  const scales = Array.from({ length: 8 }, (_, i) => 10 ** (i / 2));
  const memories = scales.map((_, i) => state[`h_${i}`]);
  const sum = (k: string, h: Vector) => dense(p[`b_${k}`], p[`U_${k}`], h, p[`W_${k}`], x);
  const softmax = (logits: Vector) => {
    const top = Math.max(...logits);
    const parts = logits.map((logit) => Math.exp(logit - top));
    return parts.map((part) => part / total(parts));
  };
  /** Of unit k, then of scale i. */
  const shares = (logTaus: Vector) =>
    logTaus.map((logTau) => softmax(scales.map((tau) => -((logTau - Math.log(tau)) ** 2))));
  const sums = (of: readonly Vector[]) => of[0].map((_, k) => total(of.map((vector) => vector[k])));
  const h = sums(memories);
  const r = shares(sum('R', h));
  const s = shares(sum('S', h));
  const retrieved = h.map((_, k) => total(memories.map((memory, i) => r[k][i] * memory[k])));
  const q = sum('Q', retrieved).map(Math.tanh);
  const next = memories.map((memory, i) =>
    memory.map((old, k) => ((1 - s[k][i]) * old + s[k][i] * q[k]) * Math.exp(-dt / scales[i])),
  );
  return {
    state: Object.fromEntries(next.map((memory, i) => [`h_${i}`, memory])),
    output: sums(next),
  };
};

const alRnn =
  (rectified: number): Step =>
  (p, x, _dt, { z }) => {
    const phi = z.map((v, k) => (k >= z.length - rectified ? Math.max(v, 0) : v));
    const next = dense(p.h_0, p.W, phi, p.C, x).map((v, k) => v + p.A[k] * z[k]);
    return { state: { z: next }, output: next };
  };

const shPlrnn: Step = (p, x, _dt, { z }) => {
  const hidden = times(p.W_2, z).map((v, l) => Math.max(v + p.h_2[l], 0));
  const next = dense(p.h_1, p.W_1, hidden, p.C, x).map((v, k) => v + p.A[k] * z[k]);
  return { state: { z: next }, output: next };
};

const UNITS = 5;
const cases: [name: string, layer: Omit<Layer, 'units'>, Step][] = [
  ['lem', { cell: cells.lem() }, lem],
  ['ct-gru', { cell: cells['ct-gru']() }, ctGru],
  ['al-rnn', { cell: cells['al-rnn']() }, alRnn(3)],
  ...[0, 2, UNITS].map((rectified): [string, Omit<Layer, 'units'>, Step] => [
    `al-rnn, ${rectified} rectified`,
    { cell: cells['al-rnn']({ rectified }) },
    alRnn(rectified),
  ]),
  ['sh-plrnn', { cell: cells['sh-plrnn']() }, shPlrnn],
  ['sh-plrnn, 3 hidden', { cell: cells['sh-plrnn']({ hidden: 3 }) }, shPlrnn],
];

const modelOf = (layer: Omit<Layer, 'units'>): Network =>
  buildNetwork({ inputs: 3, outputs: UNITS, layers: [{ ...layer, units: UNITS }], readout: 'none' });

/** Trained numbers as the equations take them, without constraints. */
const plain = (network: Network, values: ReadonlyMap<string, Float64Array>): Parameters =>
  Object.fromEntries(
    network.parameters.map(({ name, shape: [rows, columns] }) => {
      const data = Array.from(values.get(name) as Float64Array);
      const row = (r: number) => data.slice(r * columns!, (r + 1) * columns!);
      return [name, (columns === undefined ? data : Array.from({ length: rows }, (_, r) => row(r))) as never];
    }),
  );

/** Largest difference of the outputs over a sequence with irregular intervals. */
function difference(layer: Omit<Layer, 'units'>, step: Step, factor: number): number {
  const network = modelOf(layer);
  const parameters = new Map(
    [...randomParameters(network, 5)].map(([name, data]) => [name, data.map((w) => factor * w)]),
  );
  const p = plain(network, parameters);
  const sequence = randomSequence(12, 3, UNITS);
  const got = new Evaluator(network, parameters).outputs(sequence);
  let state: State = Object.fromEntries(
    network.states.map(({ name }) => [name, new Array<number>(UNITS).fill(0)]),
  );
  let worst = 0;
  for (let t = 0; t < sequence.length; t++) {
    const x = Array.from(sequence.inputs.subarray(3 * t, 3 * t + 3));
    const next = step(p, x, (sequence.dt as Float64Array)[t], state);
    state = next.state;
    next.output.forEach((y, k) => {
      worst = Math.max(worst, Math.abs(y - got[t * UNITS + k]));
    });
  }
  return worst;
}

describe('a cell is its equation', () => {
  test.each(cases)('%s', (_, layer, step) => expect(difference(layer, step, 1)).toBeLessThan(1e-12));
});

test('ct-gru: time constants far outside its scales are shared out as by a safe softmax', () => {
  const layer = { cell: cells['ct-gru']() };
  expect(difference(layer, ctGru, 60)).toBeLessThan(1e-12);
  const network = modelOf(layer);
  const parameters = randomParameters(network);
  for (const bias of ['b_R', 'b_S']) parameters.set(bias, Float64Array.of(-1e4, -40, 4, 40, 1e4));
  expectAgreement(network, parameters, randomSequence(40, 3));
});

test('options that a size or an equation does not allow', () => {
  const building = (name: CellName, options: object) => () =>
    modelOf({ cell: (cells[name] as (options: object) => Layer['cell'])(options) });
  expect(building('al-rnn', { rectified: 6 })).toThrow(
    /option rectified of cell "al-rnn" is 6: with 5 units it must be 0 … 5/,
  );
  expect(building('al-rnn', { rectified: -1 })).toThrow(RangeError);
  expect(building('sh-plrnn', { hidden: 0 })).toThrow(
    /cell "sh-plrnn": hidden must be a whole number ≥ 1, not 0/,
  );
  expect(building('sh-plrnn', { hidden: 1.5 })).toThrow(RangeError);
});
