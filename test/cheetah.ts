/**
 * The recordings of HalfCheetah, which belong to others and are not part of the repository. The variable
 * MENISCUS_CHEETAH names the file (`npm run audit` says how to make it); without it, a file beside the checkout is taken.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file =
  process.env.MENISCUS_CHEETAH ??
  fileURLToPath(new URL('../../shared/data/cheetah/cheetah.npy', import.meta.url));

/** The file, or undefined where there is none, which it says in one line. */
export const cheetah = existsSync(file) ? file : undefined;
if (!cheetah) console.log('skipped: no recordings of HalfCheetah (MENISCUS_CHEETAH=FILE.npy names them)');

/** As the audit takes it. */
export const recordings: Readonly<Record<string, string>> = cheetah ? { cheetah } : {};
