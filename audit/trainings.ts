/** Trains everything, trains a shard, or only estimates the cost. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { table } from '../src/charts/table.ts';
import { DataError } from '../src/check/data-error.ts';
import { Progress, type Terminal } from '../src/cli/terminal.ts';
import { FileError } from '../src/files/error.ts';
import { writeWhole } from '../src/files/write.ts';
import { trainAll } from '../src/jobs/trainings.ts';
import { type Cost, costOf, type Train, trainContenders } from '../src/jobs/tuning.ts';
import { contendersOf } from './audit.ts';
import type { ClaimFile, Setting } from './claim.ts';

/** One of `of` parts, 1 … `of`. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** `2/4`. @throws RangeError */
export function parseShard(text: string): Shard {
  const [, part, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!(part >= 1 && part <= of))
    throw new RangeError(`--shard needs a part and the number of parts, as 2/4, not "${text}"`);
  return { part, of };
}

/** The items of a shard: every `of`-th one, so that neighbours, which cost alike, are spread over the parts. */
export const shardOf = <T>(items: readonly T[], { part, of }: Shard): T[] =>
  items.filter((_, i) => i % of === part - 1);

/** Finished trainings in a folder: files that are being written have a dot in their names. */
const trainingsIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /^[0-9a-f]{32}$/.test(name));

/**
 * Copies finished trainings from the caches of shards into one.
 * @returns how many were new to the cache
 * @throws DataError for a missing folder
 */
export function mergeCaches(folders: readonly string[], cache: string): number {
  let copied = 0;
  for (const folder of folders) {
    if (!existsSync(folder)) throw new DataError(`${folder}: there is no such folder of trainings`);
    for (const name of trainingsIn(folder)) {
      const path = join(cache, name);
      if (existsSync(path)) continue;
      writeWhole(path, readFileSync(join(folder, name)));
      copied++;
    }
  }
  return copied;
}

/** Trains, with a bar that names the contender. */
export const trainer =
  ({ console, stderr }: Terminal, cache: string, fresh: boolean) =>
  (claim: string): Train =>
  (jobs, label) => {
    let progress: Progress | undefined;
    return trainAll(jobs, {
      cache,
      fresh,
      onDone: (done, cached, total) => {
        progress ??= new Progress(stderr, `${claim}: ${label}`, total);
        progress.update(done, `${cached} from the cache`);
        if (done === total) progress.stop();
      },
      onCorrupt: (path) => console.error(`${path}: cannot be read, trained again`),
    });
  };

export async function trainShard(
  console: Terminal['console'],
  files: readonly ClaimFile[],
  setting: Setting,
  shard: Shard,
  cache: string,
  train: ReturnType<typeof trainer>,
): Promise<void> {
  const mine = shardOf(
    files.flatMap((file) => contendersOf(file.make(setting))),
    shard,
  );
  await trainContenders(mine, setting.effort, train(`part ${shard.part} of ${shard.of}`));
  console.log(
    `${mine.length} models trained into ${cache}; give the folders of all parts to npm run audit -- merge`,
  );
}

/** @throws FileError if the merged shards lack a training */
export async function requireTrained(
  files: readonly ClaimFile[],
  setting: Setting,
  cache: string,
): Promise<void> {
  for (const file of files) {
    const { trainings, cached } = await costOf(contendersOf(file.make(setting)), setting.effort, cache);
    if (cached < trainings)
      throw new FileError(
        `${cache}: ${trainings - cached} of ${trainings} trainings of ${file.name} are not in the shards; ` +
          'run the missing parts with the same flags, or leave merge out to train them here',
      );
  }
}

export async function printPlan(
  console: Terminal['console'],
  files: readonly ClaimFile[],
  setting: Setting,
  cache: string,
): Promise<void> {
  const cores = availableParallelism();
  const costs: (Cost & { name: string })[] = [];
  for (const file of files)
    costs.push({
      name: file.name,
      ...(await costOf(contendersOf(file.make(setting)), setting.effort, cache)),
    });
  const sum = (key: 'trainings' | 'cached' | 'seconds'): number =>
    costs.reduce((all, cost) => all + cost[key], 0);
  const all = { name: 'all', trainings: sum('trainings'), cached: sum('cached'), seconds: sum('seconds') };
  console.log(
    table([
      ['claim', 'trainings', 'in the cache', 'minutes on one core', `on ${cores} cores`],
      ...[...costs, all].map(({ name, trainings, cached, seconds }) => [
        name,
        String(trainings),
        String(cached),
        (seconds / 60).toFixed(1),
        (seconds / 60 / cores).toFixed(1),
      ]),
    ]),
  );
}
