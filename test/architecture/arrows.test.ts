/** The arrows of arrows.ts: an import that breaks one fails here, with its file, and so does an arrow that nothing follows. */
import { expect, test } from 'vitest';
import { arrows, layout } from './arrows.ts';
import { circles, filesOf, folders, importsOf, needs, read, target } from './imports.ts';

/** Folders of the top level; other rooms without a path are folders of `src`. */
const top = ['assembly', 'audit', 'bench', 'dist', 'examples', 'models', 'scripts', 'test'];
const pathOf = (room: string): string => (room.includes('/') || top.includes(room) ? room : `src/${room}`);

const rooms = Object.keys(arrows).sort((a, b) => pathOf(b).length - pathOf(a).length);

/** The room of a file, the innermost; a part of its path where it has none. */
const roomOf = (file: string): string =>
  rooms.find((room) => file === pathOf(room) || file.startsWith(`${pathOf(room)}/`)) ?? `no room: ${file}`;

/** What a room may import besides itself. */
const allowed = new Map(
  Object.entries(arrows).map(([room, list]) => [
    room,
    new Set(list.split(/\s+/).flatMap((word) => (word === 'layout' ? layout.split(' ') : word))),
  ]),
);

/** What a file imports, in the words of the table. */
const wordsOf = (file: string, source: string) =>
  importsOf(source).map((from) => {
    if (from.startsWith('.')) return { from, word: roomOf(target(file, from)) };
    if (from.startsWith('node:')) return { from, word: 'node' };
    return { from, word: `npm:${from.split('/', from.startsWith('@') ? 2 : 1).join('/')}` };
  });

/** What is wrong with the imports of a file, each in words. */
function violations(file: string, source: string): string[] {
  const own = roomOf(file);
  const may = allowed.get(own);
  if (!may) return [`${file} has no room: give it one in test/architecture/arrows.ts`];
  return wordsOf(file, source)
    .filter(({ word }) => word !== own && !may.has(word))
    .map(({ from }) => `${file} may not import ${from}`);
}

const sources = folders.flatMap((folder) => filesOf(folder));

test('the arrows hold in every source', () => {
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.flatMap((file) => violations(file, read(file)))).toEqual([]);
});

test('each arrow is followed, or leaves the table', () => {
  const followed = new Set<string>();
  for (const file of sources)
    for (const { word } of wordsOf(file, read(file))) followed.add(`${roomOf(file)} → ${word}`);
  const written = Object.entries(arrows).flatMap(([room, list]) =>
    list.split(/\s+/).flatMap((word) => (word && word !== 'layout' ? [`${room} → ${word}`] : [])),
  );
  expect(written.filter((arrow) => !arrow.startsWith('test → ') && !followed.has(arrow))).toEqual([]);
});

test.each([
  ['src/graph/x.ts', `import { a } from '../ops/index.ts';`],
  ['src/graph/x.ts', `export * from '../../assembly/layout.ts';`],
  ['src/ops/x.ts', `import {\n  a,\n  b,\n} from '../cells/index.ts';`],
  ['src/cells/x.ts', `import type { A } from '../integrators/index.ts';`],
  ['src/wiring/x.ts', `import { a } from '../data/random.ts';`],
  ['src/integrators/x.ts', `import '../cells/ltc.ts';`],
  ['src/format/x.ts', `import { a } from '../compile/lower.ts';`],
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
  ['src/runtime/x.ts', `const fs = await import('node:fs/promises');`],
  ['src/runtime/x.ts', `import { a } from 'left-pad';`],
  ['src/measure/x.ts', `import { a } from '../../audit/claim.ts';`],
  ['src/charts/x.ts', `import { a } from '../train/index.ts';`],
  ['src/cli/x.ts', `import { a } from '../../test/models.ts';`],
  ['src/other/x.ts', ''],
  ['assembly/x.ts', `import { a } from '../src/format/crc';`],
  ['assembly/layout.ts', `import { a } from 'assemblyscript';`],
  ['assembly/kernels/x.ts', `import { a } from '../blob/header';`],
  ['bench/run/x.ts', `import { a } from '../step/case.ts';`],
  ['examples/worker/src/x.ts', `import { a } from '../../../src/runtime/index.ts';`],
  ['docs/other/x.js', ''],
])('are seen to be broken: %s, %s', (file, source) => {
  expect(violations(file, source)).toHaveLength(1);
});

test.each([
  ['src/runtime/x.ts', `import { OK } from '../../assembly/layout.ts';`],
  ['src/table/x.ts', `import { decompress } from 'fzstd';`],
  ['src/train/x/y.ts', `import type { A } from '../../network/network.ts';`],
  ['src/cells/x.ts', `import { a } from '../wiring/index.ts';`],
  ['src/graph/x.ts', `// import { a } from '../cli/main.ts'\n/** from '../ops/x.ts' */`],
  ['src/graph/x.ts', `const code = "import { a } from '../ops/index.ts';";`],
  ['assembly/kernels/x.ts', `import { OK } from '../layout';`],
])('leave alone what is allowed: %s, %s', (file, source) => {
  expect(violations(file, source)).toEqual([]);
});

test('no files import each other in a circle, types and headers of C included', () => {
  const all = [...sources, ...filesOf('bench', /\.[ch]$/)];
  expect(circles(new Map(all.map((file) => [file, needs(file, read(file))])))).toEqual([]);
});

test('a circle is seen', () => {
  const found = (files: Readonly<Record<string, string>>): string[][] =>
    circles(new Map(Object.entries(files).map(([file, source]) => [file, needs(file, source)])));
  expect(
    found({
      'src/a.ts': `import type { B } from './b.ts';`,
      'src/b.ts': `export * from './c/c.ts';\nimport './d.ts';`,
      'src/c/c.ts': `const a = await import('../a.ts');`,
      'src/d.ts': `import { e } from './e.ts';`,
      'src/e.ts': '',
    }),
  ).toEqual([['src/a.ts', 'src/b.ts', 'src/c/c.ts']]);
  expect(found({ 'a.h': '#include "b.h"', 'b.h': '#include "a.h"\n#include <math.h>' })).toEqual([
    ['a.h', 'b.h'],
  ]);
  expect(found({ 'src/a.ts': `import { a } from './a.ts';` })).toEqual([['src/a.ts']]);
  // one below another twice is none
  expect(found({ 'a.h': '#include "b.h"\n#include "c.h"', 'b.h': '#include "c.h"', 'c.h': '' })).toEqual([]);
});

/** Circles of rooms: what a room imports of another, which imports of it. */
const known = [
  // a weight is decoded to be checked
  ['assembly/blob', 'assembly/resident'],
  // the list of claims is read by the command beside what claims are made of
  ['audit', 'audit/claims', 'audit/page'],
];

test('rooms form no circle but those that are known', () => {
  const graph = new Map([...allowed].map(([room, list]) => [room, [...list]]));
  expect(circles(graph)).toEqual(known);
});
