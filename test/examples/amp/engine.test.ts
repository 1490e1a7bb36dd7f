/** What the worklet of the amplifier does, without a browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../../examples/amp/page/engine.ts';
import { quantile, together } from '../../../examples/amp/page/load.ts';
import { BLOCK, type Load, type ProcessorOptions } from '../../../examples/amp/page/messages.ts';
import { open } from '../../../examples/amp/page/opened.ts';
import { Timing } from '../../../examples/amp/page/timing.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { LITTLE, leastGrowth } from '../../heap.ts';
import { moduleOf } from '../../interpreter/builds.ts';
import { rtneural, stereo } from './files.ts';

const rate = 48_000;
const blob = readFileSync(join(import.meta.dirname, '../../../examples/amp/models/gru-8.mns'));
const engineOf = (more: Partial<ProcessorOptions> = {}): Engine =>
  new Engine({ module: moduleOf('simd'), blob, rate, clock: null, ...more });
const { channels } = stereo(0.1, rate);
const blockOf = (side: Float32Array, k: number): Float32Array => side.slice(k * BLOCK, (k + 1) * BLOCK);

describe('an engine', () => {
  test('gives each side the bits of a session of its own', () => {
    const engine = engineOf();
    const wanted = channels.map((side) => loadSync(blob).run(side));
    for (let k = 0; k < 30; k++) {
      const output = channels.map(() => new Float32Array(BLOCK));
      engine.process(
        channels.map((side) => blockOf(side, k)),
        output,
      );
      for (const side of [0, 1]) expect(output[side]).toEqual(blockOf(wanted[side] as Float32Array, k));
    }
  });

  test('takes silence where nothing is connected, and one side for both', () => {
    const [engine, other] = [engineOf(), engineOf()];
    const output = channels.map(() => new Float32Array(BLOCK));
    engine.process([], output);
    expect(output[1]).toEqual(loadSync(blob).run(new Float32Array(BLOCK)));
    other.process([blockOf(channels[0], 0)], output);
    expect(output[1]).toEqual(output[0]);
    expect(output[0]).toEqual(loadSync(blob).run(blockOf(channels[0], 0)));
  });

  test('gives the input as it is while it is bypassed, and the model goes on', () => {
    const engine = engineOf();
    const output = channels.map(() => new Float32Array(BLOCK));
    engine.bypass = true;
    engine.process([blockOf(channels[0], 0)], output);
    expect(output[1]).toEqual(blockOf(channels[0], 0));
    engine.bypass = false;
    engine.process([blockOf(channels[0], 1)], output);
    expect(output[0]).toEqual(
      loadSync(blob)
        .run(channels[0].subarray(0, 2 * BLOCK))
        .subarray(BLOCK),
    );
  });

  test('is silent for a block that no model takes, says why, and goes on from before it', () => {
    const engine = engineOf();
    const output = [new Float32Array(BLOCK)];
    const broken = blockOf(channels[0], 0);
    broken[0] = Number.POSITIVE_INFINITY;
    engine.process([broken], output);
    expect(output[0].every((y) => y === 0)).toBe(true);
    expect(engine).toMatchObject({ refused: 1, why: expect.stringContaining('input 0 is Infinity') });
    engine.process([blockOf(channels[0], 0)], output);
    expect(output[0]).toEqual(loadSync(blob).run(blockOf(channels[0], 0)));
  });

  test.each([
    ['not timed', null],
    ['timed by a shared clock', new SharedArrayBuffer(4)],
  ])('allocates nothing in a block, %s', (_, clock) => {
    const engine = engineOf({ clock });
    const input = channels.map((side) => blockOf(side, 0));
    const output = channels.map(() => new Float32Array(BLOCK));
    const blocks = (count: number) => {
      for (let k = 0; k < count / 20; k++) engine.process(input, output);
    };
    // 5,000 blocks: a number of 16 bytes in each would be 80 kB
    expect(leastGrowth(blocks)).toBeLessThan(LITTLE);
  });
});

describe('timing', () => {
  test('by Date.now counts calls, and none without a clock', () => {
    for (const [clock, calls] of [
      ['date', 3],
      [null, 0],
    ] as const) {
      const timing = new Timing(1e9, clock);
      for (let k = 0; k < 3; k++) {
        timing.start();
        timing.end();
      }
      expect(timing.read(2)).toMatchObject({ clock: clock ?? 'none', calls, missed: 0, refused: 2 });
    }
  });

  test('counts by a shared clock, also across its overflow', () => {
    const clock = new SharedArrayBuffer(4);
    const ticks = new Int32Array(clock);
    const timing = new Timing(2000, clock);
    for (const [from, taken] of [
      [0, 100], // the worker does not write yet
      [7, 100],
      [2 ** 31 - 50, 100],
      [5, 2500],
    ]) {
      ticks[0] = from;
      timing.start();
      ticks[0] = from + taken;
      timing.end();
    }
    const load = timing.read(0);
    expect(load).toMatchObject({ clock: 'shared', calls: 3, total: 2700, missed: 1, width: 5 });
    expect([quantile(load, 0.5, 2000), quantile(load, 1, 2000)]).toEqual([105 / 2000, 2505 / 2000]);
    expect(timing.read(0)).toMatchObject({ calls: 0, total: 0, missed: 0 });
    expect(together(load, load)).toMatchObject({ calls: 6, missed: 2, total: 5400 });
    const coarse: Load = { ...load, clock: 'date' };
    expect(together(load, coarse)).toBe(coarse);
  });
});

describe('opening a file', () => {
  test.each([
    [44_100, { samplerate: 44_100 }],
    [48_000, { samplerate: 48_000 }],
    [96_000, { samplerate: '96000' }],
  ])('takes its rate, %i Hz, as the interval', async (wanted, more) => {
    const opened = await open('a.json', rtneural(4, more));
    expect(opened).toMatchObject({ rate: wanted, isRateKnown: true });
    expect(loadSync(opened.blob).metadata.interval).toBe(1 / wanted);
  });

  test('assumes 48 kHz where the file says none', async () => {
    expect(await open('a.json', rtneural(4))).toMatchObject({ rate: 48_000, isRateKnown: false });
  });

  test('reads what the models of this example are', async () => {
    expect(await open('gru-8.mns', blob)).toMatchObject({
      ...{ rate: 48_000, isRateKnown: true, parameters: 273, notes: [] },
      layers: ['gru of 8 units'],
    });
  });
});
