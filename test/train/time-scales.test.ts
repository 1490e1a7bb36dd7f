import { expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { Random } from '../../src/data/random.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { firstValues, type TimeScales } from '../../src/train/first-values.ts';
import { train } from '../../src/train/train.ts';
import { Trainer } from '../../src/train/trainer.ts';

const UNITS = 15;
const layersOf = (count: number) =>
  buildNetwork({
    inputs: 1,
    outputs: 1,
    layers: Array.from({ length: count }, () => ({ cell: cells.ltc(), units: UNITS })),
    readout: 'dense',
    interval: 60,
  });

/** The time constants of a layer at rest, in usual intervals. */
function tauOf(layers: number, probe: string, scales: TimeScales | null): number[] {
  const network = layersOf(layers);
  const values = firstValues(network, new Random(1), { from: null, scales });
  for (const [name, list] of values) if (/(W|U)$/.test(name)) list.fill(0);
  const tau = network.probes.get(probe);
  if (!tau) throw new Error(`no probe ${probe}`);
  const evaluator = new Evaluator(network, values, { also: [tau] });
  evaluator.step([0], 60);
  return [...evaluator.read(tau)].map((seconds) => seconds / 60);
}

test.each([
  [1, 'tau'],
  [2, '0.tau'],
  [2, '1.tau'],
])('units of ltc start spread over the time scales, %i layers, %s', (layers, probe) => {
  const sorted = tauOf(layers, probe, [2, 32]).sort((a, b) => a - b);
  expect(sorted[0]).toBeGreaterThan(2);
  expect(sorted.at(-1)).toBeLessThan(32);
  // each factor as often as any other
  const factors = sorted.slice(1).map((tau, i) => tau / sorted[i]);
  for (const factor of factors) expect(factor).toBeCloseTo(16 ** (1 / (UNITS + 1)), 6);
});

test('also where it is shorter than an interval', () => {
  const sorted = tauOf(1, 'tau', [0.1, 3.2]).sort((a, b) => a - b);
  for (const [i, tau] of sorted.entries()) expect(tau).toBeCloseTo(0.1 * 32 ** ((i + 1) / (UNITS + 1)), 6);
});

test('null leaves a cell as it declares itself', () => {
  for (const tau of tauOf(1, 'tau', null)) expect(tau).toBeCloseTo(1 / 1.5, 12);
});

test('given values stay', () => {
  const network = layersOf(1);
  const from = firstValues(network, new Random(2), { from: null, scales: null });
  expect(firstValues(network, new Random(1), { from, scales: [2, 32] })).toEqual(from);
});

test('a cell that gives too few values is refused', () => {
  const cell = { ...cells.ltc(), startAt: () => ({ tau: [1] }) };
  const network = buildNetwork({ inputs: 1, outputs: 1, layers: [{ cell, units: 3 }], readout: 'dense' });
  expect(() => firstValues(network, new Random(1), { from: null, scales: [2, 32] })).toThrow(
    'tau: startAt gives 1 values, not 3',
  );
});

test.each(['gru', 'lstm'] as const)('units of %s keep a state as long', (cell) => {
  const network = buildNetwork({
    inputs: 1,
    outputs: 1,
    layers: [{ cell, units: UNITS }],
    readout: 'none',
  });
  const values = firstValues(network, new Random(1), { from: null, scales: [2, 32] });
  for (const [name, list] of values) if (name.startsWith('weight')) list.fill(0);
  const evaluator = new Evaluator(network, values);
  // the gates alone act: the carried state shrinks by 1 − 1/T in a step
  const [carried] = network.states.filter(({ name }) => name === (cell === 'gru' ? 'h' : 'c'));
  const at = network.states.indexOf(carried) * UNITS;
  evaluator.state.fill(1, at, at + UNITS);
  evaluator.step([0], 1);
  const kept = [...evaluator.state.slice(at, at + UNITS)].sort((a, b) => a - b);
  for (const [i, share] of kept.entries())
    expect(share).toBeCloseTo(1 - 1 / (2 * 16 ** ((i + 1) / (UNITS + 1))), 9);
});

test('a cell without time constants refuses them', () => {
  const network = buildNetwork({
    inputs: 1,
    outputs: 1,
    layers: [{ cell: 'rnn', units: 3 }],
    readout: 'dense',
  });
  const wave = {
    length: 40,
    inputs: new Float64Array(40).map((_, t) => t % 7),
    targets: new Float64Array(40),
  };
  expect(() => new Trainer(network, [wave], [], { tauInit: [1, 9] })).toThrow(
    'tauInit: cell "rnn" has no time constants',
  );
  expect(new Trainer(network, [wave], [], {}).options.tauInit).toBeNull();
});

test('where a recording has one label at its end, gates keep for as long as a window', () => {
  const network = buildNetwork({
    inputs: 1,
    outputs: 2,
    layers: [{ cell: 'gru', units: 3 }],
    readout: 'softmax',
  });
  const labelled = (label: number) => ({
    length: 40,
    inputs: new Float64Array(40).fill(label),
    targets: new Float64Array(40).fill(Number.NaN).with(39, label),
  });
  const sequences = [labelled(0), labelled(1)];
  expect(new Trainer(network, sequences, [], {}).options.tauInit).toEqual([1, 40]);
  expect(new Trainer(network, sequences, [], { window: 20 }).options.tauInit).toEqual([1, 20]);
  expect(new Trainer(network, sequences, [], { tauInit: null }).options.tauInit).toBeNull();
});

test('a substep is a sixth of the shortest time constant', async () => {
  const layer = { cell: 'ltc', units: 2 } as const;
  const spec = { inputs: 1, outputs: 1, layers: [layer], readout: 'dense' } as const;
  const wave = {
    length: 40,
    inputs: new Float64Array(40).map((_, t) => t % 7),
    targets: new Float64Array(40),
  };
  const unfolds = async (tauInit: TimeScales | null | undefined, given?: number) => {
    const asked = given === undefined ? spec : { ...spec, layers: [{ ...layer, unfolds: given }] };
    const { network } = await train(asked, [wave], [], {
      updates: 1,
      ...(tauInit !== undefined && { tauInit }),
    });
    return network.spec.layers[0].unfolds;
  };
  expect(await unfolds(undefined)).toBe(6);
  expect(await unfolds([1, 9])).toBe(6);
  expect(await unfolds([2, 9])).toBe(3);
  expect(await unfolds([9, 90])).toBe(1);
  expect(await unfolds([0.5, 9])).toBe(12);
  expect(await unfolds([2, 9], 4)).toBe(4);
  expect(await unfolds(null)).toBe(6);
});

test('capacities of ltc-synaptic give units their time constants', () => {
  const network = buildNetwork({
    inputs: 1,
    outputs: 1,
    layers: [{ cell: 'ltc-synaptic', units: UNITS }],
    readout: 'dense',
  });
  const values = firstValues(network, new Random(1), { from: null, scales: [2, 32] });
  const tau = network.probes.get('tau');
  if (!tau) throw new Error('no probe tau');
  const evaluator = new Evaluator(network, values, { also: [tau] });
  evaluator.step([0], 1);
  const sorted = [...evaluator.read(tau)].sort((a, b) => a - b);
  // the conductances are random, so this is about it
  expect(sorted[0]).toBeLessThan(4);
  expect(sorted.at(-1)).toBeGreaterThan(8);
});
