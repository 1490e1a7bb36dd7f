/** What the documentation says is true: code runs, commands work, counts and tables are the code's, links resolve. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type Cell, type CellName, cells } from '../../src/cells/index.ts';
import { commands } from '../../src/cli/commands.ts';
import { read } from '../../src/cli/flags/read.ts';
import { train } from '../../src/cli/train.ts';
import type { Init, ParameterDeclaration } from '../../src/graph/parameter.ts';
import { integrators, semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { defaults } from '../../src/train/defaults.ts';
import { losses } from '../../src/train/losses/index.ts';
import { regularisers } from '../../src/train/regularisers.ts';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { anchor, blocks, evaluate, pages, prose, quoted, root, rows, run, text } from './blocks.ts';

const names = Object.keys(cells) as CellName[];
const pageOf = (name: string): string => `docs/cells/${name}.md`;
const make = (name: CellName, options?: object): Cell => (cells[name] as (options?: object) => Cell)(options);

/** A cell alone: its count is the model's. */
const modelOf = (cell: Cell, { N, H }: Record<string, number>) =>
  buildNetwork({
    inputs: N,
    outputs: 1,
    layers: [{ cell, units: H, ...(cell.kind === 'field' && { integrator: semiImplicit, unfolds: 1 }) }],
    readout: 'none',
  });

/** `mode=pure,backboneLayers=2` as on the command line. */
const optionsOf = (given = ''): object =>
  Object.fromEntries(
    given
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const [key, value] = pair.split('=');
        if (value === 'true') return [key, true];
        return [key, Number.isNaN(Number(value)) ? value : Number(value)];
      }),
  );

interface Worked {
  readonly options?: string;
  readonly sizes: Record<string, number>;
  readonly count: number;
}

function workedCounts(page: string): Worked[] {
  const line = /^Worked count(?: \(([^)]*)\))?: N = (\d+), H = (\d+) → (\d+)$/gm;
  return [...text(page).matchAll(line)].map(([, options, N, H, count]) => ({
    options,
    sizes: { N: Number(N), H: Number(H) },
    count: Number(count),
  }));
}

/** First values in the words of the pages. */
function initOf(init: Init, { shape }: ParameterDeclaration): string {
  if (init.kind === 'constant') return String(init.value);
  if (init.kind === 'normal') return `normal ${init.deviation}`;
  if (init.kind === 'given') return 'the polarity';
  if (init.low !== -init.high) return `uniform ${init.low} … ${init.high}`;
  const bound = shape[1] && init.high === 1 / Math.sqrt(shape[1]) ? '1/√columns' : String(init.high);
  return `uniform ±${bound}`;
}

describe.each(names)('the page of %s', (name) => {
  const page = pageOf(name);
  const worked = existsSync(join(root, page)) ? workedCounts(page) : [];

  test('exists and has a worked count', () => expect(worked.length).toBeGreaterThan(0));

  test.each(worked)('count $count at $sizes', ({ options, sizes, count }) => {
    expect(modelOf(make(name, optionsOf(options)), sizes).parameterCount).toBe(count);
    if (options) return;
    const [, formula] = /^Count: `(.*)`$/m.exec(text(page)) ?? [];
    expect(evaluate(formula, sizes)).toBe(count);
    const row = rows('docs/cells/README.md').find(([cell]) => cell.includes(`(${name}.md)`)) as string[];
    expect(row?.[1]).toBe(make(name).kind);
    expect(quoted(row[3])).toEqual([formula]);
  });

  test('parameters: names, shapes, constraints, first values', () => {
    const [{ sizes }] = worked;
    const declared = Object.entries(make(name).parameters({ inputs: sizes.N, units: sizes.H }));
    const start = rows(page).findIndex(([first]) => first === 'parameter') + 2;
    const written = rows(page)
      .slice(start, start + declared.length)
      .map(([parameter, shape, constraint, first]) => ({
        name: quoted(parameter)[0],
        shape: shape.split(' × ').map((size) => evaluate(size, sizes)),
        constraint,
        first,
      }));
    expect(written).toEqual(
      declared.map(([key, declaration]) => ({
        name: key,
        shape: [...declaration.shape],
        constraint: declaration.constraint,
        first: initOf(declaration.init, declaration),
      })),
    );
  });

  test('kind, states, probes, bounded, elapsed time', () => {
    const [{ sizes }] = worked;
    const cell = make(name);
    const network = modelOf(cell, sizes);
    const facts = new Map(rows(page).map(([key, value]) => [key, value]));
    expect(facts.get('kind')).toBe(cell.kind);
    expect(quoted(facts.get('states') ?? '')).toEqual(network.states.map((state) => state.name));
    expect(quoted(facts.get('probes') ?? '')).toEqual([...network.probes.keys()]);
    if (cell.kind === 'field') expect(facts.get('bounded')?.startsWith('yes')).toBe(cell.bounded);
    const timed =
      cell.kind === 'field' ||
      network.graph.values.some(({ source }) => source.kind === 'op' && source.inputs.includes(network.dt));
    expect(facts.get('elapsed time')).toBe(timed ? 'used' : 'ignored');
  });
});

