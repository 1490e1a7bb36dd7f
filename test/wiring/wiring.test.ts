import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildWiring,
  countSynapses,
  describeMatrices,
  describeNcp,
  type NcpDescription,
  type Wiring,
  type WiringDescription,
  wirings,
} from '../../src/wiring/index.ts';
import { blocks, rows } from '../docs/blocks.ts';
import { type Sample, samples, seeds } from './samples.ts';

const build = ({ description, size }: Sample): Wiring => buildWiring(description, size);

/** Whether there is a synapse, by source and target. */
const synapses = (matrix: Int8Array, units: number): boolean[][] =>
  Array.from({ length: matrix.length / units }, (_, source) =>
    Array.from(matrix.subarray(source * units, (source + 1) * units), (polarity) => polarity !== 0),
  );
const count = (row: readonly boolean[]): number => row.filter(Boolean).length;
const column = (rows: readonly (readonly boolean[])[], target: number): boolean[] =>
  rows.map((row) => row[target]);

test('every type has samples', () => expect(Object.keys(samples)).toEqual(Object.keys(wirings)));

describe.each(Object.entries(samples))('%s', (_, sample: fc.Arbitrary<Sample>) => {
  test('has its sizes, polarities of −1, 0 and 1, and every unit in one layer', () => {
    fc.assert(
      fc.property(sample, (sample) => {
        const { inputs, units } = sample.size;
        const wiring = build(sample);
        expect(wiring).toMatchObject({ inputs, units });
        expect(wiring.outputs).toBe(
          sample.description.type === 'ncp' ? sample.description.motor : sample.description.outputs,
        );
        expect([wiring.sensory.length, wiring.recurrent.length]).toEqual([inputs * units, units * units]);
        for (const matrix of [wiring.sensory, wiring.recurrent])
          expect(matrix.every((polarity) => polarity >= -1 && polarity <= 1)).toBe(true);
        const placed = wiring.layers.flatMap((layer) => layer.units).sort((a, b) => a - b);
        expect(placed).toEqual(Array.from({ length: units }, (_, k) => k));
      }),
    );
  });

  test('is the same again, and from its JSON, and from its matrices', () => {
    fc.assert(
      fc.property(sample, (sample) => {
        const wiring = build(sample);
        const copy = JSON.parse(JSON.stringify(sample.description));
        expect(buildWiring(copy, sample.size)).toEqual(wiring);
        const matrices = JSON.parse(JSON.stringify(describeMatrices(wiring)));
        expect(buildWiring(matrices, sample.size)).toEqual(wiring);
      }),
    );
  });

  test('counts every synapse once', () => {
    fc.assert(
      fc.property(sample, (sample) => {
        const wiring = build(sample);
        const all = [...wiring.sensory, ...wiring.recurrent];
        const counts = countSynapses(wiring);
        const sum = (kind: 'excitatory' | 'inhibitory') =>
          counts.reduce((sum, entry) => sum + entry[kind], 0);
        expect(sum('excitatory')).toBe(all.filter((polarity) => polarity === 1).length);
        expect(sum('inhibitory')).toBe(all.filter((polarity) => polarity === -1).length);
        for (const { excitatory, inhibitory, possible } of counts)
          expect(excitatory + inhibitory).toBeLessThanOrEqual(possible);
      }),
    );
  });
});

test.each<[string, WiringDescription]>([
  ['fully-connected', { type: 'fully-connected' }],
  ['random', { type: 'random', sparsity: 0.5 }],
  ['ncp', describeNcp({ type: 'auto-ncp', outputs: 4 }, 24)],
  ['auto-ncp', { type: 'auto-ncp', outputs: 4 }],
])('%s differs with the seed', (_, description) => {
  fc.assert(
    fc.property(seeds, seeds, (one, other) => {
      fc.pre(one !== other);
      const [a, b] = [one, other].map((seed) =>
        buildWiring({ ...description, seed } as WiringDescription, { inputs: 5, units: 24 }),
      );
      expect(a).not.toEqual(b);
    }),
  );
});

