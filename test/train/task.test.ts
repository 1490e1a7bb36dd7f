/** What tasks read and predict of a dataset. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingPolicies } from '../../src/check/missing.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { statistics } from '../../src/data/split.ts';
import { fitting } from '../../src/train/fitting.ts';
import { measuredOf, sequencesOf, withGaps } from '../../src/train/samples.ts';
import { defineTask, presentOf, type TaskOptions } from '../../src/train/task.ts';

const NONE = Number.NaN;

/** Recordings of channels given as columns. */
function dataset(columns: Record<string, readonly number[]>, dt?: readonly number[]): Dataset {
  const channels = Object.keys(columns);
  const [first] = Object.values(columns);
  const values = Float64Array.from(first.flatMap((_, t) => channels.map((name) => columns[name][t])));
  const times = dt ? Float64Array.from(dt) : null;
  return {
    channels,
    recordings: [{ name: 'r', length: first.length, channels: channels.length, values, dt: times }],
  };
}

/** Rows of a flat list. */
const rows = (values: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, t) =>
    Array.from(values).slice(t * width, (t + 1) * width),
  );

describe('what is read and predicted', () => {
  const channels = ['y', 'x', 'hour'];
  test.each<[TaskOptions, string, string, number[]]>([
    [{ targets: ['y'] }, 'x hour', 'y', [0]],
    [{ targets: ['y'], inputs: ['x'] }, 'x', 'y', [0]],
    [{ next: true }, 'y x hour', 'y x hour', [1, 1, 1]],
    [{ next: true, targets: ['y'] }, 'y x hour', 'y', [1]],
    [{ targets: ['y'], lead: 12 }, 'y x hour', 'y+12', [12]],
    [{ targets: ['y', 'x'], horizon: 2 }, 'y x hour', 'y+1 y+2 x+1 x+2', [1, 2, 1, 2]],
    [{ inputs: ['y'], horizon: 3 }, 'y', 'y+1 y+2 y+3', [1, 2, 3]],
    [{ targets: ['y'], lead: 6, known: ['hour'] }, 'y x hour+6', 'y+6', [6]],
    [{ targets: ['y'], horizon: 2, known: ['hour'] }, 'y x hour+1 hour+2', 'y+1 y+2', [1, 2]],
    [{ targets: ['y'], next: true, known: ['hour'], inputs: ['hour', 'y'] }, 'hour y hour+1', 'y', [1]],
  ])('%j', (options, inputs, outputs, leads) => {
    const task = defineTask(channels, options);
    expect(task).toMatchObject({ inputs: inputs.split(' '), outputs: outputs.split(' '), leads });
    expect(task.ahead).toBe(leads[0] > 0);
  });

  test.each<[string, TaskOptions, string]>([
    ['nothing', {}, 'say what to predict'],
    [
      'two ways',
      { targets: ['y'], horizon: 3, lead: 2 },
      'horizon predicts all samples up to one, lead only that',
    ],
    ['an unknown channel', { targets: ['yy'] }, 'there is no channel "yy": did you mean "y"?'],
    ['known of now', { targets: ['y'], known: ['hour'] }, 'known names what is read ahead'],
    ['a known target', { targets: ['y'], lead: 2, known: ['y'] }, '"y" is known ahead and a target'],
    ['all known', { targets: ['y'], lead: 2, inputs: [], known: [] }, 'nothing is left to read'],
    ['a target twice', { targets: ['y', 'y'] }, '"y" is named twice as a target'],
    [
      'a label ahead',
      { targets: ['y'], next: true, label: 'per-recording' },
      'a label of a whole recording is not ahead',
    ],
    ['a change of now', { targets: ['y'], learn: 'change' }, 'predict ahead, with next, horizon or lead'],
    [
      'a change of the unread',
      { targets: ['y'], inputs: ['x'], next: true, learn: 'change' },
      'which is no input: read it too',
    ],
  ])('refused: %s', (_, options, message) => {
    expect(() => defineTask(channels, options)).toThrow(message);
  });
});

