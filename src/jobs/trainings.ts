import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { writeWhole } from '../files/write.ts';
import type { Job, JobResult } from './job.ts';

declare const MENISCUS_SOURCES: string;

/** Version of the cached results' format. */
const FORM = 2;

/** Identifies a training by all that decides its result: the job and the code that runs it. */
const keyOf = (job: Job): string =>
  createHash('sha256')
    .update(`${MENISCUS_SOURCES} ${FORM}`)
    .update(serialize(job))
    .digest('hex')
    .slice(0, 32);

export interface TrainingOptions {
  /** Folder of finished trainings. */
  readonly cache: string;
  /** Trains again even if the cache has a result. */
  readonly fresh: boolean;
  /** Called after each training, and once for all that the cache had. */
  readonly onDone: (done: number, cached: number, jobs: number) => void;
  /** Called for an unreadable cache entry, which is trained again. */
  readonly onCorrupt: (path: string) => void;
}

/**
 * Trains jobs on all cores, with at most as many threads as jobs. Trains equal jobs once, and caches results by content.
 * @throws the first error of a job; FileError if a result cannot be stored
 */
export async function trainAll(
  jobs: readonly Job[],
  { cache, fresh, onDone, onCorrupt }: TrainingOptions,
): Promise<JobResult[]> {
  const keys = jobs.map(keyOf);
  const results = new Map<string, JobResult>();
  const waiting = new Map<string, Job>();
  jobs.forEach((job, i) => {
    const found = fresh ? null : readCached(join(cache, keys[i]), onCorrupt);
    if (found) results.set(keys[i], found);
    else waiting.set(keys[i], job);
  });
  const cached = results.size;
  const total = cached + waiting.size;
  onDone(cached, cached, total);
  const queue = [...waiting];
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), queue.length) }, async () => {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      try {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const [key, job] = next;
          const result = await ask(worker, job);
          results.set(key, result);
          writeWhole(join(cache, key), serialize(result));
          onDone(results.size, cached, total);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return keys.map((key) => results.get(key) as JobResult);
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

/** A finished training from the cache; null if it is missing or cannot be read. */
export const cachedResult = (job: Job, cache: string): JobResult | null =>
  readCached(join(cache, keyOf(job)), () => {});

function readCached(path: string, onCorrupt: (path: string) => void): JobResult | null {
  if (!existsSync(path)) return null;
  try {
    const result = deserialize(readFileSync(path)) as JobResult;
    if (Array.isArray(result.parameters)) return result;
  } catch {
    // truncated, or not from this program
  }
  onCorrupt(path);
  return null;
}
