import { expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { buildModel, type ModelSpec } from '../../src/compile/model.ts';
import { rk4, semiImplicit } from '../../src/integrators/index.ts';

const count = (spec: ModelSpec): number => buildModel(spec).parameterCount;
const field = (cell: ModelSpec['layers'][0]['cell'], units: number) => ({ cell, units, integrator: rk4 });

test('published parameter counts', () => {
  expect(
    count({
      inputs: 1,
      outputs: 1,
      layers: [{ cell: cells.ltc(), units: 8, integrator: semiImplicit }],
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
  const of = (cell: ModelSpec['layers'][0]['cell'], outputs = H) =>
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
