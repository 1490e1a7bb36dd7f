import { readFileSync } from 'node:fs';

/** The package's version: its description lies above the built programs, and two folders above the sources. */
export function version(): string {
  for (const above of ['../package.json', '../../package.json'])
    try {
      return JSON.parse(readFileSync(new URL(above, import.meta.url), 'utf8')).version;
    } catch {
      // not there: the other one
    }
  return 'unknown';
}
