/** Boxes that are found hold, however one tries to break them, and those that are not have a reason. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { type Certificate, certify, type Refusal } from '../../src/certify/certify.ts';
import { theoremOf } from '../../src/certify/theorem.ts';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { integrators } from '../../src/integrators/index.ts';
import type { Interval } from '../../src/intervals/interval.ts';
import { buildNetwork, type Layer } from '../../src/network/network.ts';
import { loadSync, type Session } from '../../src/runtime/index.ts';
import { startedLayers } from '../initial-state.ts';
import { layers, randomParameters, smallModel } from '../models.ts';

const dt: Interval = [0.01, 0.5];
const range: Interval = [-1, 1];
const inputs = [range, range, range];

const blobOf = (layer: Omit<Layer, 'units'>, weights: 'f32' | 'q8' | 'q4' = 'f32') => {
  const network = smallModel(layer);
  return compile(network, randomParameters(network), { weights }).blob;
};
const isRefusal = (found: Certificate | Refusal): found is Refusal => 'units' in found;

/** Where a session is outside its box, in words. */
function escapes(session: Session, output: ArrayLike<number>, { states, outputs }: Certificate): string[] {
  const outside = (name: string, values: ArrayLike<number>, ranges: readonly Interval[]): string[] =>
    ranges.flatMap(([low, high], i) =>
      values[i] >= low && values[i] <= high ? [] : [`${name}[${i}] = ${values[i]} outside ${low} … ${high}`],
    );
  return [
    ...Object.entries(states).flatMap(([name, ranges]) => outside(name, session.state(name), ranges)),
    ...outside('output', output, outputs),
  ];
}

/** Steps whose inputs gradient ascent moves, and how often. */
const [CLIMBED, CLIMBS] = [12, 8];

/**
 * Gradient ascent on an output after some steps, upwards (1) or downwards (−1): the gradient with respect to all inputs of all
 * steps, by central differences in the interpreter itself, and a step along its signs inside the ranges. Where it got to, and what
 * it passed outside the box on its way.
 */
function climb(
  session: Session,
  certificate: Certificate,
  output: number,
  side: number,
): { value: number; found: string[] } {
  const found: string[] = [];
  const ranges = Array.from({ length: CLIMBED }, () => certificate.inputs).flat();
  const sequence = ranges.map(([low, high]) => (low + high) / 2);
  const width = certificate.inputs.length;
  const reached = (look: boolean): number => {
    session.reset();
    let last = 0;
    for (let at = 0; at < sequence.length; at += width) {
      const outputs = session.step(sequence.slice(at, at + width), dt[1]);
      if (look) found.push(...escapes(session, outputs, certificate));
      last = side * outputs[output];
    }
    return last;
  };
  for (let i = 0; i < CLIMBS; i++) {
    const gradient = ranges.map(([low, high], j) => {
      const here = sequence[j];
      const [below, above] = [-1, 1].map((way) => {
        sequence[j] = Math.min(high, Math.max(low, here + 0.02 * way * (high - low)));
        return reached(false);
      });
      sequence[j] = here;
      return above - below;
    });
    ranges.forEach(([low, high], j) => {
      const moved = sequence[j] + 0.25 * Math.sign(gradient[j]) * (high - low);
      sequence[j] = Math.min(high, Math.max(low, moved));
    });
    reached(true);
  }
  return { value: side * reached(false), found };
}

/**
 * Random inputs, then corners held for long, then whatever moves an output furthest, step by step, to either side, then
 * gradient ascent on all steps at once.
 */
