/**
 * Names of files that are being written, and what killed processes leave of them: `meniscus-<host>-<process>-<random>.part`.
 * The random part makes a name that nobody can plant something under; host and process tell whether its writer still lives.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const pattern = /^meniscus-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{32}\.part$/;

/** A file this old is left over, whoever wrote it: milliseconds. */
const DAY = 86_400_000;

/** A new name; of one length, so that it fits wherever a file's own name does. */
export const temporaryIn = (folder: string): string =>
  join(folder, `meniscus-${host}-${process.pid}-${randomBytes(16).toString('hex')}.part`);

/** Folders that this process has cleaned already. */
const swept = new Set<string>();

/** Removes what killed processes left in a folder, once in a process. A file that is not ours, or may still be written, stays. */
export function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // a folder that may be written need not be readable
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
      // somebody else removed it, or it is theirs
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
