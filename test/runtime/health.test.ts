/** What a watch says of a session, on a model whose states are known in closed form; and that it changes nothing. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certify } from '../../src/certify/certify.ts';
import { withCertificate } from '../../src/certify/stored.ts';
import { INPUT_CLAMPED, OUTPUT_CLIPPED, watch } from '../../src/runtime/entries/health.ts';
import { loadSync, MeniscusError } from '../../src/runtime/index.ts';
import { assemble, elman, leakyIntegrator } from './blob-builder.ts';

const certified = { inputs: [[-1, 2]], dt: [0.1, 1], states: { h: [[-1, 3]] }, outputs: [[-1, 3]] };
const inputStatistics = { mean: [1], deviation: [0.5] };
const inputQuantiles = { '0.01': [0], '0.5': [1], '0.99': [1.5] };
const everything = { certified, inputStatistics, inputQuantiles };

/** h ← h + dt (u − h), and y = h. */
function leaky(metadata: Record<string, unknown> = everything) {
  const model = loadSync(assemble({ ...leakyIntegrator(1, 1), metadata }));
  return { model, session: model.session() };
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof MeniscusError) return error.code;
  }
  return 'no error';
}

describe('steps', () => {
  test('that are done and refused are counted, by reason', () => {
    const { model, session } = leaky();
    const watched = watch(session, model);
    for (let t = 0; t < 100; t++) watched.step([t % 2], 0.5);
    expect(codeOf(() => watched.step([Number.NaN], 1))).toBe('input');
    expect(codeOf(() => watched.step([1, 2], 1))).toBe('input');
    expect(codeOf(() => watched.step([1], 0))).toBe('dt');
    expect(codeOf(() => watched.step([3e38], 3e38))).toBe('result');
    expect(watched.health).toMatchObject({ steps: 100, refused: { input: 2, dt: 1, result: 1 }, looked: 4 });
    watched.restart();
    expect(watched.health).toMatchObject({ steps: 0, refused: { input: 0, dt: 0, result: 0 }, looked: 0 });
  });

  test('tell how many inputs were held', () => {
    const { model } = leaky();
    const watched = watch(model.session({ missing: 'hold' }), model);
    for (const x of [1, Number.NaN, 1, Number.NaN, Number.NaN]) watched.step([x]);
    expect(watched.health.held).toBe(3);
  });

  test('watched and in runs, give the bits of a session that is not watched; errors too', () => {
    const model = loadSync(assemble(elman(5)));
    const row = fc.array(fc.float({ noNaN: true, min: -3, max: 3 }), { minLength: 17, maxLength: 17 });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, every) => {
          const plain = model.session();
          const [one, all] = [model.session(), model.session()];
          const watched = watch(one, model, { every });
          const want = rows.map((x) => [...plain.step(x, 0.5)]);
          expect(rows.map((x) => [...watched.step(x, 0.5)])).toEqual(want);
          expect([...watch(all, model, { every }).run(rows.flat(), { dt: rows.map(() => 0.5) })]).toEqual(
            want.flat(),
          );
          expect(watched.health.looked).toBe(Math.ceil(rows.length / every));
          for (const session of [plain, one, all]) session.dispose();
        },
      ),
      { numRuns: 30 },
    );
    const watched = watch(model.session(), model);
    const rows = Float64Array.from({ length: 34 }, (_, i) => (i === 20 ? Number.NaN : 0));
    expect(() => watched.run(rows)).toThrow(/^step 1: input 3 is NaN/);
    expect(() => watched.run([1])).toThrow(/expected N = 17/);
    expect(() => watched.run(rows, { dt: [1] })).toThrow(/expected one dt or 2/);
  });
});

