/** Whatever decides an output makes it old when it changes: the scripts that say so run in a tree of a few files. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { temporary } from '../folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tree = temporary();

function write(file: string, content: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), content);
}

/** The scripts of the tree, which look at what lies beside them. */
interface Scripts {
  readonly targets: readonly string[];
  readonly staleTargets: () => string[];
  readonly fingerprint: (sources: readonly string[]) => string;
  readonly filesIn: (folders: readonly string[], wanted?: (file: string) => boolean) => string[];
  readonly sourcesOfBuild: () => string;
  readonly recordBuild: (sources: string) => void;
  readonly isUpToDate: (sources: string) => boolean;
}
let scripts: Scripts;
/** Sources of the interpreter and of the rest, of each kind one; settings; what npm has installed. */
const files: Readonly<Record<string, string>> = {
  'assembly/index.ts': '1',
  'assembly/kernels/affine.ts': '2',
  'src/cli/main.ts': '3',
  'src/runtime/generated/simd.ts': '4',
  'audit/main.ts': '0',
  'bench/step.ts': '5',
  'bench/step/case.json': '6',
  'examples/greenhouse.csv': '7',
  'models/greenhouse.mns': '8',
  'test/fuzz/main.ts': '9',
  'audit/command.ts': '10',
  'node_modules/.package-lock.json': '{}',
  'node_modules/assemblyscript/package.json': '{}',
  'README.md': 'page',
  'models/greenhouse.md': 'page',
};
const settings = [
  'asconfig.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.types.json',
];

beforeAll(async () => {
  cpSync(join(root, 'scripts'), join(tree, 'scripts'), { recursive: true });
  for (const file of settings) cpSync(join(root, file), join(tree, file));
  for (const [file, content] of Object.entries(files)) write(file, content);
  const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(tree, 'scripts', file)).href);
  scripts = { ...(await load('fingerprint.js')), ...(await load('wasm.js')), ...(await load('stamp.js')) };
  const { targets, fingerprint, filesIn, recordBuild, sourcesOfBuild } = scripts;
  const now = fingerprint(filesIn(['assembly'], (file) => file.endsWith('.ts')));
  write('build/wasm.json', JSON.stringify(Object.fromEntries(targets.map((target) => [target, now]))));
  for (const target of targets) write(`build/${target}.wasm`, 'a machine');
  mkdirSync(join(tree, 'dist'));
  recordBuild(sourcesOfBuild());
});

/** Which outputs are old: those of the interpreter, and whether the build has anything to do. */
const old = () => ({
  machines: scripts.staleTargets().length,
  all: !scripts.isUpToDate(scripts.sourcesOfBuild()),
});

/** What is old while a file has another content, or is missing where that is null. */
function oldWith(file: string, content: string | null): ReturnType<typeof old> {
  const path = join(tree, file);
  let before: Buffer | null = null;
  try {
    before = readFileSync(path);
  } catch {
    // a new file
  }
  if (content === null) rmSync(path);
  else write(file, content);
  const found = old();
  if (before) writeFileSync(path, before);
  else rmSync(path);
  return found;
}

test('nothing is old at first', () => {
  expect(scripts.targets.length).toBeGreaterThan(3);
  expect(old()).toEqual({ machines: 0, all: false });
});

test.each([
  ...settings,
  'assembly/index.ts',
  'assembly/kernels/affine.ts',
  'assembly/kernels/new.ts',
  'node_modules/.package-lock.json',
  'scripts/build.js',
  'scripts/inline.js',
  'scripts/wasm.js',
  'scripts/new.js',
])('every output is old when %s changes', (file) => {
  const every = { machines: scripts.targets.length, all: true };
  expect(oldWith(file, 'changed')).toEqual(every);
  if (!file.includes('new')) expect(oldWith(file, null)).toEqual(every);
  expect(old()).toEqual({ machines: 0, all: false });
});

test.each([
  'src/cli/main.ts',
  'src/cli/new.ts',
  'src/runtime/generated/simd.ts',
  'bench/step.ts',
  'bench/step/case.json',
  'examples/greenhouse.csv',
  'models/greenhouse.mns',
  'test/fuzz/main.ts',
  'audit/command.ts',
])('what is bundled is old when %s changes', (file) => {
  expect(oldWith(file, 'changed')).toEqual({ machines: 0, all: true });
  if (!file.includes('new')) expect(oldWith(file, null)).toEqual({ machines: 0, all: true });
});

test('an interpreter that is missing, or was made from something else, is old alone', () => {
  expect(oldWith('build/simd.wasm', null)).toEqual({ machines: 1, all: true });
  const made = JSON.parse(readFileSync(join(tree, 'build/wasm.json'), 'utf8'));
  const other = JSON.stringify({ ...made, simd: 'of another day' });
  expect(oldWith('build/wasm.json', other)).toEqual({ machines: 1, all: true });
});

test.each(['README.md', 'models/greenhouse.md', 'src/cli/notes.md', 'bench/node_modules/a/index.ts'])(
  'nothing is old when %s changes',
  (file) => expect(oldWith(file, 'changed')).toEqual({ machines: 0, all: false }),
);
