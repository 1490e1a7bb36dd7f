/** `run` over several recordings: groups, gaps, files, folders, files that grow. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { start } from './command-line.ts';
import { rowsOf, table, workshop } from './workshop.ts';

const { at, folder, write, train, run, stream, load, metadata } = workshop();
const a = (t: number): number => Math.sin(t / 3);
const y = (t: number): number => a(t - 1);
const log = table({ time: (t) => 60 * t, a, y });

describe('groups', () => {
  /** Rows of devices at equal times; each has a wave of its own. */
  const devices = ['dev-a', 'dev-b', '7'];
  const wave = (d: number, t: number): number => Math.sin((t + 5 * d) / 3);
  const rows = (d: number, length = 80): string[] =>
    Array.from({ length }, (_, t) => `${60 * t},${devices[d]},${wave(d, t)},${wave(d, t - 1)}`);
  const head = 'time,device,a,y';
  const mixed = [head, ...rows(0).flatMap((row, t) => [row, rows(1)[t], rows(2)[t]]), ''].join('\n');

  beforeAll(async () => {
    const { status } = await train(
      'group.mns',
      write('mixed.csv', mixed),
      '--target',
      'y',
      '--group',
      'device',
    );
    expect(status).toBe(0);
  });

  test('the blob knows the group, which is no input', () => {
    expect(metadata('group.mns')).toMatchObject({ inputs: ['a'], recordings: { group: ['device'] } });
  });

  test('interleaved devices equal each of them alone', async () => {
    const { stdout, stderr } = await stream('group.mns', mixed);
    expect(stderr).toBe('');
    expect(stdout.split('\n')[0]).toBe('recording,y');
    for (const [d, device] of devices.entries()) {
      const alone = await stream('group.mns', [head, ...rows(d), ''].join('\n'));
      const of = (text: string) => rowsOf(text).filter(([name]) => name === device);
      expect(of(stdout)).toHaveLength(80);
      expect(of(stdout)).toEqual(of(alone.stdout));
    }
  });

  test('without the column a stream is one recording, and one of another name is asked for', async () => {
    const one = await stream('group.mns', table({ time: (t) => 60 * t, a: (t) => wave(0, t) }, 80));
    expect(one.status).toBe(0);
    const of = rowsOf((await stream('group.mns', mixed)).stdout).filter(([name]) => name === 'dev-a');
    expect(rowsOf(one.stdout)).toEqual(of.map(([, value]) => [value]));
    const named = await stream('group.mns', mixed.replace('device', 'unit'));
    expect(named.status).toBe(2);
    expect(named.stderr).toMatch(/line 3, column "time": the time stands still: "0".*--group NAME/);
    expect((await stream('group.mns', mixed.replace('device', 'unit'), '--group', 'unit')).status).toBe(0);
    const wrong = await stream('group.mns', mixed, '--group', 'devise');
    expect(wrong.stderr).toContain('has no column "devise" to read as text: did you mean "device"?');
  });
});

describe('long gaps', () => {
  /** A pause of 2 hours in rows of a minute. */
  const paused = table({ time: (t) => 60 * t + (t >= 50 ? 7200 : 0), a, y });
  const second = table({ time: (t) => 60 * t, a: (t) => a(t + 50), y: (t) => y(t + 50) }, 70);

  beforeAll(async () => {
    expect((await train('gap.mns', write('gap.csv', log), '--target', 'y')).status).toBe(0);
  });

  test('the state starts anew, as in training, and it is said', async () => {
    const { stdout, stderr } = await stream('gap.mns', paused);
    expect(stderr).toMatch(
      /^meniscus: standard input: line 52: a gap of 7260 is longer than in training.*\n$/,
    );
    const after = rowsOf(stdout).slice(50);
    expect(after).toEqual(rowsOf((await stream('gap.mns', second)).stdout));
    expect((await stream('gap.mns', paused, '--split-gap', '200')).stderr).toBe('');
  });

  test('--split-gap none goes on', async () => {
    const { stdout, stderr } = await stream('gap.mns', paused, '--split-gap', 'none');
    expect(stderr).toBe('');
    const session = load('gap.mns').session();
    rowsOf(stdout).forEach(([value], t) => {
      expect(Number(value)).toBeCloseTo(session.step([a(t)], t === 50 ? 7260 : 60)[0], 5);
    });
  });

  test('a file that is read whole is parted alike', async () => {
    const file = write('paused.csv', paused);
    const whole = rowsOf((await run('gap.mns', file, '--sort')).stdout);
    expect(whole.map((cells) => cells.at(-1))).toEqual(
      rowsOf((await stream('gap.mns', paused)).stdout).flat(),
    );
  });
});

