/** Folders for what a test file writes: removed when its tests have ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];
// a program that was killed may still hold a file for a moment
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A new folder, empty. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meniscus-'));
  made.push(folder);
  return folder;
}