describe('every TypeScript block of the documentation runs', () => {
  const withCode = pages.filter((page) => page.startsWith('docs/') && blocks(page, 'ts').length > 0);
  test('each cell and each guide has one', () =>
    expect(withCode).toEqual(
      expect.arrayContaining([
        ...names.map(pageOf),
        'docs/choosing-an-integrator.md',
        'docs/training.md',
        'docs/writing-a-cell.md',
      ]),
    ));
  test.each(withCode)('%s', (page) => run(page), 60_000);
});

describe('every command of the cell pages and guides trains, for one epoch', () => {
  // pages on data have tests of their own
  const ownTests = ['docs/data.md', 'docs/data-sets.md'];
  const commands = pages
    .filter((page) => page.startsWith('docs/') && !ownTests.includes(page))
    .flatMap((page) => blocks(page, 'sh').flatMap((block) => block.trim().split('\n')))
    .filter((line) => line.startsWith('meniscus train '));
  test('each cell has one', () => {
    for (const name of names) expect(text(pageOf(name))).toMatch(new RegExp(`--cell ${name}( |$)`, 'm'));
  });
  test.each([...new Set(commands)])('%s', async (line) => {
    const out = join(temporary(), 'model.mns');
    const [file, ...flags] = line.split(' ').slice(2);
    const { stderr, status } = await called([
      'train',
      join(root, file),
      ...flags,
      '--epochs',
      '1',
      '-o',
      out,
    ]);
    expect(status, stderr).toBe(0);
    expect(existsSync(out)).toBe(true);
  });
});

test('the tables of choosing-an-integrator.md are what the benchmark prints', async () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  await import('../../bench/integrators.ts');
  log.mockRestore();
  expect(blocks('docs/choosing-an-integrator.md', '')).toContain(`${lines.join('\n')}\n`);
}, 60_000);

test('the lists are complete: integrators, losses, regularisers', () => {
  const first = (page: string) => rows(page).flatMap(([cell]) => quoted(cell));
  for (const { name, order, evaluations, bounded } of integrators) {
    const row = rows('docs/choosing-an-integrator.md').find(([cell]) => cell === `\`${name}\``);
    expect(row?.slice(2, 4)).toEqual([String(order), String(evaluations)]);
    expect(row?.[4].startsWith('yes')).toBe(bounded);
  }
  for (const { name } of [...losses, ...regularisers]) expect(first('docs/training.md')).toContain(name);
});

/** The command lines of a page: of `meniscus`, and of the sources. */
const commandLines = (page: string): string[] =>
  blocks(page, 'sh')
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .flatMap((line) => /^(?:npm run -s meniscus -- |meniscus )([^<>|#]*)/.exec(line)?.slice(1) ?? []);

test.each(pages.filter((page) => commandLines(page).length > 0))('the commands of %s can be read', (page) => {
  for (const line of commandLines(page)) {
    const [name, ...flags] = line.trim().split(/\s+/);
    const found = commands.find((command) => command.name === name);
    expect(found, line).toBeDefined();
    if (found) expect(() => read(found, flags), line).not.toThrow();
  }
});

test('the flags and options of training.md have the defaults of the command and of the library', () => {
  const table = rows('docs/training.md').filter(
    ([flag, option]) => flag.startsWith('`--') || option === '`clip`',
  );
  expect(table.length).toBeGreaterThan(10);
  for (const [flag, option, value] of table) {
    const library = defaults[quoted(option)[0] as keyof typeof defaults];
    if (library !== undefined) expect(value, option).toBe(String(library));
    if (flag === '') continue;
    const definition = train.flags[quoted(flag)[0].slice(2).split(' ')[0] as keyof typeof train.flags];
    expect(definition, flag).toBeDefined();
    if ('default' in definition && /^[a-z\d.]+$/.test(value)) expect(value, flag).toBe(definition.default);
  }
});

/** The pages that a page links to. */
const linked = (page: string): string[] =>
  [...prose(page).matchAll(/\]\(([^)#\s]+\.md)/g)].map(([, target]) =>
    join(dirname(page), target).replaceAll('\\', '/'),
  );

test('every page is in the index: docs/README.md, and of cells docs/cells/README.md', () => {
  const [cellPages, guides] = [/^docs\/cells\//, /^docs\/[^/]+$/].map((folder) =>
    pages.filter((page) => folder.test(page) && !page.endsWith('/README.md')),
  );
  expect(linked('docs/README.md')).toEqual(expect.arrayContaining([...guides, 'docs/cells/README.md']));
  expect(linked('docs/cells/README.md')).toEqual(expect.arrayContaining(cellPages));
});

test('the rooms of architecture.md are those of the tree', () => {
  const folders = (path: string) =>
    readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${path}/${name}`);
  const rooms = rows('docs/architecture.md').flatMap(([room]) => quoted(room));
  expect(rooms).toEqual(expect.arrayContaining([...folders('src'), 'assembly', 'audit', 'test', 'bench']));
  for (const room of rooms.filter((name) => /^(src|assembly)\//.test(name)))
    expect(existsSync(join(root, room)), room).toBe(true);
});

describe('links resolve', () => {
  test.each(pages)('%s', (page) => {
    const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    for (const target of targets.filter((t) => !/^[a-z]+:/.test(t))) {
      const [path, id] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
      expect(existsSync(join(root, file)), `${target} of ${page}`).toBe(true);
      if (id === undefined) continue;
      const headings = [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading));
      expect(headings, `${target} of ${page}`).toContain(id);
    }
  });
});
