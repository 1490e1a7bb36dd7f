/**
 * Devices that send through a crash and a restart get what one uninterrupted session computes, bit for bit; requests for
 * one stream never interleave.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../../src/data/random.ts';
import { sized } from '../../full.ts';
import { drawRow, type Name, names, type Row, Twin } from './local.ts';
import { type Format, type Reply, send, stepsOf } from './requests.ts';
import { hasWorkerd, Started } from './started.ts';

const STREAMS = sized({ always: 150, nightly: 1000 });
const READINGS = 20;
/** Devices that send at the same time. */
const AT_ONCE = 32;

const worker = new Started();
const address = (name: string, id: string): string => `${worker.url}/models/${name}/streams/${id}`;

/** A device that sends its readings in order, some alone and some together, and keeps what it is answered. */
class Device {
  readonly name: Name;
  readonly id: string;
  readonly rows: readonly Row[];
  readonly #random: Random;
  /** Readings that the Worker has taken. */
  taken = 0;
  /** By reading; those that were taken but whose answer was lost are missing. */
  readonly answers = new Map<number, number[]>();

  constructor(index: number) {
    this.#random = new Random(index);
    this.name = names[index % names.length];
    this.id = `device-${index}`;
    this.rows = Array.from({ length: READINGS }, () => drawRow(this.name, this.#random));
  }

  get done(): boolean {
    return this.taken === READINGS;
  }

  /** One request. @throws where the server is gone */
  async send(): Promise<void> {
    const alone = this.#random.next() < 0.5;
    const count = alone ? 1 : 2 + Math.floor(6 * this.#random.next());
    const format: Format = this.#random.next() < 0.5 ? 'json' : 'bytes';
    const batch = this.rows.slice(this.taken, this.taken + count);
    const reply = await send(address(this.name, this.id), batch, format, this.taken);
    expect(reply).toMatchObject({ status: 200, steps: this.taken + batch.length });
    reply.rows.forEach((row, t) => {
      this.answers.set(this.taken + t, row);
    });
    this.taken = reply.steps;
  }

  /** Asks how far the stream is: a request may have been done and its answer lost. */
  async ask(): Promise<void> {
    const steps = await stepsOf(address(this.name, this.id));
    // what was answered is not lost
    expect(steps).toBeGreaterThanOrEqual(this.taken);
    this.taken = steps;
  }
}

/** Runs the work for all items, so many at a time. */
async function forAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}

describe.skipIf(!hasWorkerd)('streams', () => {
  beforeAll(() => worker.start());
  afterAll(() => worker.end());

  test(`${STREAMS} of them, ${STREAMS * READINGS} readings, a crash and a restart: the bits of a local session`, async () => {
    const devices = Array.from({ length: STREAMS }, (_, i) => new Device(i));
    const total = () => devices.reduce((sum, { taken }) => sum + taken, 0);
    const stops: { at: number; signal: 'SIGKILL' | 'SIGTERM' }[] = [
      { at: (STREAMS * READINGS) / 3, signal: 'SIGKILL' },
      { at: (2 * STREAMS * READINGS) / 3, signal: 'SIGTERM' },
    ];
    let up = Promise.resolve();
    const restart = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
      await worker.stop(signal);
      await worker.start();
    };
    let failed = 0;
    // every device one request, then every device the next: all are in the middle when the server goes
    while (devices.some(({ done }) => !done))
      await forAll(
        devices.filter(({ done }) => !done),
        async (device) => {
          if (stops.length > 0 && total() >= stops[0].at) up = restart(stops.shift()!.signal);
          const before = up;
          try {
            await device.send();
          } catch (error) {
            // an answer that is wrong is no server that is gone
            if (!(error instanceof TypeError)) throw error;
            failed++;
            await Promise.all([before, up]);
            await device.ask();
          }
        },
      );
    expect(stops).toEqual([]);
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThanOrEqual(2 * AT_ONCE);

    let compared = 0;
    for (const { name, id, rows, answers } of devices) {
      const twin = new Twin(name);
      const expected = rows.map((row) => twin.step(row));
      twin.end();
      for (const [t, row] of answers) {
        if (!row.every((x, i) => x === expected[t][i]) || row.length !== expected[t].length)
          throw new Error(`${name}, ${id}, reading ${t}: ${row} is not ${expected[t]}`);
        compared++;
      }
    }
    console.log(
      `${compared} of ${STREAMS * READINGS} readings answered and compared; ${failed} requests cut off`,
    );
    expect(compared).toBeGreaterThan(STREAMS * READINGS - 8 * failed - 1);
  });

  test.each(names)('%s: requests at once are done one after another, in some order', async (name) => {
    const random = new Random(7);
    const batches = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 1 + (i % 4) }, () => drawRow(name, random)),
    );
    const sent = batches.map((batch, i) =>
      send(address(name, 'at-once'), batch, i % 2 ? 'json' : 'bytes').then((reply) => ({ batch, reply })),
    );
    const done = (await Promise.all(sent)).sort((a, b) => a.reply.steps - b.reply.steps);
    const twin = new Twin(name);
    let steps = 0;
    for (const { batch, reply } of done) {
      steps += batch.length;
      expect(reply).toEqual({ status: 200, steps, rows: batch.map((row) => twin.step(row)) });
    }
    twin.end();
  });

  test('a request that is sent twice with its number is taken once', async () => {
    const random = new Random(8);
    const rows = Array.from({ length: 6 }, () => drawRow('greenhouse', random));
    const twin = new Twin('greenhouse');
    const expected = rows.map((row) => twin.step(row));
    twin.end();
    const to = address('greenhouse', 'twice');
    const replies: Reply[] = await Promise.all(
      [0, 0, 0].map((from) => send(to, rows.slice(0, 3), 'json', from)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    for (const { error, steps } of replies.filter(({ status }) => status === 409))
      expect({ code: error?.code, steps }).toEqual({ code: 'from', steps: 3 });
    expect((await send(to, rows.slice(3), 'bytes', 4)).status).toBe(409);
    expect((await send(to, rows.slice(3), 'bytes', 3)).rows).toEqual(expected.slice(3));
  });
});
