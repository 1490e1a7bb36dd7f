import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../../audit/result.ts';
import { readResults } from '../../audit/results.ts';
import { temporary } from '../folder.ts';
import { called, meniscus, start } from './command-line.ts';

const folder = temporary();
/** Of the quickest claim that trains: five models, three seeds. */
const TRAININGS = 15;
const args = ['--claim', 'chaos', '--out', 'report', '--cache', 'cache'];
const results = (): Audit => readResults(join(folder, 'report/results'), ['chaos']);
const errorsIn = (audit: Audit) =>
  audit.claims[0].panels.map(({ contenders }) => contenders.map((c) => c.errors));
const finished = (cache: string): string[] =>
  existsSync(cache) ? readdirSync(cache).filter((name) => !name.includes('.')) : [];

describe.sequential('an audit', () => {
  test('trains, measures, reports and judges', () => {
    const { status, stdout } = meniscus(args, { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toMatch(/claimed: .*\nmeasured: .*\nverdict: {2}\w/);
    const [claim] = results().claims;
    const [panel] = claim.panels;
    expect(panel.contenders.map((c) => c.name)).toEqual(expect.arrayContaining(['GRU', 'LTC + GTF']));
    expect(panel.baselines.map((b) => b.name)).toEqual([
      'zero',
      'persistence',
      'linear, 1 lag',
      'linear, 2 lags',
    ]);
    for (const { runs, errors, latency, blobBytes, arenaBytes } of panel.contenders) {
      expect(runs).toHaveLength(3);
      const mses = runs.map((run) => run.errors.wasmF32.oneStep).sort((a, b) => a - b);
      expect(errors.wasmF32.oneStep).toMatchObject({ low: mses[0], median: mses[1], high: mses[2] });
      for (const run of runs)
        expect(run.errors.wasmF32.oneStep / run.errors.float64.oneStep).toBeCloseTo(1, 3);
      expect(latency.p50).toBeGreaterThan(0);
      expect(latency.histogram.counts.reduce((a, b) => a + b)).toBeGreaterThan(100);
      expect(blobBytes.q8).toBeLessThan(blobBytes.f32);
      expect(arenaBytes).toBeGreaterThan(0);
    }
  });

  test('uses the cache the second time, and repairs an entry that is cut short', () => {
    const before = results();
    const entries = readdirSync(join(folder, 'cache')).map((name) => join(folder, 'cache', name));
    expect(entries).toHaveLength(TRAININGS);
    writeFileSync(entries[0], readFileSync(entries[0]).subarray(0, 20));
    const { status, stderr } = meniscus(args, { cwd: folder });
    expect(status).toBe(0);
    expect(stderr).toMatch(/cannot be read, trained again/);
    expect(stderr).toContain(`${TRAININGS - 1} from the cache`);
    expect(errorsIn(results())).toEqual(errorsIn(before));
  });

  test('an interrupted run goes on where it was', async () => {
    const here = temporary();
    const cache = join(here, 'cache');
    // most of it was trained before
    const given = TRAININGS - 5;
    for (const name of finished(join(folder, 'cache')).slice(0, given))
      cpSync(join(folder, 'cache', name), join(cache, name));
    const child = start(args, here);
    while (finished(cache).length < given + 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
    expect(existsSync(join(here, 'report/results/chaos.json'))).toBe(false);
    const { status, stderr } = meniscus(args, { cwd: here });
    expect(status).toBe(0);
    const [, kept] = stderr.match(/(\d+) from the cache/) ?? [];
    expect(Number(kept)).toBeGreaterThanOrEqual(given + 2);
    expect(errorsIn(readResults(join(here, 'report/results'), ['chaos']))).toEqual(errorsIn(results()));
  });

  test('mistakes are one line, and the report of before stays', async () => {
    const out = join(folder, 'report');
    const before = readFileSync(join(folder, 'report/results/chaos.json'), 'utf8');
    for (const number of ['0', '11', '1.5']) {
      const none = await called(['--claim', number, '--out', out]);
      expect(none.status).toBe(2);
      expect(none.stderr).toContain(`--claim ${number}: claims have the numbers 1 to 10`);
    }
    const unknown = await called(['--claim', 'ltc-15', '--out', out]);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('unknown claim "ltc-15": did you mean "ltc-105"?');
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file');
    const { status, stderr } = await called(['--out', blocked]);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('is no folder that can be written');
    expect(readFileSync(join(folder, 'report/results/chaos.json'), 'utf8')).toBe(before);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a folder without permission',
    async () => {
      const locked = join(folder, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o555);
      expect(statSync(locked).mode & 0o200).toBe(0);
      expect((await called(['--out', locked])).stderr).toContain('EACCES');
    },
  );
});

describe.sequential('an audit on several machines', () => {
  const here = temporary();
  const run = (...more: string[]) => meniscus(['--claim', 'chaos', ...more], { cwd: here });

  test('--plan counts trainings and times, and trains none', () => {
    const { status, stdout } = run('--plan', '--full', '--cache', 'planned');
    expect(status).toBe(0);
    const [, , trainings, cached, minutes] = /^(all) +(\d+) +(\d+) +([\d.]+)/m.exec(stdout) ?? [];
    expect(Number(trainings)).toBeGreaterThan(10);
    expect([cached, Number.isFinite(Number(minutes))]).toEqual(['0', true]);
    expect(readdirSync(join(here, 'planned'))).toEqual([]);
  });

  test('a merge of all parts is the run of one machine; with a part missing it is refused', () => {
    expect(run('--shard', '1/2', '--cache', 'a').status).toBe(0);
    expect(existsSync(join(here, 'report/results/chaos.json'))).toBe(false);
    const missing = meniscus(['merge', 'a', '--claim', 'chaos', '--cache', 'c'], { cwd: here });
    expect(missing.status).toBe(2);
    expect(missing.stderr).toMatch(/\d+ of \d+ trainings of chaos are not in the shards/);
    expect(run('--shard', '2/2', '--cache', 'b').status).toBe(0);
    const merged = meniscus(['merge', 'a', 'b', '--claim', 'chaos', '--cache', 'c'], {
      cwd: here,
    });
    expect(merged.status).toBe(0);
    // which is the run above
    expect(errorsIn(readResults(join(here, 'report/results'), ['chaos']))).toEqual(errorsIn(results()));
  });

  test('a report without results is refused, and what was there before stays', async () => {
    writeFileSync(join(here, 'audit.md'), 'before');
    const { status, stderr } = await called(['report', '--results', join(here, 'nope'), '--docs', here]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('nope: has no results of claims')]);
    expect(existsSync(join(here, 'nope'))).toBe(false);
    expect(readFileSync(join(here, 'audit.md'), 'utf8')).toBe('before');
    expect((await called(['report', '--claim', 'chaos'])).status).toBe(2);
  });

  test('a run that cannot test a claim keeps the result of one that could', () => {
    const kept = join(here, 'kept/half-cheetah.json');
    mkdirSync(join(here, 'kept'));
    copyFileSync(new URL('../../docs/audit/half-cheetah.json', import.meta.url), kept);
    const before = readFileSync(kept, 'utf8');
    const { status, stderr } = meniscus(['--claim', 'half-cheetah', '--results', 'kept'], {
      cwd: here,
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining('kept as it was')]);
    expect(readFileSync(kept, 'utf8')).toBe(before);
  });

  test('a report is made of results that are there', () => {
    const { status, stdout } = meniscus(['report', '--out', 'again', '--results', 'report/results'], {
      cwd: here,
    });
    expect(status).toBe(0);
    expect(stdout).toContain('again/index.html');
    writeFileSync(join(here, 'report/results/ltc-105.json'), '{"claims": 1}');
    const broken = meniscus(['report', '--results', 'report/results'], { cwd: here });
    expect(broken.status).toBe(2);
    expect(broken.stderr).toContain('ltc-105.json: is not a result of this version');
  });

  test.each([
    [['--shard', '3/2'], '--shard needs a part and the number of parts, as 2/4, not "3/2"'],
    [['merge'], 'name the folders with the trainings of the shards'],
    [['merge', 'nowhere'], 'nowhere: there is no such folder of trainings'],
    [['merg', 'a'], 'unknown action "merg": did you mean "merge"?'],
    [['report', 'x'], 'x is one word too many'],
  ])('%j is one line', async (args, message) => {
    const { status, stderr } = await called([...args, '--out', here, '--cache', join(here, 'none')]);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(message);
  });
});