describe('a neural circuit policy', () => {
  const policies = fc.oneof(samples.ncp, samples['auto-ncp']).map((sample: Sample) => {
    const { description, size } = sample;
    const policy =
      description.type === 'auto-ncp'
        ? describeNcp(description, size.units)
        : (description as NcpDescription);
    const wiring = build(sample);
    const { units } = wiring;
    return {
      policy,
      wiring,
      sensory: synapses(wiring.sensory, units),
      recurrent: synapses(wiring.recurrent, units),
    };
  });

  test('has synapses only from a layer to the next, and between command neurons', () => {
    fc.assert(
      fc.property(policies, ({ wiring }) => {
        const allowed = ['sensory inter', 'inter command', 'command command', 'command motor'];
        for (const { from, to } of countSynapses(wiring)) expect(allowed).toContain(`${from} ${to}`);
        expect(wiring.layers.map(({ name }) => name)).toEqual(['inter', 'command', 'motor']);
        expect(wiring.layers[2].units).toEqual(Array.from({ length: wiring.outputs }, (_, k) => k));
      }),
    );
  });

  test('has the fan-outs and fan-ins, more only towards neurons that they left out', () => {
    fc.assert(
      fc.property(policies, ({ policy, wiring, sensory, recurrent }) => {
        const [inter, command, motor] = wiring.layers.map(({ units }) => units);
        for (const row of sensory) expect(count(row)).toBeGreaterThanOrEqual(policy.sensoryFanout);
        for (const source of inter)
          expect(count(recurrent[source])).toBeGreaterThanOrEqual(policy.interFanout);
        for (const target of motor)
          expect(count(column(recurrent, target))).toBeGreaterThanOrEqual(policy.motorFanin);
        const between = command.flatMap((source) => command.map((target) => recurrent[source][target]));
        expect(count(between)).toBeLessThanOrEqual(policy.recurrentCommandSynapses);
      }),
    );
  });

  test('adds to each neuron left out as many as the others have on average', () => {
    fc.assert(
      fc.property(policies, ({ policy, wiring }) => {
        const total = (source: string, target: string): number => {
          const entry = countSynapses(wiring).find(({ from, to }) => from === source && to === target);
          return (entry?.excitatory ?? 0) + (entry?.inhibitory ?? 0);
        };
        const added = (
          all: number,
          neurons: number,
          fanout: number,
          others: number,
          most: number,
        ): number => {
          const mean = Math.min(Math.max(Math.floor((neurons * fanout) / others), 1), most);
          return (all - neurons * fanout) / mean;
        };
        const { inputs } = wiring;
        const { inter, command, motor, sensoryFanout, interFanout, motorFanin } = policy;
        for (const [forgotten, others] of [
          [added(total('sensory', 'inter'), inputs, sensoryFanout, inter, inputs), inter],
          [added(total('inter', 'command'), inter, interFanout, command, command), command],
          [added(total('command', 'motor'), motor, motorFanin, command, motor), command],
        ]) {
          expect(Number.isInteger(forgotten)).toBe(true);
          expect(forgotten).toBeGreaterThanOrEqual(0);
          expect(forgotten).toBeLessThan(others);
        }
      }),
    );
  });

  test('leaves no neuron without an input, and no command neuron without a motor neuron', () => {
    fc.assert(
      fc.property(policies, ({ wiring, sensory, recurrent }) => {
        const [inter, command, motor] = wiring.layers.map(({ units }) => units);
        for (const target of inter) expect(count(column(sensory, target))).toBeGreaterThan(0);
        for (const target of command) expect(inter.some((source) => recurrent[source][target])).toBe(true);
        for (const target of motor) expect(count(column(recurrent, target))).toBeGreaterThan(0);
        for (const source of command) expect(motor.some((target) => recurrent[source][target])).toBe(true);
      }),
    );
  });

  test('of 19 units with 4 outputs has 9 inter and 6 command neurons', () => {
    expect(describeNcp({ type: 'auto-ncp', outputs: 4 }, 19)).toEqual({
      type: 'ncp',
      inter: 9,
      command: 6,
      motor: 4,
      sensoryFanout: 4,
      interFanout: 3,
      recurrentCommandSynapses: 6,
      motorFanin: 3,
      seed: 22222,
    });
  });
});

test('the page has the counts of the default policy', () => {
  const wiring = buildWiring({ type: 'auto-ncp', outputs: 4 }, { inputs: 5, units: 19 });
  const counts = countSynapses(wiring).map((entry) => Object.values(entry).map(String));
  expect(rows('docs/wiring.md').filter(([from]) => counts.some((entry) => entry[0] === from))).toEqual(
    counts,
  );
  const [matrices] = blocks('docs/wiring.md', 'json').slice(-1);
  expect(JSON.parse(matrices)).toEqual(describeMatrices(wiring));
});

test('fully connected means all, and not oneself where that is off', () => {
  fc.assert(
    fc.property(samples['fully-connected'], (sample) => {
      const { units, sensory, recurrent } = build(sample);
      expect(sensory.every((polarity) => polarity !== 0)).toBe(true);
      recurrent.forEach((polarity, at) => {
        const self = Math.floor(at / units) === at % units;
        expect(polarity !== 0).toBe(!self || sample.description.selfConnections);
      });
    }),
  );
});

test('random keeps the part that sparsity leaves, halves rounded to even', () => {
  fc.assert(
    fc.property(samples.random, (sample) => {
      const { sensory, recurrent } = build(sample);
      for (const matrix of [sensory, recurrent]) {
        const kept = matrix.filter((polarity) => polarity !== 0).length;
        const exact = matrix.length * (1 - sample.description.sparsity);
        expect(Math.abs(kept - exact)).toBeLessThanOrEqual(0.5);
      }
    }),
  );
  const kept = (inputs: number) =>
    buildWiring({ type: 'random', sparsity: 0.5 }, { inputs, units: 1 }).sensory.filter(Boolean).length;
  expect([1, 3, 5, 7].map(kept)).toEqual([0, 2, 2, 4]);
});
