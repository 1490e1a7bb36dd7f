/** The committed results of the full audit, and the pages that are made of them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { claims } from '../../audit/claims/index.ts';
import { markdownOf } from '../../audit/markdown.ts';
import { readResults } from '../../audit/results.ts';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const folder = join(docs, 'audit');
const names = claims.map(({ name }) => name);
const results = readResults(folder, names);
const read = (path: string): string => readFileSync(join(docs, path), 'utf8');

describe('the results', () => {
  test('are those of full runs of every claim, with machine and commit', () => {
    expect(results.claims.map(({ name }) => name)).toEqual(names);
    for (const { effort, commit, machine } of results.claims) {
      expect(effort).toBe('full');
      expect(commit).toMatch(/^[0-9a-f]{10}/);
      expect(machine.cpu).not.toBe('');
    }
  });

  test('have at most 2 MB', () => {
    const bytes = names.reduce((sum, name) => sum + statSync(join(folder, `${name}.json`)).size, 0);
    expect(bytes).toBeLessThan(2_000_000);
  });
});

describe('docs/audit.md', () => {
  const { markdown, figures } = markdownOf(results, 'audit');
  test('is made of them', () => expect(read('audit.md')).toBe(markdown));

  test('has its figures, and no other', () => {
    const there = readdirSync(folder).filter((name) => name.endsWith('.svg'));
    expect(there.sort()).toEqual([...figures.keys()].sort());
    for (const [name, svg] of figures) expect(read(join('audit', name))).toBe(svg);
  });

  test('has its summary in the README', () => {
    const readme = read('../README.md');
    const rows = markdown.split('\n').filter((line) => /^\| \d+\. \[/.test(line));
    expect(rows).toHaveLength(names.length);
    for (const row of rows) expect(readme).toContain(row.replace('](#', '](docs/audit.md#'));
  });
});
