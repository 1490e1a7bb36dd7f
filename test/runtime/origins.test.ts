/** Models of data that lie far from 0 compute what the same models do around 0, in every way of running them. */
import { describe, expect, test } from 'vitest';
import { certify } from '../../src/certify/certify.ts';
import { withCertificate } from '../../src/certify/stored.ts';
import { watch } from '../../src/runtime/entries/health.ts';
import * as javascript from '../../src/runtime/entries/js.ts';
import { loadSync, type MeniscusError } from '../../src/runtime/index.ts';
import { moduleOf } from '../interpreter/builds.ts';
import {
  blobOf,
  deviations,
  farModel,
  farOutputs,
  inputOrigins,
  inputsOf,
  nearModel,
  oneInput,
} from '../origins.ts';

const [farBlob, nearBlob] = [blobOf(farModel()), blobOf(nearModel())];
const [far, near] = [loadSync(farBlob), loadSync(nearBlob)];
const inputs = inputsOf(700);
const rowsOf = (all: Float64Array): number[][] =>
  Array.from({ length: all.length / 3 }, (_, t) => [...all.subarray(3 * t, 3 * t + 3)]);
const want = farOutputs(near.run(inputs.near));

test('outputs have 64 bits where they have origins, and 32 where not', () => {
  expect(far.run(inputs.far)).toBeInstanceOf(Float64Array);
  expect(far.session().step(inputs.far.subarray(0, 3))).toBeInstanceOf(Float64Array);
  expect(near.run(inputs.near)).toBeInstanceOf(Float32Array);
  expect(near.origins).toBeNull();
  expect(far.origins?.inputs.map(({ origin }) => origin)).toEqual([...inputOrigins]);
});

describe.each([
  ['simd', loadSync(farBlob)],
  ['scalar', loadSync(farBlob, { interpreter: moduleOf('scalar') })],
  ['JavaScript', javascript.loadSync(farBlob)],
])('%s', (_, model) => {
  test('a run gives the bits of the model around 0', () => expect([...model.run(inputs.far)]).toEqual(want));

  test('so do steps, from arrays of numbers', () => {
    const session = model.session();
    expect(rowsOf(inputs.far).flatMap((row) => [...session.step(row)])).toEqual(want);
  });

  test('and a stream', async () => {
    const stream = model.session().stream();
    const writer = stream.writable.getWriter();
    const writing = Promise.all(rowsOf(inputs.far).map((row) => writer.write(row))).then(() =>
      writer.close(),
    );
    const got: number[] = [];
    for await (const row of stream.readable as unknown as AsyncIterable<Float64Array>) got.push(...row);
    await writing;
    expect(got).toEqual(want);
  });
});

describe('missing inputs', () => {
  const gaps = (all: Float64Array) => all.map((x, i) => ((i * 7) % 5 < 2 ? Number.NaN : x));
  const [given, around] = [gaps(inputs.far), gaps(inputs.near)];
  const held = farOutputs(near.run(around, { missing: 'hold' }));

  test('are held as around 0, the mean first', () => {
    expect([...far.run(given, { missing: 'hold' })]).toEqual(held);
    const session = far.session({ missing: 'hold' });
    expect(rowsOf(given).flatMap((row) => [...session.step(row)])).toEqual(held);
  });

  test('go on from a snapshot, which has them without their origins', () => {
    const first = far.session({ missing: 'hold' });
    const [before, after] = [given.subarray(0, 900), given.subarray(900)];
    first.run(before);
    const second = loadSync(farBlob, { interpreter: moduleOf('scalar') }).session({
      missing: 'hold',
    });
    const other = near.session({ missing: 'hold' });
    other.run(around.subarray(0, 900));
    const snapshot = first.snapshot();
    // all but the id, which tells that these are two models, and the sum over it
    expect(snapshot.subarray(20, -4)).toEqual(other.snapshot().subarray(20, -4));
    second.restore(snapshot);
    expect([...second.run(after)]).toEqual(held.slice(600));
    expect(() => other.restore(snapshot)).toThrow('of another model');
  });
});