describe('the box', () => {
  test('distances are shares of the width, to the nearest bound, and negative outside', () => {
    const { model, session } = leaky();
    const watched = watch(session, model, { every: 1 });
    const at = (h: number) => {
      session.setState('h', [h]);
      watched.step([h]); // stays
      return watched.health.box!.now;
    };
    expect(at(1)).toEqual({ distance: 0.5, at: 'state "h"[0]', saturated: 0 });
    expect(at(2)).toMatchObject({ distance: 0.25, saturated: 0 });
    expect(at(-0.98).distance).toBeCloseTo(0.005, 6);
    expect(watched.health.box!.now.saturated).toBe(1);
    expect(at(5)).toMatchObject({ distance: -0.5, saturated: 1 });
    expect(at(1)).toMatchObject({ distance: 0.5, saturated: 0 });
    expect(watched.health.box!.ever).toMatchObject({ distance: -0.5, saturated: 1 });
    expect(watched.health.box!.outside).toEqual({ inputs: 1, dt: 0 });
    watched.restart();
    expect(watched.health.box!.ever).toEqual({ distance: Infinity, at: '', saturated: 0 });
  });

  test('a bound where states begin counts when it is passed', () => {
    const box = { ...certified, states: { h: [[-0.01, 1]] }, outputs: [[-9, 9]] };
    const { model, session } = leaky({ certified: box });
    const watched = watch(session, model, { every: 1 });
    const at = (h: number) => {
      session.setState('h', [h]);
      watched.step([h]);
      return watched.health.box!.now;
    };
    expect(at(0)).toEqual({ distance: 0.5, at: 'output 0', saturated: 0 });
    expect(at(-0.5).at).toBe('state "h"[0]');
    expect(at(-0.5).distance).toBeCloseTo(-0.49 / 1.01, 6);
  });

  test('inputs and intervals beyond what it was certified for are counted, as the interpreter sees them', () => {
    const { model, session } = leaky({ certified: { ...certified, inputs: [[-1, 0.1]] } });
    const watched = watch(session, model, { every: 1 });
    for (const [x, dt] of [
      [0.1, 0.1],
      [Math.fround(0.1), Math.fround(0.1)],
      [0.11, 0.09],
      [-2, 2],
    ])
      watched.step([x], dt);
    expect(watched.health.box!.outside).toEqual({ inputs: 2, dt: 2 });
  });

  test('memory that grows between steps is no matter', () => {
    const { model, session } = leaky();
    const watched = watch(session, model, { every: 1 });
    for (let t = 0; t < 3; t++) {
      watched.step([2]);
      for (let k = 0; k < 1500; k++) model.session();
    }
    expect(watched.health.box!.ever.distance).toBe(0.25);
    expect(model.memory.wasmBytes).toBeGreaterThan(2 ** 17);
  });

  test.each([
    {},
    { certified: null },
    { certified: 'yes' },
    { certified: { ...certified, inputs: [] } },
    { certified: { ...certified, dt: [1] } },
    { certified: { ...certified, states: null } },
    { certified: { ...certified, states: { h: [[1, 0]] } } },
    { certified: { ...certified, outputs: [[0, 'a']] } },
  ])('there is none in %j', (metadata) => {
    const { model, session } = leaky(metadata);
    const watched = watch(session, model);
    watched.step([1]);
    expect(watched.health).toMatchObject({ box: null, inputs: null });
    expect(codeOf(() => watch(session, model, { guard: { inputs: 'certified' } }))).toBe('watch');
  });
});

describe('inputs', () => {
  const scored = (metadata: Record<string, unknown>, inputs: readonly number[]) => {
    const { model, session } = leaky(metadata);
    const watched = watch(session, model, { every: 1 });
    for (const x of inputs) watched.step([x]);
    return watched.health.inputs;
  };

  test('are scored by how often they are beyond the quantiles, and how far', () => {
    expect(scored(everything, [])).toEqual({ score: 0, input: 0, beyond: [0], farthest: [0] });
    expect(scored(everything, [0, 1.5, 1])).toEqual({ score: 0, input: 0, beyond: [0], farthest: [0] });
    // one in four is beyond, where two in a hundred were; by 2 deviations of 0.5
    expect(scored(everything, [1, 2.5, 1, 1])).toEqual({
      score: 12.5,
      input: 0,
      beyond: [0.25],
      farthest: [2],
    });
    expect(scored(everything, [-9, -9])).toMatchObject({ score: 50, farthest: [18] });
  });

  test('without quantiles by means and deviations, as if they were normal', () => {
    const normal = (x: number) => scored({ inputStatistics }, [x]);
    expect(normal(1 + 0.5 * 2.32)).toMatchObject({ score: 0 });
    expect(normal(1 - 0.5 * 3.3263)?.farthest[0]).toBeCloseTo(1, 6);
    for (const odd of [
      null,
      {},
      { mean: [1] },
      { mean: [1], deviation: [0] },
      { mean: ['a'], deviation: [1] },
    ])
      expect(scored({ inputStatistics: odd }, [1])).toBeNull();
  });
});

