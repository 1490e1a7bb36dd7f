/** `meniscus shrink`: smaller and as good, by numbers that are computed here again. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordings } from '../../src/data/recordings.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { errorOf, heldOut, purposeOf } from '../../src/shrink/held-out.ts';
import { parseTable } from '../../src/table/parse.ts';
import { temporary } from '../folder.ts';
import { called, root, start } from './command-line.ts';

const greenhouse = join(root, 'examples/greenhouse.csv');
const folder = temporary();
const at = (name: string): string => join(folder, name);
const training = ['--units', '8', '--unfolds', '2', '--epochs', '30', '--rate', '0.02', '--window', '64'];

beforeAll(async () => {
  const { status } = await called([
    ...['train', greenhouse, '--target', 'temp', ...training],
    ...['-o', at('big.mns')],
  ]);
  expect(status).toBe(0);
});

const shrink = (out: string, ...flags: string[]) =>
  called(['shrink', at('big.mns'), '--data', greenhouse, '-o', at(out), ...flags]);

/** On the parts that are held out, by the library alone. */
function errorsOf(file: string) {
  const model = loadSync(readFileSync(at(file)));
  const dataset = recordings(parseTable(readFileSync(greenhouse), { file: 'greenhouse.csv' }));
  const { validation, test: last } = heldOut(purposeOf(model), dataset, 'greenhouse.csv');
  return [errorOf(model, validation), errorOf(model, last)];
}

