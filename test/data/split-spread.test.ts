/** Validation spread over the data: properties of the parts, and of what is learnt of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../src/data/sequence.ts';
import { split } from '../../src/data/split.ts';
import { sequencesOf } from '../../src/train/samples.ts';
import { defineTask } from '../../src/train/task.ts';
import { labelled, names, numbered, own, parts, samples } from './numbered.ts';

const lengths = fc.array(fc.integer({ min: 3, max: 2500 }), { minLength: 1, maxLength: 4 });
const short = fc.array(fc.integer({ min: 3, max: 600 }), { minLength: 1, maxLength: 3 });
const ahead = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 150 }));

describe('fewer than five recordings, each in time', () => {
  test('every sample is in one part, the test part is the last 15 %, and blocks have context', () => {
    fc.assert(
      fc.property(lengths, ahead, (sizes, lead) => {
        const data = numbered(sizes);
        const made = split(data, { ahead: lead });
        const all = parts(made).flatMap(samples);
        expect([...all].sort((a, b) => a - b)).toEqual(samples(data));
        const before = split(data, { validation: 'last' });
        expect(samples(made.test)).toEqual(samples(before.test));
        expect(samples(made.validation)).toHaveLength(samples(before.validation).length);
        for (const { context } of made.train.recordings) expect(context).toBe(undefined);
        for (const one of [...made.validation.recordings, ...made.test.recordings]) {
          const whole = data.recordings.find(({ name }) => name === one.name) as Recording;
          const [first] = own(one);
          const place = first - whole.values[0];
          expect(one.context).toBe(Math.min(place, 100 + lead));
          // the samples before, in order
          expect([...one.values]).toEqual([
            ...whole.values.subarray(place - one.context!, place - one.context! + one.length),
          ]);
        }
        for (const { name } of data.recordings) {
          const blocks = made.validation.recordings.filter((one) => one.name === name);
          expect(blocks.length).toBeLessThanOrEqual(5);
          if (blocks.length > 1)
            for (const block of blocks) expect(own(block).length).toBeGreaterThanOrEqual(32 + lead);
        }
      }),
    );
  });

  test('1,000 samples: four blocks of 37 or 38, evenly spread', () => {
    const { validation, train } = split(numbered([1000]));
    expect(validation.recordings.map((one) => [own(one)[0], own(one).length])).toEqual([
      [175, 37],
      [387, 38],
      [600, 37],
      [812, 38],
    ]);
    expect(train.recordings.map(({ length }) => length)).toEqual([175, 175, 175, 175]);
  });

  test('of any leads no target is in another part, and each sample of a block is a target', () => {
    const leads = fc.oneof(
      fc.constant({ next: true }),
      fc.record({ horizon: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ lead: fc.integer({ min: 1, max: 60 }) }),
    );
    fc.assert(
      fc.property(short, leads, (sizes, options) => {
        const data = numbered(sizes);
        const task = defineTask(data.channels, options);
        const made = split(data, { ahead: Math.max(...task.leads) });
        const [train, validation, tested] = parts(made).map((part) => {
          const mine = new Set(samples(part));
          const targets = new Set<number>();
          for (const { targets: all, inputs, scoredFrom = 0 } of sequencesOf(part, task)) {
            const scored = all.subarray(scoredFrom * task.leads.length).filter((y) => !Number.isNaN(y));
            expect(scored.filter((target) => !mine.has(target))).toHaveLength(0);
            for (const target of scored) targets.add(target);
            if (part === made.train) expect(inputs.filter((input) => !mine.has(input))).toHaveLength(0);
          }
          return { mine, targets };
        });
        expect(train.targets.size).toBeLessThan(train.mine.size);
        const least = Math.min(...task.leads);
        for (const { mine, targets } of [validation, tested])
          for (const { values } of data.recordings) {
            const reached = values.filter((sample, t) => t >= least && mine.has(sample));
            expect(reached.filter((sample) => !targets.has(sample))).toHaveLength(0);
          }
      }),
    );
  });

  test('rows that are left out do not shift what is scored', () => {
    const data = numbered([400]);
    const [{ values }] = data.recordings;
    for (let t = 0; t < 400; t += 7) values[t] = Number.NaN;
    const asked = defineTask(data.channels, { next: true });
    const task = { ...asked, gaps: { policy: 'drop-row' as const, means: [0], masked: [] } };
    const made = split(data, { ahead: 1 });
    const first = made.validation.recordings.map((one) => own(one).find((x) => !Number.isNaN(x)));
    for (const [i, { targets, scoredFrom }] of sequencesOf(made.validation, task).entries()) {
      const scored = targets.subarray(scoredFrom).filter((y) => !Number.isNaN(y));
      expect(scored[0] - (first[i] as number)).toBeGreaterThanOrEqual(0);
      expect(scored[0] - (first[i] as number)).toBeLessThan(2);
    }
  });
});

describe('whole recordings', () => {
  test('the last ones test, and validation is evenly spread over the others', () => {
    const { train, validation, test: last } = split(numbered(new Array(20).fill(4)));
    expect(names(validation)).toEqual(['r5', 'r11', 'r16']);
    expect(names(last)).toEqual(['r17', 'r18', 'r19']);
    expect(train.recordings).toHaveLength(14);
    for (const part of [validation, last])
      for (const { context } of part.recordings) expect(context).toBe(undefined);
  });

  const classes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 });

  test('sorted by class: a class of three or more is in every part, and each recording in one', () => {
    fc.assert(
      fc.property(classes, (counts) => {
        const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label));
        fc.pre(labels.length >= 3 && counts.some((count) => count >= 3));
        const data = labelled(labels);
        const made = split(data, { label: 'label' });
        expect(parts(made).flatMap(names).sort()).toEqual(names(data).sort());
        for (const [label, count] of counts.entries())
          for (const part of parts(made)) {
            const found = part.recordings.filter(({ values }) => values[3] === label).length;
            if (count >= 3) expect(found).toBeGreaterThan(0);
            if (count >= 3) expect(found).toBeLessThanOrEqual(count - 2);
          }
        // every class is learnt
        const learnt = new Set(made.train.recordings.map(({ values }) => values[3]));
        expect(learnt.size).toBe(counts.length);
        expect(split(data, { label: 'label' })).toEqual(made);
      }),
    );
  });

  test('the shares stay: what rounding takes from a class goes to the next', () => {
    const labels = [0, 1, 2, 3, 4].flatMap((label) => new Array<number>(10).fill(label));
    const made = split(labelled(labels), { label: 'label' });
    expect(parts(made).map(({ recordings }) => recordings.length)).toEqual([34, 8, 8]);
  });

  test('numbers as labels are spread in their order', () => {
    const labels = Array.from({ length: 20 }, (_, i) => i / 10);
    const { validation, test: tested } = split(labelled(labels, false), { label: 'label' });
    expect(tested.recordings.map(({ values }) => values[3])).toEqual([0.3, 0.9, 1.6]);
    expect(validation.recordings.map(({ values }) => values[3])).toEqual([0.2, 1, 1.7]);
  });

  test('recordings without a label train; one of each class is split in order', () => {
    const made = split(labelled([0, 0, 0, Number.NaN, 1, 1, 1]), { label: 'label' });
    expect(names(made.train)).toEqual(['r0', 'r3', 'r4']);
    const few = split(labelled([0, 1, 2, 3, 4]), { label: 'label' });
    expect(parts(few).map(({ recordings }) => recordings.length)).toEqual([3, 1, 1]);
  });
});

test('a channel that is not there, and one label for what is split in time, are refused', () => {
  expect(() => split(numbered([90]), { label: 'm' })).toThrow('there is no channel "m"');
  expect(() => split(labelled([0, 0, 1]), { label: 'label', by: 'time' })).toThrow('of one part only');
});
