/** Habits that hold in every source. */
import { expect, test } from 'vitest';
import { filesOf, read } from './imports.ts';

const sources = ['src', 'assembly', 'audit'].flatMap((folder) => filesOf(folder));

/** A source longer than this holds more than one idea. */
const LINES = 250;

/** Longer files, and their most lines. They are to be split; add none. */
const LONGER: Readonly<Record<string, number>> = {};
const tooLong = (file: string, source: string): boolean =>
  !file.includes('/generated/') && source.trimEnd().split('\n').length > (LONGER[file] ?? LINES);

test(`no source has more than ${LINES} lines`, () => {
  expect(sources.filter((file) => tooLong(file, read(file)))).toEqual([]);
  expect(tooLong('src/cli/x.ts', 'x\n'.repeat(LINES + 1))).toBe(true);
  expect(tooLong('src/cli/x.ts', 'x\n'.repeat(LINES))).toBe(false);
});

test('files are written in one way, that of src/files', () => {
  const writes = (source: string): boolean =>
    /\b(writeFile|appendFile|copyFile|createWriteStream|rename|write|writev)(Sync)?\b[^;]*from 'node:fs/.test(
      source,
    ) || /import\s+(\*|\w+\s+from)[^;]*'node:fs/.test(source);
  expect(sources.filter((file) => !file.startsWith('src/files/') && writes(read(file)))).toEqual([]);
  for (const source of [
    "import { readFileSync, writeFileSync } from 'node:fs';",
    "import {\n  existsSync,\n  renameSync,\n} from 'node:fs';",
    "import { writeFile } from 'node:fs/promises';",
    "import * as fs from 'node:fs';",
    "import fs from 'node:fs';",
  ])
    expect(writes(source), source).toBe(true);
  expect(writes("import { readFileSync } from 'node:fs';\nwriteWhole('a', 'b');")).toBe(false);
});

test('there is no drawer for odds and ends', () => {
  const vague = (file: string): boolean =>
    file.split('/').some((part) => /^(utils?|helpers?|commons?|misc)(\.|$)/.test(part));
  expect([...sources, ...filesOf('test'), ...filesOf('scripts')].filter(vague)).toEqual([]);
  expect(['src/utils/x.ts', 'src/a/helpers.ts', 'test/common.ts', 'misc/x.ts'].every(vague)).toBe(true);
});
