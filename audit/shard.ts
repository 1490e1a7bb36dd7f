import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../src/data/sequence.ts';
import { writeWhole } from '../src/files/write.ts';

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
 * @returns how many there were that the cache did not have
 * @throws DataError for a folder that is not there
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
