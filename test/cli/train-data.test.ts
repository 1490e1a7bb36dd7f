/** The flags of `train` for what it reads and predicts: what the blob says of them, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { rowsOf, table, workshop } from './workshop.ts';

const { write, train, run, metadata, at } = workshop();
const a = (t: number): number => Math.sin(t / 3);
const b = (t: number): number => Math.cos(t / 5);
const columns = {
  time: (t: number) => 60 * t,
  a,
  b,
  y: (t: number) => a(t - 1),
  hour: (t: number) => t % 24,
  state: (t: number) => ['run', 'rest', 'stop'][Math.floor(t / 5) % 3],
  level: (t: number) => 1 + (Math.floor(t / 7) % 3),
  wind: (t: number) => ['NW', 'N'][t % 2],
};
const file = () => write('log.csv', table(columns, 150));

/** The metadata of a training that must succeed. */
async function made(...flags: string[]) {
  const { status, stderr } = await train('m.mns', file(), ...flags);
  expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual([]);
  expect(status).toBe(0);
  return { ...metadata('m.mns'), stderr } as Record<string, unknown> & { stderr: string };
}
/** What is said where a training is refused. */
async function refused(...flags: string[]): Promise<string> {
  const { status, stderr } = await train('none.mns', file(), ...flags);
  expect(status).toBe(2);
  return stderr;
}

describe('ahead', () => {
  test.each<[string[], string[], string[], number[]]>([
    [['--predict-next', '--inputs', 'a,b'], ['a', 'b'], ['a', 'b'], []],
    [
      ['--target', 'y', '--inputs', 'a,y', '--horizon', '3'],
      ['a', 'y'],
      ['y+1', 'y+2', 'y+3'],
      [1, 2, 3],
    ],
    [['--target', 'y', '--inputs', 'a,y', '--lead', '3'], ['a', 'y'], ['y+3'], [3]],
    [
      ['--target', 'a,b', '--inputs', 'a,b', '--horizon', '2'],
      ['a', 'b'],
      ['a+1', 'a+2', 'b+1', 'b+2'],
      [1, 2, 1, 2],
    ],
    [['--target', 'y', '--inputs', 'y', '--lead', '2', '--known', 'hour'], ['y', 'hour+2'], ['y+2'], [2]],
    [
      ['--target', 'y', '--inputs', 'y', '--horizon', '2', '--known', 'hour'],
      ['y', 'hour+1', 'hour+2'],
      ['y+1', 'y+2'],
      [1, 2],
    ],
  ])('%j', async (flags, inputs, outputs, leads) => {
    const { inputs: read, outputs: predicted, leads: steps } = await made(...flags);
    expect(read).toEqual(inputs);
    expect([...(predicted as string[])].sort()).toEqual([...outputs].sort());
    expect([...((steps ?? []) as number[])].sort()).toEqual([...leads].sort());
  });

  test('the report compares each lead with persistence', async () => {
    const { stdout } = await train('h.mns', file(), '--target', 'a', '--inputs', 'a', '--horizon', '2');
    expect(stdout).toMatch(/persistence/);
    expect(stdout).toMatch(/linear/);
  });

  test('what does not go together is refused', async () => {
    expect(await refused('--target', 'y', '--horizon', '2', '--lead', '3')).toMatch(
      /horizon.*lead|lead.*horizon/,
    );
    expect(await refused('--target', 'y', '--inputs', 'a', '--known', 'hour')).toMatch(/ahead/);
    expect(await refused('--target', 'y', '--inputs', 'a', '--lead', '2', '--learn', 'change')).toMatch(
      /change of "y"/,
    );
    expect(await refused('--target', 'y', '--horizon', '0')).toContain(
      '--horizon must be a whole number ≥ 1',
    );
    expect(await refused('--target', 'y', '--horizon', '500')).toMatch(/too few/);
  });
});

describe('--learn change', () => {
  test('adds the last value: an untrained model is persistence', async () => {
    const { learned } = await made(
      '--target',
      'a',
      '--inputs',
      'a,b',
      '--predict-next',
      '--learn',
      'change',
      '--rate',
      '1e-9',
    );
    expect(learned).toBe('change');
    const { stderr } = await run('m.mns', file(), '--score');
    const [, , error, , persistence] = (stderr.split('\n').find((line) => line.startsWith('a')) as string)
      .trim()
      .split(/\s\s+/);
    // an untrained read-out adds little
    expect(Number(error)).toBeLessThan(10 * Number(persistence));
    expect(Number(error)).toBeGreaterThan(0.05 * Number(persistence));
  });
});

