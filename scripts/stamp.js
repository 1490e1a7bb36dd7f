/** Whether `npm run build` has anything to do: dist/built-from holds what the outputs there were made from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filesIn, fingerprint, hashOf } from './fingerprint.js';
import { staleTargets } from './wasm.js';

const stamp = fileURLToPath(new URL('../dist/built-from', import.meta.url));
const isGenerated = (file) => file.includes('/generated/');

/** The fingerprint of all sources; pages and pictures among them decide no output. */
export const sourcesOfBuild = () =>
  fingerprint(
    filesIn(
      ['assembly', 'audit', 'bench', 'examples', 'models', 'src', 'test/fuzz'],
      (file) => !isGenerated(file) && !/\.(md|png|svg)$/.test(file),
    ),
  );

/** With what the build wrote among the sources: it has to be there, and as it was written. */
const stampOf = (sources) => `${sources} ${hashOf(filesIn(['src'], isGenerated))}`;

export const recordBuild = (sources) => writeFileSync(stamp, stampOf(sources));

export function isUpToDate(sources) {
  if (staleTargets().length > 0) return false;
  try {
    return readFileSync(stamp, 'utf8') === stampOf(sources);
  } catch {
    return false; // there is none
  }
}
