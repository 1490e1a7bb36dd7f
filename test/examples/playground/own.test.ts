/** Files of one's own in the playground: what is understood of them, what a click means, and the tasks they become. */
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { rightShare, shares, surprise } from '../../../examples/playground/page/classes.ts';
import type { OwnData } from '../../../examples/playground/page/own-data.ts';
import { factsOf, ownTask } from '../../../examples/playground/page/own-tables.ts';
import { baselinesOf, prepare } from '../../../examples/playground/page/prepare.ts';
import { taskOfModel } from '../../../examples/playground/page/subject.ts';
import { tasks } from '../../../examples/playground/page/tasks.ts';
import { sizesOf } from '../../../examples/playground/page/training.ts';
import type { Chosen } from '../../../examples/playground/page/uses.ts';
import { recordings } from '../../../src/data/recordings.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { parseTable } from '../../../src/table/parse.ts';

const greenhouse = vi.hoisted(() => new URL('../../../examples/greenhouse.csv', import.meta.url));

// the build of the page makes a text of it
vi.mock('../../../examples/greenhouse.csv', () => ({ default: readFileSync(greenhouse, 'utf8') }));

/** Rows of a walk: a sine, its double, words that follow it, a device, and gaps. */
const rows = Array.from({ length: 120 }, (_, t) => {
  const a = Math.sin(0.2 * t);
  const b = t % 17 === 3 ? '-' : (2 * a).toFixed(4);
  return [t, a.toFixed(4), b, a > 0.5 ? 'run' : a > -0.5 ? 'walk' : 'sit', t < 60 ? 'one' : 'two'].join();
});
const walk = parseTable(['time,a,b,state,device', ...rows].join('\n'), { file: 'walk.csv' });

const own = (chosen: Chosen = {}, more: Partial<OwnData> = {}): OwnData => ({
  name: 'walk.csv',
  files: [],
  version: 1,
  reading: {},
  ordering: {},
  chosen,
  asModel: null,
  ahead: true,
  policy: 'hold',
  ...more,
});
const usesOf = (data: OwnData) =>
  Object.fromEntries(factsOf([walk], data).columns.map(({ name, use }) => [name, use]));
const prepared = (data: OwnData) => prepare(ownTask(data.name, [walk], data));

describe('what is understood of files', () => {
  test('is said for each column', () => {
    const { facts, columns, isAsAsked, isRefused } = factsOf([walk], own());
    expect(facts).toMatchObject({ rows: '120', recordings: '1', separator: 'comma', interval: '1' });
    expect(columns.map(({ name, use, kind, missing }) => [name, use, kind, missing])).toEqual([
      ['time', 'time', 'monotone', ''],
      ['a', 'input', 'number', ''],
      ['b', 'input', 'number', '7 × -'],
      ['state', 'ignored', 'label', ''],
      ['device', 'ignored', 'label', ''],
    ]);
    expect(columns[3]).toMatchObject({ range: 'walk, run, sit', mean: '' });
    expect([isAsAsked, isRefused]).toEqual([true, false]);
  });

  test('stays, with the words of the reader, where a choice cannot be', () => {
    const { columns, warnings, isAsAsked } = factsOf([walk], own({ state: 'time' }));
    expect(columns).toHaveLength(5);
    expect(warnings[0]).toMatch(/walk\.csv: .*"state"/);
    expect(isAsAsked).toBe(false);
  });
});

describe('a click on the use of a column', () => {
  test('changes that column, and leaves the others as they were understood', () => {
    expect(usesOf(own({ b: 'ignored' }))).toMatchObject({ time: 'time', a: 'input', b: 'ignored' });
    expect(usesOf(own({ device: 'group' }))).toMatchObject({ device: 'group', a: 'input', b: 'input' });
    expect(usesOf(own({ b: 'target' }))).toMatchObject({ b: 'target', a: 'input' });
    expect(usesOf(own({ state: 'target' }))).toMatchObject({ state: 'label', a: 'input' });
  });

  test('takes the time away, or reads it as another input', () => {
    expect(usesOf(own({ time: 'ignored' })).time).toBe('ignored');
    const { task, fitted } = prepared(own({ time: 'input' }));
    expect(task.inputs).toEqual(['time', 'a', 'b']);
    expect(fitted.interval).toBeUndefined();
  });

  test('makes an input of each word', () => {
    const { task } = prepared(own({ state: 'input', b: 'target' }, { ahead: false }));
    expect(task).toMatchObject({
      inputs: ['a', 'state=walk', 'state=run', 'state=sit'],
      outputs: ['b'],
    });
  });

  test('makes a recording of each group, of which none runs into the next', () => {
    const { measured } = prepared(own({ device: 'group' }));
    expect(measured.stream.map(({ length }) => length)).toEqual([59, 59]);
  });
});