describe('classes', () => {
  test.each<[string[], string[]]>([
    [
      ['--target', 'state'],
      ['run', 'rest', 'stop'],
    ],
    [
      ['--target', 'state', '--classes', 'auto'],
      ['run', 'rest', 'stop'],
    ],
    [
      ['--target', 'state', '--classes', 'rest,run,stop'],
      ['rest', 'run', 'stop'],
    ],
    [
      ['--target', 'level', '--classes', 'auto'],
      ['1', '2', '3'],
    ],
    [
      ['--target', 'level', '--classes', '3'],
      ['1', '2', '3'],
    ],
    [
      ['--target', 'level', '--classes', '4'],
      ['0', '1', '2', '3'],
    ],
  ])('%j', async (flags, labels) => {
    const { labels: names, outputs, classes } = await made(...flags, '--inputs', 'a,b');
    expect(names).toEqual(labels);
    expect(classes).toBe(labels.length);
    expect(outputs).toEqual(labels.map((label) => `${flags[1]}=${label}`));
    const words = new Set(rowsOf((await run('m.mns', file())).stdout).flat());
    for (const word of words) expect(labels).toContain(word);
  });

  test('few whole numbers without --classes are numbers, which is said', async () => {
    const { labels, stderr } = await made('--target', 'level', '--inputs', 'a,b');
    expect(labels).toBeUndefined();
    expect(stderr).toContain(
      'target "level" holds 3 different whole numbers and is learned as a number: --classes auto',
    );
  });

  test.each<[string[], RegExp]>([
    [['--target', 'state', '--classes', 'run,rest'], /log\.csv: line 12, column "state": "stop"/],
    [
      ['--target', 'state', '--classes', '2'],
      /holds 3 classes, run, rest, stop, but --classes says 2: .*--classes auto/,
    ],
    [['--target', 'level', '--classes', '2'], /holds 3 classes, 1, 2, 3, but --classes says 2/],
    [['--target', 'y', '--classes', '1'], /--classes must be a whole number ≥ 2/],
    [['--classes', '3'], /--classes needs a target column: --target NAME/],
    [['--target', 'state,level', '--classes', 'auto'], /classes need exactly one target column/],
  ])('%j is refused', async (flags, message) => {
    expect(await refused(...flags, '--inputs', 'a,b')).toMatch(message);
  });

  test('--from keeps the order of the classes, whatever comes first in the new data', async () => {
    await train('first.mns', file(), '--target', 'state', '--inputs', 'a,b', '--classes', 'stop,rest,run');
    const { status } = await train(
      'again.mns',
      file(),
      '--target',
      'state',
      '--inputs',
      'a,b',
      '--from',
      at('first.mns'),
    );
    expect(status).toBe(0);
    expect(metadata('again.mns')).toMatchObject({ labels: ['stop', 'rest', 'run'] });
  });

  test('--label per-recording takes one class of each recording', async () => {
    const text = ['unit,a,kind'];
    for (let unit = 0; unit < 9; unit++)
      for (let t = 0; t < 12 + unit; t++)
        text.push(`u${unit},${Math.sin(t / (1 + (unit % 2)))},${unit % 2 ? 'slow' : 'fast'}`);
    const units = write('units.csv', `${text.join('\n')}\n`);
    const { status } = await train(
      'unit.mns',
      units,
      '--target',
      'kind',
      '--group',
      'unit',
      '--label',
      'per-recording',
    );
    expect(status).toBe(0);
    expect(metadata('unit.mns')).toMatchObject({
      label: 'per-recording',
      labels: ['fast', 'slow'],
      inputs: ['a'],
    });
    const { stdout } = await run('unit.mns', units);
    expect(rowsOf(stdout).map(([name]) => name)).toEqual(Array.from({ length: 9 }, (_, unit) => `u${unit}`));
  });
});

describe('columns', () => {
  test('globs choose inputs, targets and what to ignore', async () => {
    expect(await made('--target', 'y', '--inputs', '?')).toMatchObject({ inputs: ['a', 'b'] });
    expect(await made('--target', 'y', '--ignore', 'h*,l*')).toMatchObject({ inputs: ['a', 'b'] });
    expect(await made('--target', 's*', '--inputs', '?')).toMatchObject({ labels: ['run', 'rest', 'stop'] });
    expect(await refused('--target', 'y', '--inputs', 'x*')).toMatch(
      /no column is or fits "x\*" \(--inputs\)/,
    );
    expect(await refused('--target', 'y', '--ignore', 'hours')).toMatch(
      /"hours" \(--ignore\): did you mean "hour"/,
    );
  });

  test('texts that nobody asked for are left out, which is said; asked for they are refused', async () => {
    const { inputs, stderr } = await made('--target', 'y');
    expect(inputs).toEqual(['a', 'b', 'hour', 'level']);
    expect(stderr).toMatch(/left out state, wind/);
    expect(await refused('--target', 'y', '--inputs', 'a,wind')).toMatch(
      /log\.csv: line 2, column "wind": "NW" is not a number.*--one-hot wind/,
    );
  });

  test('--one-hot is an input for each word, and --from keeps their order', async () => {
    expect(await made('--target', 'y', '--inputs', 'a,wind', '--one-hot', 'wind')).toMatchObject({
      inputs: ['a', 'wind=NW', 'wind=N'],
      oneHot: { wind: ['NW', 'N'] },
    });
    const other = write('other.csv', table({ ...columns, wind: (t) => ['N', 'NW'][t % 2] }, 150));
    const { status } = await train(
      'more.mns',
      other,
      ...['--target', 'y', '--inputs', 'a,wind', '--one-hot', 'wind'],
      '--from',
      at('m.mns'),
    );
    expect(status).toBe(0);
    expect(metadata('more.mns')).toMatchObject({ inputs: ['a', 'wind=NW', 'wind=N'] });
  });
});

describe('recordings', () => {
  const lots = (count: number): string[] =>
    Array.from({ length: count }, (_, i) =>
      write(`part-${i}.csv`, table({ ...columns, a: (t) => a(t + i) }, 60 + i)),
    );

  test('are split whole from five on, and in time where they are fewer', async () => {
    for (const count of [5, 2]) {
      const { status, stderr } = await train('lots.mns', lots(count), '--target', 'y', '--inputs', 'a');
      expect(status).toBe(0);
      expect(stderr).toContain(`rows in ${count} recordings`);
    }
  });

  test('five lines say what was understood, before the training', async () => {
    const { stderr } = await made('--target', 'y', '--inputs', 'a,b');
    expect(
      stderr
        .split('\n')
        .slice(0, 5)
        .map((line) => line.split(/\s+/)[1]),
    ).toEqual(['data', 'text', 'time', 'columns', 'missing']);
  });
});
