/** Workflows run actions of others by the hash of a commit: a tag can be moved to another one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../.github/workflows', import.meta.url));
/** Every `uses`, with the version that stands behind it, and its file. */
const uses = readdirSync(folder).flatMap((file) =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/^\s*(?:- )?uses: *(.*)$/gm)].map(([, action]) => ({
    file,
    action,
  })),
);

test.each(uses)('$file: $action', ({ action }) =>
  expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/),
);

test('an action has one version everywhere', () => {
  const versions = new Map(uses.map(({ action }) => [action.split('@')[0], action]));
  expect(
    uses.map(({ action }) => action).filter((action) => versions.get(action.split('@')[0]) !== action),
  ).toEqual([]);
  expect(versions.size).toBeGreaterThan(3);
});