test('targets lie as far ahead as their leads say, known inputs at the samples that are predicted', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 1 }),
      fc.boolean(),
      (length, [steps], all) => {
        const count = (from: number) => Array.from({ length }, (_, t) => from + t);
        const data = dataset({ y: count(100), hour: count(200) }, count(1));
        const task = defineTask(data.channels, {
          targets: ['y'],
          known: ['hour'],
          ...(all ? { horizon: steps } : { lead: steps }),
        });
        const found = sequencesOf(data, task);
        const kept = Math.max(0, length - steps);
        expect(found.map((one) => one.length)).toEqual(kept > 0 ? [kept] : []);
        for (const { inputs, targets, dt } of found) {
          rows(inputs, task.inputs.length).forEach(([y, ...hours], t) => {
            expect(y).toBe(100 + t);
            expect(hours).toEqual(task.leads.map((lead) => 200 + t + lead));
          });
          rows(targets, task.leads.length).forEach((row, t) => {
            expect(row).toEqual(task.leads.map((lead) => 100 + t + lead));
          });
          expect([...(dt ?? [])]).toEqual(count(1).slice(0, kept));
        }
      },
    ),
  );
});

test('targets beyond the end are missing; rows at the end without any are left out', () => {
  const data = dataset({ y: [0, 1, 2, 3] });
  const [{ targets, length }] = sequencesOf(data, defineTask(['y'], { horizon: 3 }));
  expect(length).toBe(3);
  expect(rows(targets, 3)).toEqual([
    [1, 2, 3],
    [2, 3, NONE],
    [3, NONE, NONE],
  ]);
});

describe('a label of a whole recording', () => {
  const task = defineTask(['x', 'y'], { targets: ['y'], label: 'per-recording' });
  test('is the target of its last row, wherever it stands', () => {
    const [{ targets, inputs }] = sequencesOf(dataset({ x: [5, 6, 7], y: [NONE, 2, NONE] }), task);
    expect([...targets]).toEqual([NONE, NONE, 2]);
    expect([...inputs]).toEqual([5, 6, 7]);
  });
  test('is that of the last row that is left', () => {
    const data = dataset({ x: [5, 6, NONE], y: [2, 2, 2] });
    const [{ targets, length }] = sequencesOf(data, withGaps(task, data, 'drop-row'));
    expect(length).toBe(2);
    expect([...targets]).toEqual([NONE, 2]);
  });
  test('is one', () => {
    expect(() => sequencesOf(dataset({ x: [5, 6, 7], y: [2, NONE, 1] }), task)).toThrow(
      'r: row 2: the label "y" is 1 after 2',
    );
  });
});