describe('the guard', () => {
  test('clamps inputs and clips outputs, and says so', () => {
    const { model, session } = leaky();
    const watched = watch(session, model, { guard: { inputs: 'certified', outputs: [[-0.5, 1.5]] } });
    const step = (x: number) => [...watched.step([x], 1), watched.flags];
    expect(step(1)).toEqual([1, 0]);
    expect(step(7)).toEqual([1.5, INPUT_CLAMPED | OUTPUT_CLIPPED]);
    expect(session.state('h')[0]).toBe(2);
    expect(step(1.75)).toEqual([1.5, OUTPUT_CLIPPED]);
    expect(step(-8)).toEqual([-0.5, INPUT_CLAMPED | OUTPUT_CLIPPED]);
    // what is no number is not made one
    expect(codeOf(() => watched.step([Infinity]))).toBe('input');
    expect(codeOf(() => watched.step([1, 2]))).toBe('input');
    expect(watched.health).toMatchObject({
      clamped: { values: 2, steps: 2 },
      clipped: { values: 3, steps: 3 },
      refused: { input: 2 },
    });
    watched.restart();
    expect(watched.health.clipped).toEqual({ values: 0, steps: 0 });
  });

  test('a certified model that is guarded never leaves its box, whatever comes in', () => {
    const blob = new Uint8Array(readFileSync(new URL('../../models/greenhouse.mns', import.meta.url)));
    const box = certify(blob, { inputs: [0, 1, 2, 3].map(() => [0, 20]), dt: [1, 10] });
    if ('units' in box) throw new Error('there is no box');
    const model = loadSync(withCertificate(blob, box));
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 4, maxLength: 4 }),
            fc.float({ min: 1, max: 10, noNaN: true }),
          ),
          { maxLength: 50 },
        ),
        (steps) => {
          const session = model.session();
          const watched = watch(session, model, {
            every: 1,
            guard: { inputs: 'certified', outputs: [[-Infinity, 20]] },
          });
          for (const [x, dt] of steps) expect(watched.step(x, dt)[0]).toBeLessThanOrEqual(20);
          expect(watched.health.box!.ever.distance).toBeGreaterThanOrEqual(0);
          expect(watched.health.clamped?.steps).toBe(
            steps.filter(([x]) => x.some((one) => one < 0 || one > 20)).length,
          );
          session.dispose();
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([
    [{ every: 0 }, /every/],
    [{ every: 1.5 }, /every/],
    [{ guard: { outputs: [] } }, /expected a range for each of M = 1/],
    [{ guard: { outputs: [[2, 1]] as const } }, /no range/],
    [{ guard: { outputs: [[Number.NaN, 1]] as const } }, /no range/],
    [{ guard: { inputs: 'all' as 'certified' } }, /must be certified/],
  ])('is refused with words: %j', (options, words) => {
    const { model, session } = leaky();
    expect(() => watch(session, model, options)).toThrow(words);
  });

  test('a session of another model is refused', () => {
    const { session } = leaky();
    const plan = leakyIntegrator(1, 1);
    const ports = plan.ports.map((port) => (port.name === 'h' ? { ...port, name: 'g' } : port));
    expect(codeOf(() => watch(session, loadSync(assemble({ ...plan, ports }))))).toBe('state');
  });
});

describe('intervals', () => {
  const watchedWith = (metadata: Record<string, unknown>, dts: readonly number[]) => {
    const { model, session } = leaky(metadata);
    const watched = watch(session, model, { every: 1 });
    for (const dt of dts) watched.step([0], dt);
    return watched;
  };

  test.each([
    ['as in training', [60, 60, 61], { longer: 0, shorter: 0, off: false }],
    ['up to ten times as long and as short', [600, 6, 60], { longer: 0, shorter: 0, off: false }],
    ['in milliseconds', [60_000, 60_000, 60_000, 60], { longer: 0.75, shorter: 0, off: true }],
    ['in hours', [1 / 60, 1 / 60, 60], { longer: 0, shorter: 2 / 3, off: true }],
    ['with gaps', [60, 6000, 60], { longer: 1 / 3, shorter: 0, off: false }],
    ['far on both sides', [6000, 0.06], { longer: 0.5, shorter: 0.5, off: false }],
    ['not yet seen', [], { longer: 0, shorter: 0, off: false }],
  ] as const)('%s', (_, dts, want) => {
    const watched = watchedWith({ interval: 60, timed: true }, dts);
    expect(watched.health.interval).toEqual({ usual: 60, ...want });
    watched.restart();
    expect(watched.health.interval).toEqual({ usual: 60, longer: 0, shorter: 0, off: false });
  });

  test('are steps of 1 where training had no times, and unknown where nobody says', () => {
    for (const metadata of [{ timed: false }, { training: { data: 'a.csv' } }])
      expect(watchedWith(metadata, [60, 60]).health.interval).toMatchObject({ usual: 1, off: true });
    for (const metadata of [{}, { interval: 0 }, { interval: 'x' }, { timed: true }, { training: null }])
      expect(watchedWith(metadata, [60, 60]).health.interval).toBeNull();
  });

  test('that are refused do not count', () => {
    const watched = watchedWith({ interval: 60 }, [60]);
    for (const dt of [Number.NaN, 0, -1, Infinity]) expect(codeOf(() => watched.step([0], dt))).toBe('dt');
    expect(watched.health.interval).toMatchObject({ longer: 0, shorter: 0 });
  });
});
