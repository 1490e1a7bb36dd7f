/**
 * What outputs were made from, as one hash: their sources, and all else that decides their bytes. An output is old when the
 * hash kept with it is another.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Options, the versions that are wanted and those that npm has installed. */
const settings = [
  'asconfig.json',
  'package.json',
  'package-lock.json',
  'node_modules/.package-lock.json',
  'tsconfig.json',
  'tsconfig.types.json',
];

/** Files below the folders as paths from the root, in one order everywhere; not what npm put there. */
export const filesIn = (folders, wanted = () => true) =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
      .filter((file) => !file.includes('node_modules/') && wanted(file))
      .sort(),
  );

/** Hash of the files' names and contents, and of the texts; a file that is missing differs from an empty one. */
export function hashOf(files, ...texts) {
  const hash = createHash('sha256');
  const part = (kind, content) => hash.update(`${kind} ${content.length}\n`).update(content);
  for (const file of files) {
    part('file', Buffer.from(file));
    try {
      part('content', readFileSync(join(root, file)));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  for (const text of texts) part('text', Buffer.from(text));
  return hash.digest('hex');
}

/** The hash of what is made from these sources. Node counts too: its zlib chooses how interpreters are written as text. */
export const fingerprint = (sources) =>
  hashOf([...settings, ...filesIn(['scripts']), ...sources], process.version);
