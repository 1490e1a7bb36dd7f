/**
 * Names files while they are written, and removes what killed processes leave: `meniscus-<host>-<process>-<random>.part`.
 * The random part keeps others from planting a file under the name; host and process tell whether its writer still lives.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const pattern = /^meniscus-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{32}\.part$/;

/** Age in milliseconds from which a file is left over, whoever wrote it. */
const DAY = 86_400_000;

/** A new name, always of the same length, so that it fits wherever the file's own name does. */
export const temporaryIn = (folder: string): string =>
  join(folder, `meniscus-${host}-${process.pid}-${randomBytes(16).toString('hex')}.part`);

/** Folders that this process has cleaned already. */
const swept = new Set<string>();

/** Removes, once in a process, what killed processes left in a folder. Keeps files of others and files still being written. */
export function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // a writable folder need not be readable
  }
  for (const name of names) {
    const [, at, writer] = pattern.exec(name) ?? [];
    if (writer === undefined || (at === host && Number(writer) === process.pid)) continue;
    const path = join(folder, name);
    try {
      const left = lstatSync(path);
      const old = Date.now() - left.mtimeMs > DAY;
      if (left.isFile() && (old || (at === host && !lives(Number(writer))))) rmSync(path, { force: true });
    } catch {
      // another process removed it or owns it
    }
  }
}

/** Whether a process of this host runs, whoever owns it. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
