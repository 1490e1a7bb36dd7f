/** docs/abi.md has every export of the interpreter, with its parameters, and every number of assembly/layout.ts that it names. */
import { expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { bytesOf, moduleOf } from '../interpreter/builds.ts';
import { quoted, rows, text } from './blocks.ts';

const page = 'docs/abi.md';
const table = rows(page);
/** Node 20 cannot compile the relaxed one; the tests of newer hosts load it through the same exports. */
const builds = ['simd', 'scalar', 'relaxed'].filter((build) => WebAssembly.validate(bytesOf(build)));

/** Rows from the one that begins with `head` on, the line below it left out, to the next table. */
function below(head: string): string[][] {
  const start = table.findIndex(([first]) => first === head) + 2;
  const end = table.findIndex(([first], i) => i > start && /^-+:?$/.test(first));
  return table.slice(start, end < 0 ? undefined : end - 1);
}

test('the exports of every build are those of the table, with as many parameters', () => {
  const written = below('export').map(([cell]) => {
    const [, name, parameters] = /^(\w+)(?:\((.*?)\))?/.exec(quoted(cell)[0]) ?? [];
    return [name, parameters === undefined ? 'memory' : parameters.split(',').filter(Boolean).length];
  });
  for (const build of builds) {
    const { exports } = new WebAssembly.Instance(moduleOf(build), {});
    const found = Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === 'function' ? value.length : 'memory',
    ]);
    expect(written.sort(), build).toEqual(found.sort());
  }
  expect(written.filter(([, parameters]) => parameters !== 'memory')).toHaveLength(18);
  expect(text(page)).toContain('eighteen functions');
});

test('no build has an import', () => {
  expect(builds).toEqual(expect.arrayContaining(['simd', 'scalar']));
  for (const build of builds) expect(WebAssembly.Module.imports(moduleOf(build))).toEqual([]);
});

/** Pairs of number and name, of rows that may have several. */
const numbered = (list: string[][]): [number, string][] =>
  list.flatMap(([numbers, names]) => {
    const codes = numbers.split(',').map(Number);
    return quoted(names).map((name, i): [number, string] => [codes[i], name]);
  });

test.each([
  ['status', /^(OK|ERROR_\w+)$/],
  ['`weights`', /^WEIGHTS_\w+$/],
])('the table of %s is that of assembly/layout.ts', (head, names) => {
  const numbers = Object.entries(L).filter(([name]) => names.test(name));
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbered(below(head)).map(([code, name]) => [name, code])).toEqual(
    numbers.sort(([, a], [, b]) => a - b),
  );
});
