import { expect, test } from 'vitest';
import { type Cell, cells } from '../../src/cells/index.ts';
import { rk4, semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { buildWiring, countSynapses } from '../../src/wiring/index.ts';

const count = (spec: NetworkSpec): number => buildNetwork(spec).parameterCount;
const field = (cell: Cell, units: number) => ({ cell, units, integrator: rk4, unfolds: 1 });

test('published parameter counts', () => {
  expect(
    count({
      inputs: 1,
      outputs: 1,
      layers: [{ cell: cells.ltc(), units: 8, integrator: semiImplicit, unfolds: 1 }],
      readout: 'dense',
    }),
  ).toBe(105);
  const two = { inputs: 2, outputs: 2, readout: 'none' } as const;
  expect(count({ ...two, layers: [field(cells['ltc-tau'](), 8)] })).toBe(184);
  expect(count({ ...two, layers: [field(cells.ctrnn(), 8)] })).toBe(96);
  expect(count({ ...two, layers: [field(cells.node(), 8)] })).toBe(160);
  const forty = { inputs: 40, outputs: 40, readout: 'none' } as const;
  expect(count({ ...forty, layers: [{ cell: cells['cfc-slim'](), units: 40 }] })).toBe(9720);
  expect(count({ ...forty, layers: [{ cell: cells['cfc-slim'](), units: 40 }], readout: 'dense' })).toBe(
    11360,
  );
  expect(count({ ...forty, layers: [{ cell: cells.hlln(), units: 40 }] })).toBe(1644);
  expect(
    count({ inputs: 1, outputs: 1, layers: [{ cell: cells.lstm(), units: 16 }], readout: 'dense' }),
  ).toBe(1233);
});

test('counts of cells.md as formulas', () => {
  const [N, H, U] = [3, 5, 7];
  const of = (cell: Cell, outputs = H) =>
    count({ inputs: N, outputs, layers: [{ cell, units: H }], readout: 'none' });
  expect(of(cells.lstm())).toBe(4 * H * (N + H) + 8 * H);
  expect(of(cells.gru())).toBe(3 * H * (N + H) + 6 * H);
  expect(of(cells.rnn())).toBe(H * (N + H) + 2 * H);
  expect(of(cells['hlln-wide'](), N)).toBe(H * N + H + N * H + N + 4);
  expect(of(cells.lem())).toBe(4 * (H * H + H * N + H));
  expect(of(cells['ct-gru']())).toBe(3 * (H * H + H * N + H));
  expect(of(cells['al-rnn']())).toBe(H * H + H * N + 2 * H);
  expect(of(cells['sh-plrnn']({ hidden: U }))).toBe(2 * H * U + U + 2 * H + H * N);
  expect(of(cells.cfc())).toBe(4 * (N + H + 1) * H);
  expect(of(cells.cfc({ mode: 'no_gate' }))).toBe(4 * (N + H + 1) * H);
  expect(of(cells.cfc({ mode: 'pure' }))).toBe((N + H + 1) * H + 2 * H);
  expect(of(cells.cfc({ backboneLayers: 2, backboneUnits: U }))).toBe(
    (N + H + 1) * U + (U + 1) * U + 4 * (U + 1) * H,
  );
});

test('with a wiring, masked numbers do not count', () => {
  const [N, H, M] = [5, 19, 4];
  const wiring = { type: 'auto-ncp', outputs: M } as const;
  const of = (cell: Cell) => {
    const layer = { cell, units: H, ...(cell.kind === 'field' && { integrator: semiImplicit, unfolds: 1 }) };
    const { parameters, parameterCount } = buildNetwork({
      inputs: N,
      outputs: M,
      layers: [layer],
      readout: 'none',
    });
    const all = parameters.reduce((sum, { shape: [rows, columns = 1] }) => sum + rows * columns, 0);
    return { own: parameterCount, all };
  };
  const synapses = countSynapses(buildWiring(wiring, { inputs: N, units: H })).reduce(
    (sum, { excitatory, inhibitory }) => sum + excitatory + inhibitory,
    0,
  );
  expect(synapses).toBe(67);

  // all: what ncps counts
  const ltc = cells['ltc-synaptic'];
  expect(of(ltc({ wiring }))).toEqual({
    own: 4 * synapses + 3 * H + 2 * N + 2 * M,
    all: 4 * H * H + 4 * N * H + 3 * H + 2 * N + 2 * M,
  });
  expect(of(ltc({ wiring, inputMapping: 'none', outputMapping: 'linear' }))).toEqual({
    own: 4 * synapses + 3 * H + M,
    all: 4 * H * H + 4 * N * H + 3 * H + M,
  });

  const layers = [
    { units: 9, before: N, missing: 45 - 22 },
    { units: 6, before: 9, missing: 54 - 27 },
    { units: M, before: 6, missing: 24 - 12 },
  ];
  const wired = cells['cfc-wired'];
  const sum = (count: (layer: (typeof layers)[0]) => number) =>
    layers.reduce((total, layer) => total + count(layer), 0);
  const all = sum(({ units, before }) => 4 * units * (before + units + 1));
  expect(of(wired({ wiring }))).toEqual({ own: all - sum(({ missing }) => 2 * missing), all });
  const pure = sum(({ units, before }) => units * (before + units + 3));
  expect(of(wired({ wiring, mode: 'pure' }))).toEqual({
    own: pure - sum(({ missing }) => missing),
    all: pure,
  });

  // the LSTM in front, on all units
  for (const cell of [ltc, wired])
    expect(of(cell({ wiring, mixedMemory: true })).own - of(cell({ wiring })).own).toBe(4 * H * (N + H + 1));
});