describe('gaps', () => {
  const training = dataset({ a: [1, NONE, 3, 4], b: [0, 0, 0, 4], y: [1, NONE, 3, 4] });
  const data = dataset(
    { a: [NONE, 7, NONE, NONE, 9], b: [NONE, 1, 2, 3, 4], y: [0, 1, NONE, 3, 4] },
    [1, 2, 4, 8, 16],
  );
  const task = defineTask(data.channels, { targets: ['y'] });
  const mean = (1 + 3 + 4) / 3;
  const filled = (policy: (typeof missingPolicies)[number]) => {
    const [one] = sequencesOf(data, withGaps(task, training, policy));
    return { ...one, rows: rows(one.inputs, one.inputs.length / one.length) };
  };

  test('hold: the last value; before the first, the mean in training', () => {
    expect(filled('hold').rows).toEqual([
      [mean, 1],
      [7, 1],
      [7, 2],
      [7, 3],
      [9, 4],
    ]);
  });
  test('mean', () => {
    expect(filled('mean').rows.map(([a]) => a)).toEqual([mean, 7, mean, mean, 9]);
  });
  test('mask: held, with a flag and the time since the last value of inputs with gaps in training', () => {
    const masked = withGaps(task, training, 'mask');
    expect(masked.inputs).toEqual(['a', 'b', 'a missing', 'a since']);
    expect(filled('mask').rows.map(([a, , ...rest]) => [a, ...rest])).toEqual([
      [mean, 1, 1],
      [7, 0, 0],
      [7, 1, 4],
      [7, 1, 12],
      [9, 0, 0],
    ]);
    const { inputNormalisation, inputs } = fitting(training, masked);
    expect(inputs).toBe(4);
    expect(inputNormalisation?.mean).toEqual([mean, 1, 0.25, 0.25]);
    expect(rows(measuredOf(training, masked)[0].inputs, 4)[1]).toEqual([NONE, 0, 1, 1]);
  });
  test('drop-row: its interval passes to the next row', () => {
    const { rows: left, dt, targets } = filled('drop-row');
    expect(left).toEqual([
      [7, 1],
      [9, 4],
    ]);
    expect([...(dt ?? [])]).toEqual([3, 28]);
    expect([...targets]).toEqual([1, 4]);
  });
  test('error names recording, row and channel; so does a task without a policy', () => {
    expect(() => filled('error')).toThrow('r: row 0: "a" is missing: --missing-policy hold fills it');
    expect(() => sequencesOf(data, task)).toThrow('r: row 0: "a" is missing');
  });
  test('without gaps every policy gives the same, and no row is lost', () => {
    const whole = dataset({ a: [1, 2, 3], b: [3, 4, 5], y: [6, 7, 8] });
    const plain = sequencesOf(whole, task);
    for (const policy of missingPolicies)
      expect(sequencesOf(whole, withGaps(task, whole, policy))).toEqual(plain);
  });
  test('a channel without a value is refused by its name', () => {
    const empty = dataset({ a: [NONE, NONE], b: [1, 2], y: [1, 2] });
    const message = 'channel "a" has no value in the training part: leave it out';
    expect(() => withGaps(task, empty, 'hold')).toThrow(message);
    expect(() => fitting(empty, task)).toThrow(message);
  });
  test('a channel that is called as what mask adds is refused', () => {
    const named = dataset({ a: [1, NONE], 'a since': [1, 2], y: [1, 2] });
    expect(() => withGaps(defineTask(named.channels, { targets: ['y'] }), named, 'mask')).toThrow(
      'channel "a since" has the name of what mask adds',
    );
  });
  test('filling never touches what is there', () => {
    const cell = fc.option(fc.integer({ min: 0, max: 9 }), { nil: NONE });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (table) => {
        const one = dataset({ a: table.map(([a]) => a), b: table.map(([, b]) => b), y: table.map(() => 1) });
        const before = one.recordings[0].values.slice();
        for (const policy of ['hold', 'mean', 'mask'] as const) {
          const [{ inputs, length }] = sequencesOf(one, withGaps(task, training, policy));
          rows(inputs, inputs.length / length).forEach((row, t) => {
            expect(row.every(Number.isFinite)).toBe(true);
            table[t].forEach((x, c) => {
              if (!Number.isNaN(x)) expect(row[c]).toBe(x);
            });
          });
        }
        expect(one.recordings[0].values).toEqual(before);
      }),
    );
  });
});

test('a learnt change: the scale is that of the differences that are known, the residual the present sample', () => {
  const data = dataset({ x: [0, 0, 0, 0, 0], y: [1, 2, NONE, 8, 16] });
  const task = defineTask(data.channels, { targets: ['y'], horizon: 2, learn: 'change' });
  expect(presentOf(task)).toEqual([1, 1]);
  const { residual, outputNormalisation } = fitting(data, task);
  expect(residual).toEqual([1, 1]);
  // y+1 − y: 1 and 8; y+2 − y: 6 (from 2 to 8), the others miss one side
  expect(outputNormalisation).toEqual({ mean: [4.5, 6], deviation: [3.5, 1] });
  expect(statistics(data).mean[1]).toBe(6.75);
});