function attack(blob: Uint8Array, certificate: Certificate): string[] {
  const model = loadSync(blob);
  const session = model.session();
  const random = new Random(1);
  const anyInput = (): number[] =>
    certificate.inputs.map(([low, high]) => low + (high - low) * random.next());
  const corner = (): number[] => certificate.inputs.map((ends) => ends[random.integer(2)]);
  const anyDt = (): number => dt[0] + (dt[1] - dt[0]) * random.next();
  const found: string[] = [];
  const take = (x: readonly number[], interval: number): void => {
    found.push(...escapes(session, session.step(x, interval), certificate));
  };
  for (let i = 0; i < 400; i++) take(anyInput(), anyDt());
  for (let hold = 0; hold < 12; hold++) {
    const held = corner();
    for (let i = 0; i < 60; i++) take(held, dt[i & 1]);
  }
  for (let goal = 0; goal < 2 * model.outputs; goal++) {
    session.reset();
    for (let i = 0; i < 60; i++) {
      const before = session.snapshot();
      const tries = Array.from({ length: 6 }, (_, k) => ({
        x: k < 5 ? corner() : anyInput(),
        interval: dt[k & 1],
      }));
      const worth = tries.map(({ x, interval }) => {
        session.restore(before);
        return session.step(x, interval)[goal >> 1] * (goal & 1 ? 1 : -1);
      });
      session.restore(before);
      const best = tries[worth.indexOf(Math.max(...worth))];
      take(best.x, best.interval);
    }
  }
  for (let output = 0; output < model.outputs; output++)
    for (const side of [-1, 1]) found.push(...climb(session, certificate, output, side).found);
  model.dispose();
  return found;
}

/** Cells that are bounded by what they are, or by weights as small as those of the tests. */
const bounded =
  /^(ltc|ltc-synaptic|ctrnn|cfc-slim|hlln|hlln-wide|lstm|gru|rnn|lem)(,|$)|^cfc( no_gate| with a .*)?$|^cfc-wired( default| no_gate)?$/;

describe.each(layers)('%s', (name, layer) => {
  const blob = blobOf(layer);
  const found = certify(blob, { inputs, dt });

  test('has a box that an adversary does not leave, or a reason', () => {
    if (isRefusal(found)) {
      expect(name).not.toMatch(bounded);
      expect(found.units.length).toBeGreaterThan(0);
      for (const { state, unit, why } of found.units)
        expect([state, unit, why].every((x) => x !== '')).toBe(true);
    } else expect(attack(blob, found)).toEqual([]);
  });
});

test.each(['q8', 'q4'] as const)('holds for the weights that are stored, in %s', (weights) => {
  const blob = blobOf({ cell: cells.gru() }, weights);
  const found = certify(blob, { inputs, dt });
  if (isRefusal(found)) throw new Error('no box');
  expect(attack(blob, found)).toEqual([]);
});

describe('from a start outside the box of the zero state', () => {
  const factor = 20;
  test.each(startedLayers)('%s', (_, layer) => {
    const network = smallModel(layer);
    const parameters = new Map(
      [...randomParameters(network)].map(([name, data]) => [
        name,
        /initial/.test(name) ? data.map((x) => factor * x) : data,
      ]),
    );
    const { blob } = compile(network, parameters);
    const found = certify(blob, { inputs, dt });
    const zero = certify(blobOf({ ...layer, initialState: 'zero' }), { inputs, dt });
    if (isRefusal(found) || isRefusal(zero)) throw new Error('no box');
    const session = loadSync(blob).session();
    const outside = (certificate: Certificate) =>
      escapes(
        session,
        certificate.outputs.map(([low]) => low),
        certificate,
      );
    expect(outside(zero)).not.toEqual([]);
    expect(outside(found)).toEqual([]);
    expect(attack(blob, found)).toEqual([]);
  });

  test('a unit that starts at 1 and falls below 2⁻¹⁰⁰ has 0 in its box', () => {
    const network = buildNetwork({
      ...{ inputs: 1, outputs: 1, readout: 'none' },
      layers: [{ cell: cells.rnn({ nonlinearity: 'relu' }), units: 1, initialState: 'trained' }],
    });
    const parameters = new Map(network.parameters.map(({ name }) => [name, new Float64Array(1)]));
    parameters.get('weight_hh')?.fill(2 ** -60);
    parameters.get('initial.h')?.fill(1);
    const { blob } = compile(network, parameters);
    const found = certify(blob, { inputs: [[0, 0]], dt });
    if (isRefusal(found)) throw new Error('no box');
    const session = loadSync(blob).session();
    const seen = [1, 2, 3].map(() => {
      session.step([0]);
      return session.state('h')[0];
    });
    expect(seen).toEqual([2 ** -60, 0, 0]);
    const [[low, high]] = found.states.h;
    expect(low).toBeLessThanOrEqual(0);
    expect(high).toBeGreaterThanOrEqual(1);
  });
});

