/** The stream behind the charts: laps, what is carried over, and a log that can be computed again. */
import { describe, expect, test } from 'vitest';
import { type Feed, Stream, WINDOW } from '../../../examples/playground/page/stream.ts';
import { madeUpFeed, mostUnfolds, waysOf } from '../../../examples/playground/page/subject.ts';
import { cells } from '../../../src/cells/index.ts';
import { compile } from '../../../src/compile/compile.ts';
import { semiImplicit } from '../../../src/integrators/index.ts';
import { buildNetwork } from '../../../src/network/network.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { randomParameters } from '../../models.ts';

const network = buildNetwork({
  inputs: 1,
  outputs: 1,
  layers: [{ cell: cells.ltc(), units: 5, integrator: semiImplicit, unfolds: 3 }],
  readout: 'dense',
});
const blobOf = (seed: number): Uint8Array =>
  compile(network, randomParameters(network, seed), { probes: ['tau'] }).blob;

const sequence = (length: number) => ({
  length,
  inputs: Float64Array.from({ length }, (_, t) => Math.sin(t)),
  targets: Float64Array.from({ length }, (_, t) => Math.sin(t + 1)),
  dt: Float64Array.from({ length }, (_, t) => 0.5 + (t % 3)),
});
const first = sequence(30);
const feed: Feed = {
  name: 'a feed',
  inputs: ['x'],
  outputs: ['y'],
  sequences: [first, sequence(20)],
  ahead: true,
  marks: [{ step: 4, label: 'here', sequence: 1 }],
};

const started = (seed = 1): Stream => {
  const stream = new Stream(feed);
  stream.load(blobOf(seed), {}, true);
  return stream;
};

describe('the stream', () => {
  test('logs what the model gives from the zero state, again in every lap', () => {
    const stream = started();
    stream.advance(30);
    const { inputs, dt } = first;
    const wanted = loadSync(blobOf(1)).run(inputs, { dt });
    expect(stream.log.map(({ output }) => output[0])).toEqual([...wanted]);
    stream.advance(20 + 7);
    expect(stream.log.map(({ output }) => output[0])).toEqual([...wanted.subarray(0, 7)]);
    expect(stream.csv()?.split('\n')).toHaveLength(1 + 7 + 1);
  });

  test('has as many numbers in every row, at most a window, and a gap where the state began anew', () => {
    const stream = started();
    for (const steps of [10, 25, WINDOW + 3]) {
      stream.advance(steps);
      const rows = [
        ...stream.truth,
        ...stream.predictions,
        ...stream.probes.get('tau')!,
        ...stream.states.get('h')!,
      ];
      for (const row of rows) expect(row.length).toBe(stream.x.length);
      expect(stream.x.length).toBeLessThanOrEqual(WINDOW);
      expect(stream.x.every((x, t) => t === 0 || x >= stream.x[t - 1])).toBe(true);
    }
    const gaps = stream.predictions[0].filter(Number.isNaN).length;
    expect(gaps).toBe(stream.marks.filter(({ label }) => label === 'reset').length);
    expect(stream.marks.some(({ label }) => label === 'here')).toBe(true);
    expect(Number.isFinite(stream.error)).toBe(true);
  });

  test('goes on with other weights where it is, and then has nothing to compute again until the next lap', () => {
    const stream = started();
    stream.advance(10);
    const one = loadSync(blobOf(2)).session();
    const old = loadSync(blobOf(1)).session();
    const { inputs, dt } = first;
    for (let t = 0; t < 10; t++) old.step([inputs[t]], dt[t]);
    one.setState('h', old.state('h'));
    stream.load(blobOf(2), {}, false);
    stream.advance(1);
    expect(stream.predictions[0][10]).toBe(one.step([inputs[10]], dt[10])[0]);
    expect(stream.csv()).toBeNull();
    stream.advance(20);
    expect(stream.csv()).not.toBeNull();
  });

  test('keeps its model when the next is broken', () => {
    const stream = started();
    stream.advance(3);
    expect(() => stream.load(blobOf(2).subarray(0, 100), {}, true)).toThrow(/cut short|truncated|bytes/);
    stream.advance(3);
    expect(stream.log).toHaveLength(6);
  });

  test('quotes names in its CSV', () => {
    const stream = new Stream({ ...feed, inputs: ['a,b'], outputs: ['say "y"'] });
    stream.load(blobOf(1), {}, true);
    stream.advance(1);
    expect(stream.csv()?.split('\n')[0]).toBe('dt,"input a,b","target say ""y""","output say ""y"""');
  });
});

describe('what is run', () => {
  test('every type at every number of unfolds', () => {
    const blobs = {
      f32: blobOf(1),
      q8: compile(network, randomParameters(network, 1), { weights: 'q8' }).blob,
    };
    expect(mostUnfolds(blobs.f32)).toBe(3);
    expect(waysOf(blobs, 'fast').map(({ type, unfolds }) => `${type} ${unfolds}`)).toEqual([
      'f32 1',
      'f32 2',
      'f32 3',
      'q8 1',
      'q8 2',
      'q8 3',
    ]);
  });

  test('made-up inputs lie within the ranges of the training', () => {
    const statistics = { mean: [10], deviation: [2] };
    const made = madeUpFeed({ inputs: 1, outputs: 1, metadata: { inputStatistics: statistics } });
    const [{ inputs, targets }] = made.sequences;
    expect(Math.min(...inputs)).toBeGreaterThan(10 - 3);
    expect(Math.max(...inputs)).toBeLessThan(10 + 3);
    expect(targets).toHaveLength(0);
  });
});
