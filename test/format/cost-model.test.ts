/** The terms of a program against counts by hand, and the constants that are shipped. */
import { describe, expect, test } from 'vitest';
import { type Cell, cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { costConstants } from '../../src/format/cost-constants.ts';
import { predict, termNames, termsOf } from '../../src/format/cost-model.ts';
import { initialiseAll } from '../../src/graph/parameter.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type LayerSpec } from '../../src/network/network.ts';

function termsOfLayer(cell: Cell, units: number, unfolds: number, inputs = 8) {
  const layer: LayerSpec = {
    cell,
    units,
    ...(cell.kind === 'field' && { integrator: semiImplicit, unfolds }),
  };
  const network = buildNetwork({ inputs, outputs: 1, layers: [layer], readout: 'dense' });
  const random = new Random(1);
  const { blob } = compile(network, initialiseAll(network.parameters, random));
  return termsOf(blob);
}

test('panels come in groups of 8, 4, 2 and 1, and an unfold costs the same every time', () => {
  // 40 units are 10 panels: a group of 8 and one of 2; 8 columns from the input, 40 in each unfold
  const terms = termsOfLayer(cells.ltc(), 40, 6);
  expect(terms.wideColumns).toBe(8 + 6 * 40);
  expect(terms.narrowColumns).toBe(8 + 6 * 40);
  expect(terms.products).toBe(10);
  expect(terms.rationals).toBe(6 * 10);
  expect(terms.exponentials).toBe(0);
  expect(terms.call).toBe(1);
  const per = (unfolds: number) => termsOfLayer(cells.ltc(), 32, unfolds);
  for (const name of termNames) expect(per(4)[name] - per(3)[name]).toBe(per(6)[name] - per(5)[name]);
});

test('7 units are 2 panels: padding costs as much as rows do', () => {
  // the read-out of 7 columns is too short for a reduction
  const terms = termsOfLayer(cells.ltc(), 7, 1);
  expect(terms).toMatchObject({ wideColumns: 0, narrowColumns: 8 + 7 + 7, rationals: 2 });
});

test('softplus and exp are counted apart from what is made of tanh', () => {
  const terms = termsOfLayer(cells['ltc-tau'](), 8, 3);
  expect(terms.exponentials).toBe(3 * 2);
  expect(terms.rationals).toBe(3 * 2);
});

describe('the shipped constants', () => {
  test('say where they are from, and hold for what they were fitted to', () => {
    const { cpu, node, date, worst, nanoseconds } = costConstants;
    expect(cpu).not.toBe('');
    expect(node).toMatch(/^v\d+\./);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(worst).toBeLessThan(0.25);
    expect(Object.keys(nanoseconds)).toEqual([...termNames]);
    for (const name of termNames) expect(nanoseconds[name]).toBeGreaterThanOrEqual(0);
  });

  test.each(Object.keys(cells) as (keyof typeof cells)[])('%s: more units take longer', (name) => {
    const took = [8, 16, 64].map((units) => {
      const inputs = name === 'hlln' ? units : 8;
      return predict(termsOfLayer(cells[name](), units, 4, inputs), costConstants.nanoseconds);
    });
    expect(took[0]).toBeGreaterThan(0);
    expect(took[1]).toBeGreaterThan(took[0]);
    expect(took[2]).toBeGreaterThan(took[1]);
  });
});