describe('several files', () => {
  test('are recordings, each from the start; a folder and a pattern are their files', async () => {
    mkdirSync(join(folder, 'runs'));
    const files = [0, 1, 2].map((i) =>
      write(`runs/${i}.csv`, table({ time: (t) => 60 * t, a: (t) => a(t + i) }, 30)),
    );
    await train('files.mns', write('files.csv', log), '--target', 'y');
    const { stdout } = await run('files.mns', files);
    for (const [i, file] of files.entries()) {
      const alone = rowsOf((await run('files.mns', file)).stdout);
      expect(rowsOf(stdout).slice(30 * i, 30 * i + 30)).toEqual(alone.map(([value]) => [file, value]));
    }
    expect((await run('files.mns', at('runs'))).stdout).toBe(stdout);
    expect((await run('files.mns', at('runs/?.csv'))).stdout).toBe(stdout);
  });

  test('one that lacks a column is named', async () => {
    const [good, bad] = [write('good.csv', log), write('bad.csv', table({ time: (t) => 60 * t, b: a }, 9))];
    const { status, stderr } = await run('files.mns', [good, bad]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${bad}: column "a", which the model reads, is missing`);
  });
});

describe('one class for a recording', () => {
  const wave = (i: number, t: number): number => Math.sin(t / (i % 2 === 0 ? 2 : 9));
  const labels = [
    'recording,activity',
    ...Array.from({ length: 8 }, (_, i) => `${i},${i % 2 === 0 ? 'walk' : 'sit'}`),
    '',
  ];
  let files: string[] = [];

  beforeAll(async () => {
    mkdirSync(join(folder, 'walks'));
    files = Array.from({ length: 8 }, (_, i) =>
      write(`walks/${i}.csv`, table({ a: (t) => wave(i, t) }, 20 + i)),
    );
    const { status, stderr } = await train(
      'walk.mns',
      at('walks'),
      '--labels',
      write('labels.csv', labels.join('\n')),
    );
    expect(stderr).toContain('labels 8 recordings by name');
    expect(status).toBe(0);
  });

  test('is one row for each, after its last sample', async () => {
    expect(metadata('walk.mns')).toMatchObject({
      label: 'per-recording',
      labels: ['walk', 'sit'],
      inputs: ['a'],
    });
    const { stdout } = await run('walk.mns', at('walks'), '--probabilities');
    expect(stdout.split('\n')[0]).toBe('recording,activity=walk,activity=sit');
    const rows = rowsOf(stdout);
    expect(rows.map(([name]) => name)).toEqual(files);
    rows.forEach(([, ...shares], i) => {
      const session = load('walk.mns').session();
      let last: number[] = [];
      for (let t = 0; t < 20 + i; t++) last = Array.from(session.step([wave(i, t)], 1));
      for (const [k, share] of shares.entries()) expect(Number(share)).toBeCloseTo(last[k], 5);
    });
    const [head, ...named] = (await run('walk.mns', at('walks'))).stdout.trim().split('\n');
    expect(head).toBe('recording,activity');
    for (const row of named) expect(row).toMatch(/,(walk|sit)$/);
  });

  test('a gap ends a recording', async () => {
    const timed = (i: number) => ({ time: (t: number) => 60 * t, a: (t: number) => wave(i, t) });
    mkdirSync(join(folder, 'timed'));
    for (let i = 0; i < 8; i++) write(`timed/${i}.csv`, table(timed(i), 30));
    await train('timed.mns', at('timed'), '--labels', at('labels.csv'));
    const paused = table({ ...timed(0), time: (t) => 60 * t + (t >= 15 ? 7200 : 0) }, 30);
    expect(rowsOf((await stream('timed.mns', paused)).stdout)).toHaveLength(2);
  });

  test('a recording without a label, and a file without one recording, are named', async () => {
    const few = write('few.csv', labels.slice(0, 5).join('\n'));
    const { status, stderr } = await train('none.mns', at('walks'), '--labels', few);
    expect(status).toBe(2);
    expect(stderr).toMatch(/few\.csv: no row labels .*4\.csv: add one whose "recording" is 4/);
  });

  test('labels lie among the recordings, but not alone', async () => {
    mkdirSync(join(folder, 'beside'));
    const file = write('beside/labels.csv', labels.join('\n'));
    const alone = await train('none.mns', at('beside'), '--labels', file);
    expect(alone.status).toBe(2);
    expect(alone.stderr).toContain(`${file} labels recordings, but none is named beside it`);
    const { stderr } = await train('beside.mns', at('walks'), at('beside'), '--labels', file);
    expect(stderr).toContain('labels 8 recordings by name');
    expect((await run('beside.mns', file, '--labels', file)).stderr).toContain('none is named beside it');
  });
});

test('--follow answers each row of a growing file as it comes, until it is stopped', async () => {
  await train('follow.mns', write('follow.csv', log), '--target', 'y');
  const file = write('live.csv', table({ time: (t) => 60 * t, a }, 3));
  const child = start(['run', at('follow.mns'), file, '--follow'], folder);
  let printed = '';
  const until = async (rows: number) => {
    while (rowsOf(`${printed}`).length < rows || !printed.endsWith('\n'))
      printed += String(await new Promise((resolve) => child.stdout.once('data', resolve)));
  };
  await until(3);
  appendFileSync(file, `180,${a(3)}\n240,`);
  await until(4);
  appendFileSync(file, `${a(4)}\n`);
  await until(5);
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(printed).toBe((await run('follow.mns', file)).stdout);
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(6);
}, 60_000);

test('--follow needs one file', async () => {
  const { status, stderr } = await stream('follow.mns', log, '--follow');
  expect(status).toBe(2);
  expect(stderr).toContain('--follow waits for more rows of one file: name it');
});
