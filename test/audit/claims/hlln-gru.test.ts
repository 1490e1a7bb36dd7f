import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quick } from '../../../audit/claim.ts';
import { families } from '../../../audit/claims/hlln-gru/contenders.ts';
import { bestOf, hllnGru, verdictOf } from '../../../audit/claims/hlln-gru/index.ts';
import { type Reach, reachOf } from '../../../audit/claims/hlln-gru/reach.ts';
import type { ContenderResult, PanelResult } from '../../../audit/result.ts';
import { spread } from '../../../src/measure/statistics.ts';
import { parametersOf } from '../../../src/measure/untrained.ts';
import { temporary } from '../../folder.ts';

const full = { effort: 'full', files: {} } as const;

test('every size is there once, by its count; pairs have the published share', () => {
  const { panels } = hllnGru.make(full);
  expect(panels.map(({ name }) => name)).toEqual(['lorenz-63', 'lorenz-96']);
  for (const { contenders, subject } of panels) {
    const counts = new Map(contenders.map(({ name, model }) => [name, parametersOf(model)]));
    expect(counts.size).toBe(contenders.length);
    for (const [name, count] of counts) expect(name).toMatch(new RegExp(`, ${count.toLocaleString('en')}$`));
    const grus = [...counts].filter(([name]) => name.startsWith('GRU')).map(([, n]) => n);
    const hllns = [...counts].filter(([name]) => name.startsWith('HLLN')).map(([, n]) => n);
    for (const gru of grus.filter((n) => n > 800))
      expect(Math.min(...hllns.map((n) => Math.abs(n / gru - 0.21)))).toBeLessThan(0.015);
    expect(counts.get(subject as string)).toBe(hllns.at(-2));
  }
});

test('HLLN has its own read-out, and for classes a softmax', () => {
  expect(families.HLLN(3, 5, false)).toMatchObject({ readout: 'none', layers: [{ cell: 'hlln-wide' }] });
  expect(families.HLLN(3, 5, true).readout).toBe('softmax');
  expect(families.GRU(3, 5, false).readout).toBe('dense');
});

describe('a text', () => {
  const folder = temporary();
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const make = (text: string) => hllnGru.make({ ...quick, files: { text } });

  test('is a panel with its entropies', () => {
    const { panels, protocol } = make(
      file('long.txt', 'to be or not to be, that is the question. '.repeat(100)),
    );
    const [, , panel] = panels;
    expect(panel.metrics[0]).toMatchObject({ key: 'bits', unit: 'bits' });
    const [uniform, unigram, bigram] = panel.baselines().map(({ errors }) => errors.bits);
    expect(uniform > unigram && unigram > bigram && bigram > 0).toBe(true);
    for (const { model } of panel.contenders) expect(model.readout).toBe('softmax');
    expect(protocol.join()).not.toContain('not tested');
    expect(hllnGru.make(quick).protocol.join()).toContain('Text: not tested');
  });

  test.each([
    ['too short', () => file('short.txt', 'to be'), /short\.txt: 5 characters are too few: at least 2,?000/],
    ['of one character', () => file('same.txt', 'a'.repeat(9999)), /at least two different characters/],
    ['missing', () => join(folder, 'none.txt'), /none\.txt: the text cannot be read: ENOENT/],
  ])('that is %s is refused', (_, path, message) => expect(() => make(path())).toThrow(message));
});

/** A contender with errors by seed. */
function made(name: string, parameters: number, values: readonly number[]): ContenderResult {
  const errors = { wasmF32: { mse: spread(values) } };
  return {
    name,
    parameters,
    errors,
    runs: values.map((mse) => ({ errors: { wasmF32: { mse } } })),
  } as unknown as ContenderResult;
}

function reach(hlln: readonly number[], gru: readonly number[], baseline = 9): Reach {
  const panel = {
    name: 'p',
    label: 'P, next state',
    metrics: [{ key: 'mse', label: 'MSE', unit: '' }],
    contenders: [made('h', 210, hlln), made('g', 1000, gru)],
    baselines: [{ name: 'linear', parameters: 30, errors: { mse: baseline } }],
    comparisons: [],
  } satisfies PanelResult;
  return reachOf(panel, { hlln: 'h', gru: 'g' });
}

const gru = [1, 1.02, 0.98, 1.01, 0.99];
const times = (factor: number) => gru.map((x) => x * factor);
const better = reach(times(0.5), gru);
const near = reach(times(1.05), gru);
const worse = reach(times(3), gru);
const open = reach([0.2, 2, 0.3, 3, 1], gru);

test('an error within a tenth of the GRU’s is reached, a larger one missed, a scattered one open', () => {
  expect([better, near, worse, open].map(({ outcome }) => outcome)).toEqual([
    'reached',
    'reached',
    'missed',
    'open',
  ]);
  expect(worse.ratio).toBeCloseTo(3, 9);
  expect(worse.interval[0]).toBeCloseTo(2 * 0.98, 9);
});

test('where a baseline does as well as the GRU there is nothing to reach, but it can be missed', () => {
  expect(reach(times(0.5), gru, 0.9).outcome).toBe('nothing to reach');
  expect(reach(times(3), gru, 0.9).outcome).toBe('missed');
  expect(
    reach(
      gru.map(() => Number.POSITIVE_INFINITY),
      gru,
    ).outcome,
  ).toBe('missed');
});

test('HLLN’s best size stands beside a linear map', () => {
  const panel = {
    label: 'P, next state',
    metrics: [{ key: 'mse' }],
    contenders: [
      { ...made('a', 100, [0.3, 0.3]), family: 'HLLN' },
      { ...made('b', 900, [0.2, 0.2]), family: 'HLLN' },
      { ...made('c', 900, [0.1, 0.1]), family: 'GRU' },
    ],
    baselines: [{ name: 'linear, 1 lag', parameters: 12, errors: { mse: 0.1935 } }],
  } as unknown as PanelResult;
  const text = { ...panel, label: 'T, next', baselines: [] };
  expect(bestOf([panel, text])).toBe(
    'HLLN’s best error of all sizes, beside that of a linear map of the last input: 0.2 on P (linear 0.194).',
  );
});

describe('the verdict', () => {
  const idle = reach(gru, gru, 0.5);
  test.each([
    ['holds', [better, near]],
    ['does not hold', [worse, worse]],
    ['does not hold', [worse, open, idle]],
    ['holds only if …', [better, worse]],
    ['holds only if …', [better, idle]],
    ['cannot be decided', [open, open]],
    ['cannot be decided', [open, idle]],
  ] as const)('%s', (expected, reaches) => expect(verdictOf(reaches, '', true).verdict).toBe(expected));

  test('says every pair, and that text was not tested', () => {
    const { headline, condition, because } = verdictOf([worse, better], 'HLLN is flat.', false);
    expect(headline).toBe('0.5 to 3 × the GRU’s error at 21 % of its parameters');
    expect(condition).toBe('on P beside a GRU of 1,000');
    expect(because).toBe(
      'with 21 % of a GRU’s parameters HLLN has these multiples of its error. ' +
        'P: 3 × (GRU of 1,000, missed), 0.5 × (GRU of 1,000, reached). HLLN is flat. Characters are not tested: no text was passed.',
    );
  });
});
