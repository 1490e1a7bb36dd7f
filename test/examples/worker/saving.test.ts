/** When a stream is saved, what is lost where it is not, and what happens to the state of a model that was replaced. */
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Random } from '../../../src/data/random.ts';
import { drawRow, Twin } from './local.ts';
import { post, send, stepsOf } from './requests.ts';
import { blobOf, hasWorkerd, Started } from './started.ts';

const random = new Random(1);
const rows = Array.from({ length: 12 }, () => drawRow('greenhouse', random));
const twin = new Twin('greenhouse');
const expected = rows.map((row) => twin.step(row));

let worker: Started;
beforeEach(() => {
  worker = new Started();
});
afterEach(() => worker.end());
const address = (): string => `${worker.url}/models/greenhouse/streams/a`;

/** Readings one after another, each a request. */
async function sendAll(from: number, to: number): Promise<number[][]> {
  const answers: number[][] = [];
  for (let t = from; t < to; t++) answers.push(...(await send(address(), [rows[t]], 'json', t)).rows);
  return answers;
}

async function restart(variables = {}): Promise<void> {
  await worker.stop('SIGKILL');
  await worker.start(variables);
}

/** Databases of objects that workerd has open. */
function openStreams(): number {
  const folder = `/proc/${worker.pid}/fd`;
  const targets = readdirSync(folder).map((name) => {
    try {
      return readlinkSync(`${folder}/${name}`);
    } catch {
      return ''; // closed meanwhile
    }
  });
  return targets.filter((target) => target.endsWith('.sqlite') && !target.endsWith('metadata.sqlite')).length;
}

async function until(condition: () => boolean | Promise<boolean>, seconds: number): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`still not so after ${seconds} s: ${condition}`);
    await sleep(100);
  }
}

describe.skipIf(!hasWorkerd)('a stream', () => {
  test('is thrown out of memory when nobody asks, and goes on with the same bits', async () => {
    await worker.start();
    expect(await sendAll(0, 6)).toEqual(expected.slice(0, 6));
    expect(openStreams()).toBe(1);
    await until(() => openStreams() === 0, 60);
    expect(await sendAll(6, 12)).toEqual(expected.slice(6));
  });

  test('that is saved seldom loses what came after, and its device can tell and send it again', async () => {
    const seldom = { SAVE_EVERY: '1000000000', SAVE_WITHIN: '9' };
    await worker.start(seldom);
    expect(await sendAll(0, 6)).toEqual(expected.slice(0, 6));
    await restart(seldom);
    const { status, steps, error } = await send(address(), [rows[6]], 'bytes', 6);
    expect({ status, steps, code: error?.code }).toEqual({ status: 409, steps: 0, code: 'from' });
    expect(await sendAll(steps, 12)).toEqual(expected);
  });

  test('is saved after so many readings', async () => {
    const often = { SAVE_EVERY: '4', SAVE_WITHIN: '9' };
    await worker.start(often);
    await sendAll(0, 7);
    await restart(often);
    const steps = await stepsOf(address());
    expect(steps).toBeGreaterThanOrEqual(4);
    expect(await sendAll(steps, 12)).toEqual(expected.slice(steps));
  });

  test('is saved after so many seconds', async () => {
    const soon = { SAVE_EVERY: '1000000000', SAVE_WITHIN: '0.2' };
    await worker.start(soon);
    await sendAll(0, 6);
    await until(async () => {
      await restart(soon);
      const steps = await stepsOf(address());
      if (steps < 6) {
        await sendAll(steps, 6);
        await sleep(1000);
      }
      return steps === 6;
    }, 30);
    expect(await sendAll(6, 12)).toEqual(expected.slice(6));
  });

  test('begins anew when it is deleted, after a restart too', async () => {
    await worker.start();
    const whole = await sendAll(0, 6);
    expect((await fetch(address(), { method: 'DELETE' })).status).toBe(204);
    expect(await stepsOf(address())).toBe(0);
    await restart();
    expect(await stepsOf(address())).toBe(0);
    expect(await sendAll(0, 6)).toEqual(whole);
  });

  test('of a model that was replaced is refused until it is deleted', async () => {
    await worker.start();
    await sendAll(0, 3);
    const inputs = new Array(40).fill(1);
    const next = () => post(address(), JSON.stringify({ inputs }), 'application/json');
    worker.deploy('greenhouse', blobOf('hlln-lorenz96'));
    await restart();
    const { status, steps, error } = await next();
    expect({ status, steps, code: error?.code }).toEqual({ status: 409, steps: 3, code: 'snapshot' });
    expect(error?.message).toContain('it is of another model');
    await fetch(address(), { method: 'DELETE' });
    expect(await next()).toMatchObject({ status: 200, steps: 1 });
  });

  test.each([{ SAVE_EVERY: 'often' }, { SAVE_EVERY: '0' }, { SAVE_WITHIN: '60' }])(
    'is not begun with %o',
    async (variables) => {
      await worker.start(variables);
      expect((await send(address(), [rows[0]], 'json')).status).toBe(503);
    },
  );
});
