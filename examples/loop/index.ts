/**
 * `npm run loop [-- --hertz 1000] [-- --seconds 5] [-- --model models/greenhouse.mns]`: a model in a loop against the clock,
 * in a worker thread, by each way to wait. The thread that started it gives it readings meanwhile, once with nothing else to
 * do and once busy, as the rest of a program is. `README.md` says what the columns mean.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Collections } from '../../bench/loop/collections.ts';
import { tailOf } from '../../bench/loop/tail.ts';
import { machineLine } from '../../bench/run/machine.ts';
import { table } from '../../src/charts/table.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Loop } from './loop.ts';
import { end, type Shared, share } from './shared-memory.ts';
import { waits } from './wait.ts';

interface Task {
  readonly blob: Uint8Array;
  readonly shared: Shared;
  readonly way: string;
  readonly hertz: number;
  readonly ticks: number;
}

interface Report {
  readonly missed: number;
  /** Garbage collections of the worker while it ran. */
  readonly collected: number;
  /** ns of each tick. */
  readonly late: Float64Array;
}

interface Supervised extends Report {
  /** Time of cores, of all threads, by the time it took. */
  readonly load: number;
}

/** The ways take turns, so that the host's other work affects all alike. */
const ROUNDS = 5;

/** In the worker. */
async function work({ blob, shared, way, hertz, ticks }: Task): Promise<Report> {
  const session = loadSync(blob).session();
  const loop = new Loop(session, shared, 1e9 / hertz, 1 / hertz, ticks);
  loop.warmUp();
  const collections = new Collections();
  await collections.take();
  if (way in waits) loop.run(waits[way as keyof typeof waits]);
  else await loop.runByTimer();
  const collected = await collections.take();
  return { missed: loop.missed, collected, late: loop.late.slice(0, loop.ticks) };
}

/** What a program does besides: it makes garbage and has it collected, every 5 ms. */
function otherWork(): void {
  const rows = Array.from({ length: 1_000 }, (_, i) => ({ i, text: String(i) }));
  JSON.parse(JSON.stringify(rows));
}

/** In the thread that starts it: gives readings every 5 ms until the loop has ended. */
async function supervise(task: Task, busy: boolean): Promise<Supervised> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const ended = new Promise<Report>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await new Promise((resolve) => worker.once('online', resolve));
  const [start, before] = [performance.now(), process.cpuUsage()];
  const feed = setInterval(() => {
    const { readings } = task.shared;
    for (let i = 0; i < readings.length; i++) readings[i] = Math.sin(performance.now() / 1000 + i);
    if (busy) otherWork();
  }, 5);
  try {
    const report = await ended;
    const { user, system } = process.cpuUsage(before);
    return { ...report, load: (user + system) / 1000 / (performance.now() - start) };
  } finally {
    clearInterval(feed);
    end(task.shared);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hertz: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '5' },
      model: { type: 'string', default: 'models/greenhouse.mns' },
    },
  });
  const positive = (name: 'hertz' | 'seconds'): number => {
    const value = Number(values[name]);
    if (!(value > 0 && value < Infinity))
      throw new RangeError(`--${name} must be above 0, got ${values[name]}`);
    return value;
  };
  const [hertz, seconds] = [positive('hertz'), positive('seconds')];
  const blob = readFileSync(values.model);
  const { inputs, outputs } = loadSync(blob, { name: values.model });
  const ticks = Math.max(1, Math.round((hertz * seconds) / ROUNDS));
  const contenders = [false, true].flatMap((busy) =>
    ['timer', ...Object.keys(waits)].map((way) => ({ way, busy, reports: [] as Supervised[] })),
  );
  for (let round = 0; round < ROUNDS; round++)
    for (const { way, busy, reports } of contenders)
      reports.push(await supervise({ blob, shared: share(inputs, outputs), way, hertz, ticks }, busy));
  const rows = contenders.map(({ way, busy, reports }) => {
    const sum = (of: (report: Supervised) => number): number =>
      reports.reduce((all, one) => all + of(one), 0);
    const { p50, p99, p999, max } = tailOf(Float64Array.from(reports.flatMap(({ late }) => [...late])));
    return [
      `${way}${busy ? ', main thread busy' : ''}`,
      String(sum(({ late }) => late.length)),
      String(sum(({ missed }) => missed)),
      ...[p50, p99, p999, max].map((ns) => (ns / 1000).toFixed(1)),
      `${((100 * sum(({ load }) => load)) / ROUNDS).toFixed(0)} %`,
      String(sum(({ collected }) => collected)),
    ];
  });
  console.log(machineLine());
  console.log(`${values.model} at ${hertz} Hz for ${seconds} s by each way to wait\n`);
  console.log(table([['', 'ticks', 'missed', 'late: p50, µs', 'p99', 'p99.9', 'max', 'CPU', 'GC'], ...rows]));
}

if (isMainThread) await main();
else parentPort?.postMessage(await work(workerData as Task));
