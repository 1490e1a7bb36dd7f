/** The arrows between the folders: who may import whom. An import that breaks them fails here, with its file. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Import {
  readonly from: string;
  readonly dynamic: boolean;
}

/** What a folder may import besides itself: folders, `layout`, packages. `'*'` is everything but `except`. */
interface Rule {
  readonly folders: readonly string[] | '*';
  readonly except?: readonly string[];
  readonly packages?: readonly string[] | '*';
  /** Modules of Node, imported only when they are needed. */
  readonly node?: 'dynamic';
}

const cellsAndBelow = ['cells', 'check', 'integrators', 'intervals', 'wiring', 'graph', 'ops', 'layout'];
const compileAndBelow = [...cellsAndBelow, 'network', 'quantise', 'format', 'compile'];
const rules: Readonly<Record<string, Rule>> = {
  check: { folders: [] },
  intervals: { folders: [] },
  graph: { folders: ['check', 'intervals'] },
  ops: { folders: ['graph', 'intervals', 'layout'] },
  wiring: { folders: ['check'] },
  cells: { folders: ['check', 'graph', 'ops', 'wiring'] },
  integrators: { folders: ['check', 'graph', 'ops'] },
  network: { folders: ['cells', 'check', 'graph', 'integrators', 'ops'] },
  quantise: { folders: ['layout'] },
  format: { folders: ['check', 'graph', 'layout', 'ops', 'quantise'] },
  compile: { folders: compileAndBelow },
  data: { folders: ['check'], packages: ['csv-parse'] },
  train: { folders: [...compileAndBelow, 'data'] },
  import: { folders: [...compileAndBelow, 'data'] },
  files: { folders: ['check'], packages: '*' },
  runtime: { folders: ['check', 'layout'], node: 'dynamic' },
  measure: { folders: [...compileAndBelow, 'data', 'runtime', 'train'], packages: ['fft.js'] },
  charts: { folders: ['check'], packages: ['@observablehq', 'linkedom'] },
  jobs: { folders: [...compileAndBelow, 'data', 'files', 'train'], packages: '*' },
  certify: { folders: ['format', 'intervals', 'layout', 'ops', 'runtime'] },
  shrink: { folders: '*', except: ['cli', 'audit'], packages: ['@observablehq'] },
  cli: { folders: '*', except: ['audit'], packages: '*' },
  audit: { folders: '*', packages: '*' },
  assembly: { folders: ['layout'] },
};

/** The modules that a source names in `from '…'`, `import '…'` and `import('…')`, types included. */
function importsOf(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*(\()?\s*(['"])([^'"]+)\2/g)].map(([, call, , from]) => ({
    from,
    dynamic: call !== undefined,
  }));
}

/** The folder of `src/<folder>/…`, or `assembly`, or `audit`; `layout` for the files that both sides share. */
function folderOf(path: string): string {
  if (/^assembly\/(layout|math\/bounds|opcodes)(\.ts)?$/.test(path)) return 'layout';
  const [top, folder] = path.split('/');
  return top === 'src' ? folder : top;
}

/** What is wrong with the imports of a file, each in words. */
function violations(file: string, source: string): string[] {
  const own = folderOf(file) === 'layout' ? 'assembly' : folderOf(file);
  const rule = rules[own];
  if (!rule) return [`${file}: no rule says what src/${own} may import: add one to this test`];
  const may = (target: string): boolean => {
    if (target === own) return true;
    if (rule.folders === '*') return !rule.except?.includes(target);
    return rule.folders.includes(target);
  };
  return importsOf(source).flatMap(({ from, dynamic }) => {
    let allowed: boolean;
    if (from.startsWith('.')) {
      const path = join(dirname(file), from).replaceAll('\\', '/');
      allowed = /^(src|assembly|audit)\//.test(path) && may(folderOf(path));
    } else if (rule.packages === '*') allowed = true;
    else if (from.startsWith('node:')) allowed = dynamic && rule.node === 'dynamic';
    else allowed = rule.packages?.includes(from.split('/')[0]) ?? false;
    return allowed ? [] : [`${file} may not import ${from}`];
  });
}

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = [...filesOf('src'), ...filesOf('assembly'), ...filesOf('audit')];