describe('gaps', () => {
  const settings = { ...tasks.greenhouse.settings, units: 4 };

  test('are filled by the policy, which the blob keeps with its share', () => {
    const { train, metadata } = prepared(own());
    for (const { inputs } of train) expect(inputs.every(Number.isFinite)).toBe(true);
    expect(metadata.missing).toMatchObject({ policy: 'hold', markers: [], masked: [] });
    expect((metadata.missing as { share: Record<string, number> }).share.b).toBeGreaterThan(0.04);
  });

  test('are told to a model that is masked', () => {
    expect(prepared(own({}, { policy: 'mask' })).task.inputs).toEqual(['a', 'b', 'b missing', 'b since']);
  });

  test.each(['hold', 'mean', 'mask'] as const)('are filled by sessions as in training: %s', (policy) => {
    const { measured, test: filled, ...rest } = prepared(own({}, { policy }));
    expect(measured.test[0].inputs.some(Number.isNaN)).toBe(true);
    const { untrained } = sizesOf({ ...rest, measured, test: filled }, settings);
    const model = loadSync(untrained);
    const strict = loadSync(sizesOf({ ...rest, measured, test: filled, metadata: {} }, settings).untrained);
    const run = (of: typeof model, { inputs, dt }: (typeof filled)[number]) =>
      of.run(inputs, { dt: dt ?? 1 });
    const [given] = filled.map((sequence) => run(strict, sequence));
    run(model, measured.test[0]).forEach((y, i) => {
      expect(y).toBeCloseTo(given[i], 4);
    });
  });

  test('are refused if they shall be', () => {
    expect(() => prepared(own({}, { policy: 'error' }))).toThrow(/walk\.csv.*"b"/);
  });
});

describe('classes', () => {
  const data = own({ state: 'target' }, { ahead: false });
  const settings = { ...tasks.greenhouse.settings, cell: 'gru', units: 4 };

  test('have an output each, with the name of the class, and are learned by their numbers', () => {
    const { task, classes, learned, train, metadata } = prepared(data);
    expect(classes).toEqual(['walk', 'run', 'sit']);
    expect(task.outputs).toEqual(['state=walk', 'state=run', 'state=sit']);
    expect(metadata).toMatchObject({ classes: 3, labels: classes });
    const [{ targets, length }] = learned.train;
    for (let t = 0; t < length; t++) {
      const row = [...train[0].targets.subarray(3 * t, 3 * t + 3)];
      expect(row).toEqual([0, 1, 2].map((k) => Number(k === targets[t])));
    }
  });

  test('make a blob that says them, and reads the same files again', () => {
    const model = loadSync(sizesOf(prepared(data), settings).untrained);
    const read = taskOfModel(model.metadata, model);
    expect(read).toMatchObject({
      policy: 'hold',
      markers: [],
      choice: { inputs: ['a', 'b'], target: ['state'], next: false },
    });
    const again = prepared(own({ a: 'ignored' }, { asModel: read, ahead: false }));
    expect(again.task).toMatchObject({ inputs: ['a', 'b'], outputs: prepared(data).task.outputs });
  });

  test('are compared with the share of each and with maps', () => {
    const all = baselinesOf(prepared(data));
    expect(all[0].name).toBe('the share of each class');
    for (const { right } of all) {
      expect(right).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(1);
    }
    expect(all.at(-1)?.right).toBeGreaterThan(all[0].right ?? 1);
    expect(all[0].validation).toBeLessThan(2);
    expect(all[1].validation).toBe(Number.POSITIVE_INFINITY);
  });

  test('are not learned beside other targets', () => {
    expect(() => prepared(own({ state: 'target', a: 'target' }))).toThrow(
      'walk.csv: column "state" has classes, which are learned alone, not beside a: choose one target',
    );
  });

  test('count where they are known', () => {
    const nothing = [Number.NaN, Number.NaN];
    const known = { targets: Float64Array.from([1, 0, ...nothing, 0, 1, 0, 1]), length: 4, scoredFrom: 1 };
    const sequence = { ...known, inputs: new Float64Array(4) };
    expect(rightShare([[1, 0, 1, 0, 1, 0, 0, 1]], [sequence], 2)).toBe(0.5);
    const whole = { ...sequence, scoredFrom: 0 };
    const { predictions } = shares([whole], [whole]);
    expect(Array.from(predictions[0]).slice(0, 2)).toEqual([1 / 3, 2 / 3]);
    expect(surprise(predictions, [whole])).toBeCloseTo(-(Math.log(1 / 3) + 2 * Math.log(2 / 3)) / 3, 12);
  });
});

test('a blob that reads far ahead, or does not name what it reads, is no task of a table', () => {
  expect(taskOfModel({}, { inputs: 2, outputs: 1 })).toBe(null);
  const metadata = { inputs: ['a'], outputs: ['a+12'], ahead: true, leads: [12], training: {} };
  expect(taskOfModel(metadata, { inputs: 1, outputs: 1 })).toBe(null);
});

test('the log that comes with the page is what the readers make of it', () => {
  const text = readFileSync(greenhouse, 'utf8');
  const { channels, recordings: read } = recordings(parseTable(text, { file: 'greenhouse.csv' }));
  expect({ channels, recordings: read }).toMatchObject(tasks.greenhouse.data());
});
