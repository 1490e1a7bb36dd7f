/** Regular rows from rows at any times. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resample, resamplingOf } from '../../../src/table/time/resample.ts';

const plain = { unit: null, origin: 0, zone: null } as const;
const seconds = { unit: 's', origin: 1772323200 + 30, zone: null } as const; // half a minute after midnight
const numbers = (...names: string[]) => names.map((name) => ({ name, isClass: name === 'state' }));
const rows = (times: number[], values: number[]) => ({
  name: 'log.csv',
  times: Float64Array.from(times),
  values: Float64Array.from(values),
});
const made = (...given: Parameters<typeof resample>) => {
  const { times, values } = resample(...given);
  return [Array.from(times), Array.from(values)];
};

test.each([
  ['1min', 60, 's'],
  ['15s', 15, 's'],
  ['1h', 3600, 's'],
  ['1d', 86_400, 's'],
  ['10ms', 0.01, 's'],
  ['2.5 us', 2.5e-6, 's'],
  ['0.5', 0.5, null],
])('%s', (text, step, unit) => {
  expect(resamplingOf(text)).toEqual({ step, unit, rules: new Map(), otherwise: null });
});

test('rules by column', () => {
  const rules = new Map([
    ['rain', 'sum'],
    ['a=b', 'last'],
  ]);
  expect(resamplingOf('1min:rain=sum,a=b=last')).toMatchObject({ rules, otherwise: null });
  expect(resamplingOf('1min:sum,door:1=last')).toMatchObject({
    otherwise: 'sum',
    rules: new Map([['door:1', 'last']]),
  });
});

test.each(['', '1', 'min', '0s', '-1s', '1m', '1month', 'Infinity'])('no step: %j', (text) => {
  const says = `--resample ${JSON.stringify(text)}: the step must be a number > 0 and one of ns, us, µs, ms, s, min, h or d`;
  if (text === '1') expect(resamplingOf(text).step).toBe(1);
  else expect(() => resamplingOf(text)).toThrow(says);
});

test('no rule', () => {
  expect(() => resamplingOf('1min:rain=max')).toThrow(
    '--resample "1min:rain=max": "max" is not mean, last or sum',
  );
  expect(() => resamplingOf('1min:')).toThrow('"" is not mean, last or sum');
});

test('mean, sum and last of what is there; a step without a value is missing', () => {
  const recording = rows(
    [0, 20, 30, 70, 200],
    [1, 1, 1, 2, Number.NaN, 2, 3, 1, 3, 4, 4, 4, 5, 5, 5].map((x, i) => (i === 5 ? Number.NaN : x)),
  );
  const { rules } = resamplingOf('1min:rain=sum,door=last');
  const resampling = { ...resamplingOf('1min'), rules };
  // steps begin at whole minutes: half a minute before the first row
  expect(made(recording, numbers('y', 'rain', 'door'), seconds, resampling)).toEqual([
    [-30, 30, 90, 150],
    [1.5, 1, 1, 3.5, 5, 4, Number.NaN, Number.NaN, Number.NaN, 5, 5, 5],
  ]);
});

test('classes are not averaged unasked', () => {
  const recording = rows([0, 1, 2], [0, 2, 1]);
  expect(made(recording, numbers('state'), plain, resamplingOf('4'))[1]).toEqual([1]);
  expect(made(recording, numbers('state'), plain, resamplingOf('4:mean'))[1]).toEqual([1]);
  expect(made(rows([0, 1], [0, 3]), numbers('state'), plain, resamplingOf('4:mean'))[1]).toEqual([1.5]);
});

test('days begin at midnight of the zone', () => {
  const noon = { unit: 's', origin: 1772323200 + 43_200, zone: 'Asia/Tokyo' } as const;
  for (const zone of ['Asia/Tokyo', '+09:00']) {
    const [times] = made(rows([0, 86_400], [1, 2]), numbers('y'), { ...noon, zone }, resamplingOf('1d'));
    expect(times).toEqual([-75_600, 10_800]); // 21:00 there
  }
});

test('regular rows stay as they are, whatever the step', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('0.1', '0.01', '0.3', '7', '0.001'),
      fc.integer({ min: -1000, max: 1000 }),
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 50 }),
      (text, start, values) => {
        const times = values.map((_, t) => (start + t) * Number(text));
        const [, since1970] = made(
          rows(times, values),
          numbers('y'),
          { ...seconds, origin: 0 },
          resamplingOf(`${text}s`),
        );
        expect(since1970).toEqual(values);
        const [at, found] = made(rows(times, values), numbers('y'), plain, resamplingOf(text));
        expect(found).toEqual(values);
        at.forEach((time, t) => {
          expect(time).toBeCloseTo(times[t], 6);
        });
      },
    ),
  );
});

test('steps begin at whole multiples far from 1970 too', () => {
  const times = Array.from({ length: 300 }, (_, t) => t / 100);
  const origin = 1_772_323_200;
  const [at] = made(rows(times, times), numbers('y'), { ...seconds, origin }, resamplingOf('7ms'));
  expect(at[0]).toBeCloseTo(-Number((BigInt(origin) * 1000n) % 7n) / 1000, 9);
  expect(made(rows(times, times), numbers('y'), { ...seconds, origin }, resamplingOf('10ms'))[1]).toEqual(
    times,
  );
});

test('sums keep the total, and every row falls in its step', () => {
  const time = fc.integer({ min: 0, max: 2000 }).map((x) => x / 2);
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 60 }), (unordered) => {
      const times = unordered.sort((a, b) => a - b);
      const [at, counts] = made(
        rows(
          times,
          times.map(() => 1),
        ),
        numbers('n'),
        plain,
        resamplingOf('12.5:sum'),
      );
      expect(counts.reduce((sum, n) => sum + (n || 0), 0)).toBe(times.length);
      at.forEach((start, row) => {
        const within = times.filter((t) => t >= start - 1e-4 && t < start + 12.5 - 1e-4).length;
        expect(counts[row] || 0).toBe(within);
      });
    }),
  );
});

test('what does not fit is refused', () => {
  const recording = rows([0, 1e9], [1, 2]);
  expect(() => made(recording, numbers('y'), plain, resamplingOf('1min'))).toThrow(
    'log.csv: --resample 1 min: times are plain numbers without a unit: write a plain number, --resample 60, or say their unit with ' +
      '--time-format s',
  );
  expect(() => made(recording, numbers('y'), seconds, resamplingOf('60'))).toThrow(
    'log.csv: --resample 60: times are dates or numbers since 1970: write the unit, --resample 60s',
  );
  expect(() => made(recording, numbers('y'), seconds, resamplingOf('1ms'))).toThrow(
    'log.csv: --resample in steps of 1 ms makes 1,000,000,000,001 rows of 2: choose a longer step',
  );
  expect(() => made(recording, numbers('rain'), seconds, resamplingOf('1d:rian=sum'))).toThrow(
    'log.csv: --resample: there is no column "rian": did you mean "rain"?',
  );
});