describe('the arrows', () => {
  test('hold in every source file', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap((file) => violations(file, read(file)))).toEqual([]);
  });

  test.each([
    ['src/graph/x.ts', `import { a } from '../ops/index.ts';`],
    ['src/graph/x.ts', `export * from '../../assembly/layout.ts';`],
    ['src/ops/x.ts', `import {\n  a,\n  b,\n} from '../cells/index.ts';`],
    ['src/cells/x.ts', `import type { A } from '../integrators/index.ts';`],
    ['src/wiring/x.ts', `import { a } from '../data/random.ts';`],
    ['src/integrators/x.ts', `import '../cells/ltc.ts';`],
    ['src/format/x.ts', `import { a } from '../compile/cost.ts';`],
    ['src/format/x.ts', `import { a } from '../runtime/blob.ts';`],
    ['src/format/x.ts', `import { a } from '../../assembly/status.ts';`],
    ['src/compile/x.ts', `import { a } from '../train/index.ts';`],
    ['src/data/x.ts', `import { a } from 'papaparse';`],
    ['src/train/x.ts', `import { a } from '../runtime/index.ts';`],
    ['src/import/x.ts', `import { a } from '../train/index.ts';`],
    ['src/train/x.ts', `import { readFileSync } from 'node:fs';`],
    ['src/runtime/x.ts', `import { a } from '../format/read.ts';`],
    ['src/runtime/x.ts', `const a = await import('../format/read.ts');`],
    ['src/runtime/x.ts', `import { readFileSync } from 'node:fs';`],
    ['src/runtime/x.ts', `import { a } from 'left-pad';`],
    ['src/measure/x.ts', `import { a } from '../../audit/claim.ts';`],
    ['src/charts/x.ts', `import { a } from '../measure/statistics.ts';`],
    ['src/cli/x.ts', `import { a } from '../../test/models.ts';`],
    ['src/other/x.ts', ''],
    ['assembly/x.ts', `import { a } from '../src/format/crc';`],
    ['assembly/layout.ts', `import { a } from 'assemblyscript';`],
  ])('are seen to be broken: %s, %s', (file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  test.each([
    ['src/runtime/x.ts', `const fs = await import('node:fs/promises');`],
    ['src/runtime/x.ts', `import { OK } from '../../assembly/layout.ts';`],
    ['src/data/x.ts', `import { parse } from 'csv-parse/sync';`],
    ['src/train/losses/x.ts', `import type { A } from '../../network/network.ts';`],
    ['src/cells/x.ts', `import { a } from '../wiring/index.ts';`],
    ['src/graph/x.ts', `// import { a } from '../cli/main.ts'\n/** from '../ops/x.ts' */`],
    ['assembly/kernels/x.ts', `import { OK } from '../layout';`],
  ])('leave alone what is allowed: %s, %s', (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });
});

describe('the house', () => {
  /** A source longer than this holds more than one idea. */
  const LINES = 300;
  const tooLong = (file: string, source: string): boolean =>
    !file.includes('/generated/') && source.trimEnd().split('\n').length > LINES;
  const vague = (file: string): boolean =>
    file.split('/').some((part) => /^(utils?|helpers?|commons?|misc)(\.|$)/.test(part));

  test(`has no source of more than ${LINES} lines`, () => {
    expect(sources.filter((file) => tooLong(file, read(file)))).toEqual([]);
    expect(tooLong('src/cli/x.ts', 'x\n'.repeat(LINES + 1))).toBe(true);
    expect(tooLong('src/cli/x.ts', 'x\n'.repeat(LINES))).toBe(false);
  });

  test('writes files in one way, that of src/files', () => {
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

  test('has no drawer for odds and ends', () => {
    expect([...sources, ...filesOf('test'), ...filesOf('scripts')].filter(vague)).toEqual([]);
    expect(['src/utils/x.ts', 'src/a/helpers.ts', 'test/common.ts', 'misc/x.ts'].every(vague)).toBe(true);
  });
});