test('the adversary finds a way out of a box that is too small, and its ascent to the side it climbs to', () => {
  const blob = blobOf({ cell: cells.gru() });
  const found = certify(blob, { inputs, dt });
  if (isRefusal(found)) throw new Error('no box');
  const model = loadSync(blob);
  const session = model.session();
  const inputsAtRest = model.session();
  for (let i = 0; i < CLIMBED; i++) inputsAtRest.step([0, 0, 0], dt[1]);
  const rest = [...inputsAtRest.step([0, 0, 0], dt[1])];
  const outputs = rest.map((x): Interval => [x - 1e-3, x + 1e-3]);
  expect(attack(blob, { ...found, outputs })).not.toEqual([]);
  outputs.forEach(([low, high], output) => {
    const [down, up] = [-1, 1].map((side) => climb(session, { ...found, outputs }, output, side));
    expect(down.value).toBeLessThan(low);
    expect(up.value).toBeGreaterThan(high);
    expect(up.found.some((line) => line.startsWith(`output[${output}]`))).toBe(true);
  });
  model.dispose();
});

test('an LTC stays within the theorem of its paper, and the box is the smaller one', () => {
  for (const integrator of integrators) {
    const blob = blobOf({ cell: cells.ltc(), integrator, unfolds: 2 });
    const found = certify(blob, { inputs, dt });
    const theorem = theoremOf(blob).get('h');
    if (isRefusal(found) || !theorem) throw new Error(`no box with ${integrator.name}`);
    found.states.h.forEach(([low, high], i) => {
      // a method of several stages looks a little beyond the box, so that gates reach a little further
      expect(low).toBeGreaterThanOrEqual(theorem[i][0] - 1e-4);
      expect(high).toBeLessThanOrEqual(theorem[i][1] + 1e-4);
      expect(high - low).toBeLessThan(theorem[i][1] - theorem[i][0]);
    });
  }
});

describe('no box', () => {
  const why = (layer: Omit<Layer, 'units'>, interval: Interval = dt): string => {
    const found = certify(blobOf(layer), { inputs, dt: interval });
    if (!isRefusal(found)) throw new Error('there is one');
    return found.units[0].why;
  };
  const [euler, semiImplicit] = integrators;

  test('for a neural ODE: it has no decay', () => {
    for (const integrator of integrators)
      expect(why({ cell: cells.node(), integrator, unfolds: 2 })).toMatch(/decay/);
  });

  test('for an explicit method whose steps are too long', () => {
    const layer = { cell: cells.ltc(), integrator: euler, unfolds: 1 };
    expect(isRefusal(certify(blobOf(layer), { inputs, dt: [0.01, 0.05] }))).toBe(false);
    expect(why(layer, [0.01, 50])).toMatch(/its substep times its decay can reach \d/);
    expect(
      isRefusal(certify(blobOf({ ...layer, integrator: semiImplicit }), { inputs, dt: [0.01, 50] })),
    ).toBe(false);
  });

  test('for a time constant that grows with the state faster than it lets it decay', () => {
    const network = smallModel({ cell: cells['ltc-tau'](), integrator: semiImplicit, unfolds: 2 });
    const parameters = randomParameters(network);
    parameters.get('W_tau')?.fill(3);
    const found = certify(compile(network, parameters).blob, { inputs, dt });
    expect(isRefusal(found) && found.units[0].why).toMatch(/time constant grows/);
  });

  test('for ranges that do not fit', () => {
    const blob = blobOf({ cell: cells.gru() });
    expect(() => certify(blob, { inputs: [range], dt })).toThrow('3 inputs, but there are ranges for 1');
    expect(() => certify(blob, { inputs: [range, range, [1, 0]], dt })).toThrow('not 1..0');
    expect(() => certify(blob, { inputs: [range, range, [0, Number.NaN]], dt })).toThrow('not 0..NaN');
    expect(() => certify(blob, { inputs, dt: [0, 1] })).toThrow('is > 0, not 0..1');
  });
});
