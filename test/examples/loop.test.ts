/** A loop steps its model with the last readings, until it has done its ticks or is stopped; the program runs each way. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { now } from '../../bench/loop/clock.ts';
import { Loop } from '../../examples/loop/loop.ts';
import { end, share } from '../../examples/loop/shared-memory.ts';
import { sleep, sleepAndSpin, type Wait, waits } from '../../examples/loop/wait.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { root } from '../cli/command-line.ts';

const model = loadSync(readFileSync(join(root, 'models/greenhouse.mns')));
const DT = 4.5;
const HOUR = 3.6e12;

const reading = (tick: number): number[] =>
  Array.from({ length: model.inputs }, (_, i) => Math.fround(Math.sin(tick + i)));

function loopOf(capacity: number) {
  const shared = share(model.inputs, model.outputs);
  return { shared, loop: new Loop(model.session(), shared, 1, DT, capacity) };
}

describe('a loop', () => {
  test('gives the outputs of the same steps, in the same bits, after its warm-up', () => {
    const { shared, loop } = loopOf(20);
    const outputs: number[][] = [];
    const feeding: Wait = () => {
      if (loop.ticks > 0) outputs.push([...shared.outputs]);
      shared.readings.set(reading(loop.ticks));
    };
    shared.readings.set(reading(99));
    loop.warmUp();
    loop.run(feeding);
    outputs.push([...shared.outputs]);
    const session = model.session();
    expect(outputs).toEqual(Array.from({ length: 20 }, (_, t) => [...session.step(reading(t), DT)]));
    expect(loop.ticks).toBe(20);
  });

  test('by a timer does the same', async () => {
    const { shared, loop } = loopOf(5);
    shared.readings.set(reading(0));
    await loop.runByTimer();
    const session = model.session();
    expect(loop.ticks).toBe(5);
    for (let t = 0; t < 4; t++) session.step(reading(0), DT);
    expect([...shared.outputs]).toEqual([...session.step(reading(0), DT)]);
  });

  test('ends without another tick when it is stopped', () => {
    const { shared, loop } = loopOf(20);
    loop.run(() => {
      if (loop.ticks === 3) end(shared);
    });
    expect(loop.ticks).toBe(3);
  });
});

describe('waiting', () => {
  test.each(Object.entries(waits))('by %s ends when the tick is due, not before', (_, wait) => {
    const { stop } = share(1, 1);
    for (const delay of [-1e6, 0, 1e5, 3e6]) {
      const due = Float64Array.of(now() + delay);
      wait(due, stop);
      expect(now()).toBeGreaterThanOrEqual(due[0]);
    }
  });

  test.each([sleep, sleepAndSpin])('%o ends at once where the loop is stopped', (wait) => {
    const shared = share(1, 1);
    end(shared);
    wait(Float64Array.of(now() + HOUR), shared.stop);
  });
});

const program = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'dist/example-loop.js'), ...args], { cwd: root, encoding: 'utf8' });

test('the program runs every tick of each way', () => {
  const { stdout, status } = program('--hertz', '200', '--seconds', '0.25');
  expect(status).toBe(0);
  for (const way of ['timer', ...Object.keys(waits)])
    for (const busy of ['', ', main thread busy'])
      expect(stdout).toMatch(new RegExp(`^${way}${busy} +50 +\\d+ `, 'm'));
});

test('the program says what is wrong with an option', () => {
  const { stderr, status } = program('--hertz', '0');
  expect(stderr).toContain('--hertz must be above 0, got 0');
  expect(status).not.toBe(0);
});
