import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { weightTypes } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { called, cli, meniscus, root, start } from './command-line.ts';

/** Every type but f32, as a message lists them. */
const qatTypes = weightTypes
  .slice(1)
  .join(', ')
  .replace(/, ([^,]*)$/, ' or $1');

const greenhouse = join(root, 'examples/greenhouse.csv');
const quick = ['--units', '4', '--unfolds', '2', '--epochs', '2'];
const folder = temporary();
const model = join(folder, 'temp.mns');
const trained = await called([
  'train',
  greenhouse,
  '--target',
  'temp',
  ...quick,
  '--probe',
  'tau',
  '-o',
  model,
]);

describe('train, run, inspect, bench on a CSV', () => {
  test('train writes the blob and says how good it is', () => {
    expect(trained.stderr).toMatch(/training \d+\/2 \| loss/);
    expect(trained.status).toBe(0);
    expect(trained.stdout).toMatch(/temp\.mns: \d+ bytes, 49 parameters, f32/);
    for (const row of [
      'temp in float64',
      'temp in WebAssembly, f32',
      'zero',
      'the last true target',
      'linear, 5 lags',
    ])
      expect(trained.stdout).toContain(row);
    expect(trained.stdout).toMatch(/worst error/);
    expect(readdirSync(folder)).toEqual(['temp.mns']);
  });

  test('run answers every line of standard input before the next one', async () => {
    const child = start(['run', model, '--probe', 'tau'], folder);
    child.stdout.setEncoding('utf8');
    const lines = readFileSync(greenhouse, 'utf8').split('\n').slice(0, 4);
    let answer = '';
    child.stdout.on('data', (text) => {
      answer += text;
    });
    child.stdin.write(`${lines[0]}\n`);
    for (let i = 1; i < 4; i++) {
      child.stdin.write(`${lines[i]}\n`);
      while (answer.split('\n').length < i + 2) await once(child.stdout, 'data');
    }
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
    const rows = answer.trim().split('\n');
    expect(rows[0]).toBe('temp,tau[0],tau[1],tau[2],tau[3]');
    expect(rows).toHaveLength(4);
    for (const row of rows.slice(1))
      expect(row.split(',').every((x) => Number.isFinite(Number(x)))).toBe(true);
  });

  test('run prints what the library computes, file or pipe', async () => {
    const text = readFileSync(greenhouse, 'utf8');
    const piped = meniscus(['run', model], { input: text });
    expect((await called(['run', model, greenhouse])).stdout).toBe(piped.stdout);
    const rows = text
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').map(Number));
    const machine = loadSync(readFileSync(model));
    const session = machine.session();
    const interval = (machine.metadata as { interval: number }).interval;
    const want = rows.map((row, t) =>
      Math.fround(session.step(row.slice(1, 5), t === 0 ? interval : row[0] - rows[t - 1][0])[0]),
    );
    expect(
      piped.stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((y) => Math.fround(Number(y))),
    ).toEqual(want);
  });

  test('bench prints times and memory', async () => {
    const { stdout, status } = await called(['bench', model, '--seconds', '0.2', '--json']);
    expect(status).toBe(0);
    const result = JSON.parse(stdout);
    for (const key of [
      'burst',
      'p50',
      'p99',
      'p999',
      'stepsPerSecond',
      'blobBytes',
      'residentBytes',
      'sessionBytes',
    ])
      expect(result[key]).toBeGreaterThan(0);
  });

  test('bench finds what holds a budget', async () => {
    const found = await called(['bench', model, '--seconds', '0.2', '--budget', '1ns', '--rate', '1kHz']);
    expect(found.status).toBe(0);
    expect(found.stderr).toBe('');
    expect(found.stdout).toMatch(
      /within 1 ns a step, 0\.0001 % of the period; this model takes [\d.]+ % of it/,
    );
    expect(found.stdout).toMatch(/unfolds, of 2 +none/);
    expect(found.stdout).toMatch(/units of a new ltc, semi-implicit, 2 unfolds; this has 4 +none/);
    const { stdout } = await called(['bench', model, '--seconds', '0.2', '--budget', '1ns', '--json']);
    expect(JSON.parse(stdout).within).toEqual({
      budget: 1,
      period: null,
      share: null,
      unfolds: null,
      units: null,
    });
  });

  test('the losses of fewer unfolds are printed, stored, and chosen by', () => {
    const machine = loadSync(readFileSync(model), { budget: '1s', maxLoss: '0%' });
    const { loss, on } = machine.metadata.unfolds as { loss: number[]; on: string };
    expect(on).toBe('validation');
    expect(loss).toHaveLength(2);
    for (const [i, each] of loss.entries())
      expect(trained.stdout).toMatch(new RegExp(`^${i + 1} +${each.toPrecision(5)}$`, 'm'));
    expect(machine.budget).toMatchObject({ unfolds: 2, loss: loss[1], relativeLoss: 0 });
  });

  test('inspect reads its own blob', async () => {
    const { stdout, status } = await called(['inspect', model, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ parameters: 49 });
  });

  test('classes', async () => {
    const csv = join(folder, 'vent.csv');
    writeFileSync(csv, readFileSync(greenhouse));
    const { stdout, status } = await called([
      'train',
      csv,
      '--target',
      'vent',
      '--classes',
      '2',
      '--cell',
      'gru',
      ...['--units', '4', '--epochs', '2'],
      '-o',
      join(folder, 'vent.mns'),
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^vent in WebAssembly, f32 +[\d.]+ % +[\d.]+ % +[\d.]+ %$/m);
    const rows = async (...flags: string[]) =>
      (await called(['run', join(folder, 'vent.mns'), csv, ...flags])).stdout.trim().split('\n');
    const [head, ...shares] = await rows('--probabilities');
    expect(head).toBe('vent=0,vent=1');
    const likely = shares.map((row) => {
      const [p, q] = row.split(',').map(Number);
      expect(p + q).toBeCloseTo(1, 5);
      return q > p ? '1' : '0';
    });
    expect(await rows()).toEqual(['vent', ...likely]);
  });
});

describe('mistakes are one line, with the nearest valid choice, and exit code 2', () => {
  test.each([
    [['trian'], 'unknown command "trian": did you mean "train"?'],
    [['train', greenhouse, '--epoch', '3'], 'unknown flag --epoch: did you mean --epochs?'],
    [['train', greenhouse, '--target', 'tmp'], 'no column is or fits "tmp" (--target): did you mean "temp"?'],
    [['train', greenhouse, '--predict-next', '--cell', 'ltcc'], 'not "ltcc": did you mean "ltc"?'],
    [
      ['train', greenhouse, '--predict-next', '--units', 'many'],
      '--units must be a whole number ≥ 1, not "many"',
    ],
    [['train', greenhouse], 'say what to predict'],
    [['train', greenhouse.replace('house', 'hous')], 'did you mean'],
    [['train', greenhouse, '--predict-next', '-o', join(folder, 'no/such/x.mns')], 'there is no folder'],
    [['train', greenhouse, '--predict-next', '--time', 'tine'], 'did you mean'],
    [['run', join(folder, 'temp.mn')], 'temp.mns?'],
    [['run', greenhouse], 'greenhouse.csv'],
    [['run', model, '--probe', 'gamma'], 'no probe "gamma"'],
    [['bench'], 'file is missing'],
    [['inspect', model, '--josn'], 'did you mean --json?'],
    [
      ['bench', model, '--budget', '20'],
      '--budget needs a time > 0 with its unit, not "20": did you mean "20us"?',
    ],
    [['bench', model, '--rate', '1khz'], 'not "1khz": did you mean "1kHz"?'],
    [['bench', model, '--rate', '1kHz', '--budget', '2ms'], 'at most 1 ms fits'],
    [
      ['train', greenhouse, '--predict-next', '--qat', 'q8', '--weights', 'f16'],
      '--qat q8 trains for a blob in q8, not in f16: leave --weights out, or give --qat f16',
    ],
    [['train', greenhouse, '--predict-next', '--qat', 'f32'], `--qat must be ${qatTypes}, not "f32"`],
    [
      ['train', greenhouse, '--predict-next', '--qat', 'q9'],
      `--qat must be ${qatTypes}, not "q9": did you mean "q8"?`,
    ],
    [
      ['train', greenhouse, '--predict-next', '--prune', '1'],
      '--prune: sparsity must be between 0 and 1, not 1',
    ],
    [
      ['train', greenhouse, '--predict-next', '--prune', 'half'],
      '--prune: sparsity must be between 0 and 1, not "half"',
    ],
    [
      ['train', greenhouse, '--predict-next', '--forcing', '2'],
      '--forcing must be a number from 0 to 1, not 2',
    ],
    [
      ['train', greenhouse, '--target', 'temp', '--forcing', '0.1'],
      '--forcing 0.1 feeds predictions back as inputs: it needs --predict-next of every column',
    ],
    [
      ['train', greenhouse, '--predict-next', '--prune', '0.8:till=3'],
      '--prune: no option "till": there are sparsity, from, until',
    ],
    [
      ['train', greenhouse, '--predict-next', '--prune', '0.8:from=9,until=3'],
      'prune: until (3) must not be before from (9)',
    ],
    [['train', greenhouse, '--target', 'temp', '--from', `${model}s`], 'temp.mns?'],
    [['train', greenhouse, '--target', 'temp', '--from', greenhouse], 'greenhouse.csv'],
    [
      ['train', greenhouse, '--predict-next', '--from', model],
      `--from ${model}: reads outside, sun, heater, vent, but the inputs are outside, sun, heater, vent, temp`,
    ],
    [
      ['train', greenhouse, '--target', 'temp', '--from', model],
      'another model than the flags ask for: give the flags of its training; it has ltc, 4 units, semi-implicit, 2 unfolds',
    ],
  ])('meniscus %j', async (args, message) => {
    const { status, stdout, stderr } = await called(args);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('a bad cell in a live stream names line and column, after the good rows', async () => {
    const input = 'time,outside,sun,heater,vent\n0,1,2,0,0\n5,1,oops,0,0\n';
    const { status, stdout, stderr } = await called(['run', model], { input });
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toContain('line 3, column "sun"');
    expect(status).toBe(2);
  });

  test.each(commands.map(({ name }) => name))('%s --help shows examples', async (name) => {
    const { status, stdout } = await called([name, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`EXAMPLES[\\s\\S]*meniscus ${name}`));
  });
});

test('the built command line is what the sources are', async () => {
  for (const words of [[], ['--help'], ['trian'], ['inspect', model], ['run', `${model}s`]])
    expect(meniscus(words), words.join(' ')).toEqual(await called(words));
});

describe('nothing is lost', () => {
  const command = [
    'train',
    greenhouse,
    '--target',
    'temp',
    '--units',
    '4',
    '--unfolds',
    '2',
    '--epochs',
    '60',
  ];

  test.each([
    ['as it is', []],
    ['with qat and pruning', ['--qat', 'q8', '--prune', '0.5:from=5,until=50']],
  ])('a killed run resumes to the same bytes, %s', async (_, more) => {
    const long = [...command, ...more, '--seed', '3'];
    const here = temporary();
    const whole = join(here, 'whole.mns');
    expect((await called([...long, '-o', whole])).status).toBe(0);
    const out = join(temporary(), 'whole.mns');
    const child = start([...long, '-o', out], here);
    child.stderr.setEncoding('utf8');
    let log = '';
    while (!/training \d\d\/60/.test(log)) log += (await once(child.stderr, 'data'))[0];
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(out)).toBe(false);
    expect(existsSync(`${out}.checkpoint`)).toBe(true);
    const other = await called([...long.slice(0, -1), '4', '-o', out, '--resume']);
    expect(other.stderr).toContain('belongs to other data or options');
    expect((await called([...long, '-o', out, '--resume'])).status).toBe(0);
    expect(readFileSync(out)).toEqual(readFileSync(whole));
    expect(existsSync(`${out}.checkpoint`)).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('a file that cannot be written whole leaves the old one', () => {
    const here = temporary();
    const out = join(here, 'old.mns');
    writeFileSync(out, 'what was there before');
    const args = ['train', greenhouse, '--target', 'temp', ...quick, '-o', out];
    let message = '';
    try {
      // files may not grow beyond 1 KiB
      execFileSync('bash', ['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath, cli, ...args], {
        stdio: 'pipe',
      });
    } catch (error) {
      message = String((error as { stderr: Buffer }).stderr);
    }
    expect(message).toContain('cannot be written (EFBIG); nothing was changed');
    expect(readFileSync(out, 'utf8')).toBe('what was there before');
    expect(readdirSync(here)).toEqual(['old.mns']);
  });
});
