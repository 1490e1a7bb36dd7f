/** The circuit of the amplifier's teacher, the sound that it is given, and what is learnt from both. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { derivative, overdrive } from '../../../examples/amp/teacher/circuit.ts';
import { performance as perform, RATE, sweep } from '../../../examples/amp/teacher/performance.ts';
import { record } from '../../../examples/amp/teacher/recordings.ts';
import { played, Solver } from '../../../examples/amp/teacher/solver.ts';
import { pluck } from '../../../examples/amp/teacher/strings.ts';
import { baselines } from '../../../examples/amp/training/baselines.ts';
import { emphasisedEsr, esr } from '../../../examples/amp/training/esr.ts';
import { learn, nameOf, schedule, sizes } from '../../../examples/amp/training/train.ts';
import { Random } from '../../../src/data/random.ts';
import { Tsit5 } from '../../../src/measure/tsit5.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { text } from '../../docs/blocks.ts';
import { full } from '../../full.ts';

const sine = (frequency: number, level: number, samples: number): Float64Array =>
  Float64Array.from({ length: samples }, (_, t) => level * Math.sin((2 * Math.PI * frequency * t) / RATE));
const run = (oversampling: number, input: Float64Array): Float64Array => {
  const solver = new Solver(overdrive, 1 / RATE, oversampling);
  return input.map((u) => solver.step(u));
};

describe('the circuit', () => {
  test('is solved as an adaptive solver solves its equations', () => {
    const input = sine(1200, 0.4, 96);
    let [last, next, time] = [0, 0, 0];
    const slopes = derivative(overdrive);
    // the last charge is the time, so that the input rises in a straight line
    const solver = new Tsit5(
      4,
      (v, slope) => {
        slopes(last + (next - last) * (v[3] - time) * RATE, v, slope);
        slope[3] = 1;
      },
      { relative: 1e-9, absolute: 1e-11 },
    );
    const v = new Float64Array(4);
    const wanted = input.map((u, t) => {
      [last, next, time] = [next, u, t / RATE];
      v[3] = time;
      solver.integrate(v, 1 / RATE);
      return v[2];
    });
    expect(esr(wanted, played(overdrive, input, RATE), 1)).toBeLessThan(1e-8);
  });

  test('is solved with order 2', () => {
    const input = sine(1200, 0.4, 200);
    const exact = run(512, input);
    const [coarse, fine] = [8, 16].map((oversampling) => Math.sqrt(esr(exact, run(oversampling, input), 1)));
    expect(Math.log2(coarse / fine)).toBeGreaterThan(1.5);
    expect(fine).toBeLessThan(1e-4);
  });

  test('amplifies what is too soft for the diodes as its impedances say', () => {
    const { Rs, Cs, Rf, Cf, Is, nVt, Rt, Ct } = overdrive;
    for (const frequency of [300, 1200, 6000]) {
      const w = 2 * Math.PI * frequency;
      // |1 + Zf / Zs| with Zs = Rs + 1 / jwCs and Zf = 1 / (g + jwCf), in real and imaginary parts
      const g = 1 / Rf + (2 * Is) / nVt;
      const [a, b] = [g, w * Cf];
      const [c, d] = [Rs, -1 / (w * Cs)];
      const [re, im] = [a * c - b * d, a * d + b * c];
      const size = re * re + im * im;
      // between samples the input is a straight line, which is softer than the sine
      const line = (Math.sin(w / RATE / 2) / (w / RATE / 2)) ** 2;
      const gain = (line * Math.hypot(1 + re / size, -im / size)) / Math.hypot(1, w * Rt * Ct);
      const output = played(overdrive, sine(frequency, 1e-6, RATE / 10), RATE).subarray(-RATE / 20);
      const amplitude = Math.sqrt((2 * output.reduce((sum, y) => sum + y * y, 0)) / output.length);
      expect(amplitude / 1e-6 / gain).toBeCloseTo(1, 2);
    }
  });

  test('clips: what is ten times as loud comes out less than twice as loud', () => {
    const peak = (level: number): number => Math.max(...played(overdrive, sine(500, level, 960), RATE));
    expect(peak(0.2) / peak(0.02)).toBeLessThan(2);
  });
});

describe('the sound', () => {
  test('of a string has its pitch and its decay', () => {
    const signal = new Float64Array(RATE);
    const string = { frequency: 220, length: RATE, decay: 1, position: 0.2, brightness: 0.5 };
    pluck(signal, 0, RATE, string, 0.3, new Random(1));
    const power = (from: number): number =>
      signal.subarray(from, from + 4800).reduce((sum, x) => sum + x * x, 0);
    // 60 dB a second; high notes end sooner
    expect(10 * Math.log10(power(24_000) / power(14_400))).toBeCloseTo(-12, -0.5);
    const correlated = (lag: number): number => {
      let sum = 0;
      for (let t = 20_000; t < 40_000; t++) sum += signal[t] * signal[t + lag];
      return sum;
    };
    const lags = Array.from({ length: 40 }, (_, i) => 200 + i);
    const best = lags.reduce((a, b) => (correlated(b) > correlated(a) ? b : a));
    expect(best).toBe(Math.round(RATE / 220));
  });

  test('repeats, and stays below a volt', () => {
    const [one, again, other] = [perform(2, 5), perform(2, 5), perform(2, 6)];
    expect(again.every((x, t) => x === one[t])).toBe(true);
    expect(other.every((x, t) => x === one[t])).toBe(false);
    for (const signal of [one, sweep(0.1, 0.6)]) expect(signal.every((x) => Math.abs(x) < 1)).toBe(true);
  });
});

const small = { seed: 3, train: 2, validation: 1, test: 1, sweeps: [0.1], sweep: 0.5 };

describe('what is learnt', () => {
  const recordings = record(small);
  const [{ inputs, targets }] = recordings.test;

  test('is split in time', () => {
    const whole = perform(4, 3);
    const parts = [recordings.train[0], recordings.validation[0], recordings.test[0]];
    const joined = Float64Array.from(parts.flatMap((part) => Array.from(part.inputs)));
    expect(joined.length).toBe(whole.length);
    expect(joined.every((x, t) => x === whole[t])).toBe(true);
    expect(recordings.train).toHaveLength(2);
  });

  test('is scored by error over signal', () => {
    expect(esr([0, 3, 4], [0, 0, 0], 1)).toBe(1);
    expect(esr([9, 3, 4], [0, 3, 5], 1)).toBe(1 / 25);
    expect(emphasisedEsr([0, 1, 1], [0, 1, 0], 1)).toBeCloseTo(0.95 ** 0 / (1 + 0.05 ** 2), 12);
  });

  test('is more than a map without memory or without a bend', async () => {
    const options = { ...schedule, updates: 200, batch: 16 };
    const { blob } = await learn({ cell: 'gru', units: 8 }, recordings, options);
    const [, curve, linear] = baselines(recordings.train).map((plain) => esr(targets, plain.run(inputs)));
    expect(esr(targets, loadSync(blob).run(inputs))).toBeLessThan(Math.min(curve, linear) / 2);
  });

  test('repeats bit for bit', async () => {
    const options = { ...schedule, updates: 3, batch: 4 };
    const learnt = () => learn({ cell: 'lstm', units: 4 }, recordings, options);
    expect((await learnt()).blob).toEqual((await learnt()).blob);
  });
});

test('the table of the README is that of the models', () => {
  const table = text('examples/amp/README.md');
  const folder = join(import.meta.dirname, '../../../examples/amp/models');
  const names = sizes.map(nameOf).filter((name) => existsSync(join(folder, `${name}.mns`)));
  expect(readdirSync(folder)).toHaveLength(names.length);
  // solving the circuit for all of the sound takes the longest
  const heard = full ? record().test[0] : null;
  for (const name of names) {
    const blob = readFileSync(join(folder, `${name}.mns`));
    const model = loadSync(blob);
    const row = [name, model.metadata.parameters, blob.length];
    if (heard) {
      const output = model.run(heard.inputs);
      for (const ratio of [esr, emphasisedEsr]) row.push(ratio(heard.targets, output).toPrecision(2));
    }
    expect(table).toMatch(new RegExp(`^${row.join(' +')} `, 'm'));
  }
});