test('the blob is smaller, within the tolerance on both parts, and on the frontier that is written', async () => {
  const { status, stdout, stderr } = await shrink('small.mns', '--tolerance', '3%');
  expect(stderr).toMatch(/\d+ tried: \d+ B/);
  expect(status).toBe(0);
  const small = readFileSync(at('small.mns'));
  const big = readFileSync(at('big.mns'));
  expect(small.length).toBeLessThan(0.9 * big.length);
  const [before, after] = [errorsOf('big.mns'), errorsOf('small.mns')];
  after.forEach((error, i) => {
    expect(error).toBeLessThanOrEqual(1.03 * before[i]);
  });
  const found = JSON.parse(readFileSync(at('small.mns.json'), 'utf8'));
  expect(found.original).toMatchObject({ bytes: big.length, validation: before[0], test: before[1] });
  expect(found.chosen).toMatchObject({ bytes: small.length, error: after[0], test: after[1] });
  const { frontier } = found as { frontier: { bytes: number; error: number; name: string }[] };
  for (const [i, { bytes, error, name }] of frontier.slice(1).entries()) {
    expect(bytes).toBeGreaterThan(frontier[i].bytes);
    expect(error).toBeLessThan(frontier[i].error);
    expect(stdout).toContain(name);
  }
  expect(readFileSync(at('small.mns.svg'), 'utf8')).toMatch(/^<svg.*error against bytes.*<\/svg>\s*$/s);
  expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('it repeats, and goes on from what a stopped run left', async () => {
  await shrink('again.mns', '--tolerance', '3%');
  const bytes = readFileSync(at('again.mns'));
  expect(bytes).toEqual(readFileSync(at('small.mns')));
  const strip = ({ frontier, ...found }: { frontier: { nanoseconds: number }[] }) => ({
    ...found,
    frontier: frontier.map(({ nanoseconds: _, ...point }) => point),
  });
  const report = (name: string) => strip(JSON.parse(readFileSync(at(`${name}.json`), 'utf8')));
  expect(report('again.mns')).toEqual(report('small.mns'));

  writeFileSync(at('again.mns.partial'), '{"run": 3');
  expect((await shrink('again.mns')).stderr).toContain('again.mns.partial: is no work of shrink; delete it');
  writeFileSync(at('again.mns.partial'), '{"run": "another", "known": {}}');
  expect((await shrink('again.mns')).stderr).toContain(
    'belongs to another blob, other data or other options',
  );
  expect(readFileSync(at('again.mns'))).toEqual(bytes);
  rmSync(at('again.mns.partial'));
});

describe('it refuses in one line and writes nothing', () => {
  test('a tolerance that no smaller blob keeps: with the best that there is, and exit code 1', async () => {
    const gru = ['--cell', 'gru', '--units', '4', '--epochs', '2'];
    await called(['train', greenhouse, '--target', 'temp', ...gru, '-o', at('gru.mns')]);
    const model = loadSync(readFileSync(at('gru.mns')));
    const text = readFileSync(greenhouse, 'utf8');
    const dataset = recordings(parseTable(text, { file: 'greenhouse.csv' }));
    const { validation, test: last } = heldOut(purposeOf(model), dataset, 'greenhouse.csv');
    // the model's own outputs in both parts: its error is zero, and that of every other larger
    const own = [...validation.sequences, ...last.sequences].flatMap(({ inputs, dt }) => [
      ...model.run(inputs, { dt: dt ?? 1 }),
    ]);
    const [head, ...rows] = text.trim().split('\n');
    const column = head.split(',').indexOf('temp');
    const first = rows.length - own.length;
    const changed = rows.map((row, i) =>
      i < first
        ? row
        : row
            .split(',')
            .with(column, String(own[i - first]))
            .join(','),
    );
    writeFileSync(at('own.csv'), `${[head, ...changed].join('\n')}\n`);
    const { status, stderr } = await called([
      'shrink',
      at('gru.mns'),
      '--data',
      at('own.csv'),
      '--tolerance',
      '0%',
      '-o',
      at('none.mns'),
    ]);
    expect(stderr).toMatch(/no smaller blob is within 0%: the best has \d+ B and .*nothing was written\n$/);
    expect(status).toBe(1);
    expect(existsSync(at('none.mns'))).toBe(false);
  });

  test.each([
    [
      'a tolerance that is none',
      [at('big.mns'), '--data', greenhouse, '--tolerance', 'much'],
      /--tolerance must be a percentage, as 2%/,
    ],
    ['a blob that is none', [greenhouse, '--data', greenhouse], /is text, not a blob of meniscus/],
    ['data that are not there', [at('big.mns'), '--data', at('no.csv')], /no\.csv: there is no such file/],
    [
      'the blob as the output',
      [at('big.mns'), '--data', greenhouse, '-o', at('big.mns')],
      /is also the input/,
    ],
  ])('%s', async (_, args, message) => {
    const { status, stderr } = await called(['shrink', ...args]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^meniscus: [^\n]+\n$/);
    expect(status).toBe(2);
  });

  test('data without a column or without times', async () => {
    const rows = readFileSync(greenhouse, 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.split(','));
    const without = (name: string) => {
      const i = rows[0].indexOf(name);
      writeFileSync(at('less.csv'), rows.map((row) => row.toSpliced(i, 1).join(',')).join('\n'));
      return called(['shrink', at('big.mns'), '--data', at('less.csv'), '-o', at('none.mns')]);
    };
    expect((await without('sun')).stderr).toMatch(
      /less\.csv: column "sun", which the model reads, is missing\.\n/,
    );
    expect((await without('temp')).stderr).toMatch(
      /less\.csv: column "temp", which the model predicts, is missing\.\n/,
    );
    expect((await without(rows[0][0])).stderr).toMatch(
      /has no times, and the model was trained with intervals/,
    );
  });
});

describe('--retrain', () => {
  const learning = ['--epochs', '3', '--rate', '0.02', '--window', '64', '--seed', '2'];
  const again = (out: string) => shrink(out, '--tolerance', '3%', '--retrain', ...learning);

  test('trains fewer units and for fewer bits; a run that was stopped ends with the same bytes', async () => {
    const { status, stderr } = await again('trained.mns');
    expect(status).toBe(0);
    for (const name of ['8 units q8', '8 units q4', '8 units q4 pruned 0.5', '6 units f32', '2 units q4'])
      expect(stderr).toContain(`\n${name} `);
    const bytes = readFileSync(at('trained.mns'));
    const { frontier } = JSON.parse(readFileSync(at('trained.mns.json'), 'utf8'));
    expect(frontier.some(({ name }: { name: string }) => /^\d units/.test(name))).toBe(true);

    const partial = at('stopped.mns.partial');
    const child = start(
      [
        ...['shrink', at('big.mns'), '--data', greenhouse, '-o', at('stopped.mns')],
        ...['--tolerance', '3%', '--retrain', ...learning],
      ],
      root,
    );
    let said = '';
    await new Promise<void>((resolve) => {
      child.on('exit', () => resolve());
      child.stderr.on('data', (text) => {
        said += text;
        if (said.includes('\n6 units f32 2/3')) child.kill('SIGKILL');
      });
    });
    expect(child.signalCode).toBe('SIGKILL');
    const left = JSON.parse(readFileSync(partial, 'utf8'));
    expect(Object.keys(left.trained)).toContain('8 units q4 pruned 0.5');
    expect((await shrink('stopped.mns')).stderr).toContain(
      'belongs to another blob, other data or other options',
    );
    const resumed = await again('stopped.mns');
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).not.toMatch(/^8 units q4 \d+\/3/m);
    expect(resumed.stderr).toMatch(/^4 units q4 \d+\/3/m);
    expect(readFileSync(at('stopped.mns'))).toEqual(bytes);
  }, 60_000);
});

describe('data that nothing can be told from', () => {
  const rows = readFileSync(greenhouse, 'utf8')
    .trim()
    .split('\n')
    .map((row) => row.split(','));
  const withTemp = (value: (given: string, i: number) => string) => {
    const column = rows[0].indexOf('temp');
    const changed = rows.map((row, i) => (i === 0 ? row : row.with(column, value(row[column], i))));
    writeFileSync(at('bad.csv'), changed.map((row) => row.join(',')).join('\n'));
    return called(['shrink', at('big.mns'), '--data', at('bad.csv'), '-o', at('none.mns')]);
  };

  test.each([
    [
      'a target that never changes',
      () => '20',
      /bad\.csv: column "temp" never changes in the validation part/,
    ],
    [
      'what is no number',
      (given: string, i: number) => (i === 40 ? 'hot' : given),
      /bad\.csv: line 41, column "temp": "hot" is not a number: --missing hot/,
    ],
  ] as const)('%s', async (_, value, message) => {
    const { status, stderr } = await withTemp(value);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^meniscus: [^\n]+\n$/);
    expect(status).toBe(2);
    expect(existsSync(at('none.mns'))).toBe(false);
  });
});
