import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Job, JobResult } from './job.ts';

declare const MENISCUS_SOURCES: string;

/** Identifies a training by everything that decides its result: the job and the code that runs it. */
export const keyOf = (job: Job): string =>
  createHash('sha256').update(MENISCUS_SOURCES).update(serialize(job)).digest('hex').slice(0, 32);

export interface TrainingOptions {
  /** Folder of finished trainings. */
  readonly cache: string;
  /** Trains again what is in the cache. */
  readonly fresh: boolean;
  /** Called when a training has ended or was found. */
  readonly onDone: (done: number, cached: number, jobs: number) => void;
  /** Called for a cache entry that cannot be read; it is trained again. */
  readonly onCorrupt: (path: string) => void;
}

/**
 * Trains jobs on all cores (at most as many threads as jobs). Results are cached by content.
 * @throws the first error of a job
 */
export async function trainAll(
  jobs: readonly Job[],
  { cache, fresh, onDone, onCorrupt }: TrainingOptions,
): Promise<JobResult[]> {
  const results = new Array<JobResult>(jobs.length);
  const waiting: number[] = [];
  jobs.forEach((job, i) => {
    const found = fresh ? null : readCached(join(cache, keyOf(job)), onCorrupt);
    if (found) results[i] = found;
    else waiting.push(i);
  });
  const cached = jobs.length - waiting.length;
  let done = cached;
  onDone(done, cached, jobs.length);
  const threads = Math.min(availableParallelism(), waiting.length);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      try {
        for (let i = waiting.shift(); i !== undefined; i = waiting.shift()) {
          results[i] = await ask(worker, jobs[i]);
          const path = join(cache, keyOf(jobs[i]));
          writeFileSync(`${path}.${process.pid}`, serialize(results[i]));
          renameSync(`${path}.${process.pid}`, path);
          onDone(++done, cached, jobs.length);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return results;
}

function ask(worker: Worker, job: Job): Promise<JobResult> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a training thread ended with code ${code}`)));
    worker.postMessage(job);
  });
}

function readCached(path: string, onCorrupt: (path: string) => void): JobResult | null {
  if (!existsSync(path)) return null;
  try {
    const result = deserialize(readFileSync(path)) as JobResult;
    if (Array.isArray(result.parameters)) return result;
  } catch {
    // cut short or not ours
  }
  onCorrupt(path);
  return null;
}
