/** Steps a second over many streams of one model, on one core and on two: each thread has an interpreter and half the streams. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { loadSync } from '../../src/runtime/index.ts';
import { makeCase, rowsOf, type Size } from '../step/case.ts';
import { type Spread, spreadOf } from '../step/measure.ts';

const MODEL: Size = { cell: 'ltc', inputs: 4, units: 32 };
const SESSIONS = [1, 10, 100, 1_000, 10_000];
const THREADS = [1, 2];
const [WINDOWS, WINDOW_MS, WARM_MS] = [10, 80, 100];

export interface Throughput extends Size {
  readonly points: readonly {
    readonly sessions: number;
    readonly threads: number;
    /** In all threads together. */
    readonly stepsPerSecond: Spread;
  }[];
}

/** In a thread: waits for the word, then counts steps in windows of time. */
export function countSteps(): void {
  const port = parentPort!;
  const one = makeCase(MODEL);
  const rows = rowsOf(one);
  const model = loadSync(one.blob, { build: 'simd' });
  const sessions = Array.from({ length: workerData.sessions as number }, () => model.session());
  let next = 0;
  let row = 0;
  /** Round-robin for so many ms; the clock is read every 100 steps. */
  const rate = (milliseconds: number): number => {
    const start = performance.now();
    let now = start;
    let steps = 0;
    while (now < start + milliseconds) {
      for (let i = 0; i < 100; i++) {
        sessions[next].step(rows[row], one.dt);
        if (++next === sessions.length) next = 0;
        if (++row === rows.length) row = 0;
      }
      steps += 100;
      now = performance.now();
    }
    return (1000 * steps) / (now - start);
  };
  port.once('message', () => {
    rate(WARM_MS);
    port.postMessage(Array.from({ length: WINDOWS }, () => rate(WINDOW_MS)));
  });
  port.postMessage('ready');
}

const message = <T>(worker: Worker): Promise<T> =>
  new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));

/** @param program the file that runs `countSteps` where it is not the main thread */
async function measure(program: string, sessions: number, threads: number): Promise<Spread> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(program, { workerData: { sessions: Math.ceil(sessions / threads) } }),
  );
  await Promise.all(workers.map((worker) => message(worker)));
  const counting = workers.map((worker) => message<number[]>(worker));
  for (const worker of workers) worker.postMessage('go');
  const rates = await Promise.all(counting);
  await Promise.all(workers.map((worker) => worker.terminate()));
  return spreadOf(rates[0].map((_, window) => rates.reduce((sum, each) => sum + each[window], 0)));
}

export async function measureThroughput(program: string): Promise<Throughput> {
  const points: Throughput['points'][number][] = [];
  for (const sessions of SESSIONS)
    for (const threads of THREADS)
      if (sessions >= threads)
        points.push({ sessions, threads, stepsPerSecond: await measure(program, sessions, threads) });
  return { ...MODEL, points };
}