describe('readings in single precision', () => {
  const coarse = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      expect(error).toMatchObject({ code: 'input' });
      return (error as MeniscusError).message;
    }
    return '';
  };
  const said =
    '32-bit floats are too coarse for input 0 "north": near 5300000.0625 they are 0.5 apart, and its deviation is 0.140; ' +
    'pass numbers or a Float64Array';

  test('are refused by whatever takes them, and nothing has happened', () => {
    const f32 = Float32Array.from(inputs.far);
    const session = far.session();
    const watched = watch(session, far);
    const before = session.snapshot();
    for (const action of [
      () => session.step(f32.subarray(0, 3)),
      () => session.run(f32),
      () => far.run(f32),
      () => watched.step(f32.subarray(0, 3)),
      () => watched.run(f32),
    ])
      expect(coarse(action)).toBe(said);
    expect(session.snapshot()).toEqual(before);
    expect(watched.health.refused.input).toBeGreaterThan(0);
  });

  test('are taken where they are fine enough, and by models around 0', () => {
    near.run(Float32Array.from(inputs.near));
    // single precision is 6e-5 apart there: more than a thousandth of the deviation, and less than a hundredth
    const model = loadSync(oneInput(1013, 0.05));
    expect(model.origins?.inputs[0].origin).toBe(1013);
    expect(model.run(Float32Array.of(1013.0625)).length).toBe(1);
  });
});

describe('health', () => {
  const inputStatistics = { mean: [...inputOrigins], deviation: [...deviations] };
  const model = loadSync(blobOf(farModel(), { inputStatistics }));

  test('a watched session gives the same outputs, and its inputs are as in training', () => {
    const watched = watch(model.session(), model, { every: 1 });
    expect([...watched.run(inputs.far)]).toEqual(want);
    const { health } = watched;
    expect(health.inputs?.score).toBeLessThan(3);
    const elsewhere = watch(model.session(), model, { every: 1 });
    elsewhere.run(inputs.far.map((x, i) => x + (i % 3 === 0 ? 1 : 0)));
    expect(elsewhere.health.inputs).toMatchObject({ input: 0 });
    expect(elsewhere.health.inputs?.score).toBeGreaterThan(40);
  });

  test('a guard keeps inputs in the box and outputs in theirs, to the last digit', () => {
    const ranges = inputOrigins.map((x, i): [number, number] => [x - deviations[i], x + deviations[i]]);
    const found = certify(farBlob, { inputs: ranges, dt: [1, 1] });
    if ('units' in found) throw new Error('no box');
    const certified = loadSync(withCertificate(farBlob, found));
    const low = -7e6 - 0.01;
    const guard = {
      inputs: 'certified',
      outputs: [
        [low, -7e6 + 0.01],
        [-9, 9],
      ],
    } as const;
    const watched = watch(certified.session(), certified, { every: 1, guard });
    const wild = inputs.far.map((x, i) => x + (i % 2 ? 3 : -3) * deviations[i % 3]);
    const outputs = watched.run(wild);
    const { health } = watched;
    expect(health.clamped?.values).toBeGreaterThan(100);
    expect(health.clipped?.values).toBeGreaterThan(100);
    expect(Math.min(...outputs.filter((_, i) => i % 2 === 0))).toBe(low);
    expect(health.box?.ever.distance).toBeGreaterThanOrEqual(0);
    const clamped = wild.map((x, i) => Math.min(ranges[i % 3][1], Math.max(ranges[i % 3][0], x)));
    certified.run(clamped).forEach((y, i) => {
      const [least, most] = found.outputs[i % 2];
      expect(least <= y && y <= most, `output ${y} in ${least} … ${most}`).toBe(true);
      // a box around 0, and not around f32(−7e6), which is half a metre wide
      if (i % 2 === 0) expect(most - least).toBeLessThan(10);
    });
  });
});
