import { describe, expect, test } from 'vitest';
import { recordings } from '../../../src/data/recordings.ts';
import { readTable, streamTable } from '../../../src/table/index.ts';
import { full } from '../../full.ts';
import { judge, type Readers } from './judge.ts';
import { dialectOf, judgeStream } from './judge-stream.ts';
import { type Axis, axes, kindsOf, spread } from './kinds.ts';
import { described, type MadeFile, make } from './make.ts';

const FILES = 1000;
const readers: Readers = { readTable, recordings };

/** Why a file may be refused although everything was said of it. */
const reasons: readonly { readonly because: string; readonly of: (made: MadeFile) => boolean }[] = [
  {
    because: 'nobody can tell decimal commas from the commas between them',
    of: ({ kinds }) => kinds.quotes === 'clash',
  },
];

const tally = { read: 0, refused: new Map(reasons.map(({ because }) => [because, 0])) };

/** What is wrong with the readings of a file, with the file; empty if nothing is. */
async function faults(made: MadeFile): Promise<string[]> {
  const { outcome, said } = await judge(made, made.options, readers);
  const may = reasons.find(({ of }) => of(made));
  const wrong: string[] = [];
  if (outcome === 'read') tally.read++;
  else if (outcome === 'refused' && may)
    tally.refused.set(may.because, (tally.refused.get(may.because) ?? 0) + 1);
  else wrong.push(`${outcome}: ${said}`);
  for (const { options, says, must } of outcome === 'read' ? made.without : []) {
    const less = await judge(made, options, readers);
    const right = less.outcome === 'refused' ? says.test(less.said) : less.outcome === 'read' && !must;
    if (!right)
      wrong.push(
        `${less.outcome}, not refused with ${says}: ${less.said}\nread with ${JSON.stringify(options)}`,
      );
  }
  return wrong.map((fault) => `${fault}\n${described(made)}`);
}

/** Whether the start of a file tells all, and its lines end as they do today. */
const isForStreams = (number: number): boolean => {
  const { quotes, length, ends } = kindsOf(number);
  return quotes !== 'clash' && length !== 'late' && ends !== '\r';
};

const chosen = full ? Array.from({ length: FILES }, (_, number) => number) : spread(60, FILES);

describe(`${FILES} files as loggers and spreadsheets write them`, () => {
  test.each(chosen)('file %d is read right or refused with a way out', async (number) => {
    expect(await faults(make(number))).toEqual([]);
  });

  test.each(chosen.filter(isForStreams))('file %d is read right as it comes', async (number) => {
    const made = make(number);
    const { table } = made.options;
    // all at once, as a file is read, and in parts that end anywhere, with the dialect told
    const readings = [
      await judgeStream(made, table, made.bytes.length, streamTable),
      await judgeStream(made, { ...table, ...dialectOf(made) }, 1 + (number % 90), streamTable),
    ];
    // below the names, a row of units looks like a first row of data, and above them lines look like names
    const { header } = made.kinds;
    const least = header === 'units' || header === 'preamble' ? 1 : 2;
    for (const { said } of readings.slice(0, least))
      expect(said === '' ? '' : `${said}\n${described(made)}`).toBe('');
    if (header === 'preamble') expect(readings[1].outcome).not.toBe('misread');
  });

  test('few are refused, each for a reason that is listed, and every reason is met', () => {
    const refused = [...tally.refused.values()];
    expect(refused.every((count) => count > 0)).toBe(true);
    expect(tally.read + refused.reduce((a, b) => a + b)).toBe(chosen.length);
    expect(tally.read).toBeGreaterThan(0.9 * chosen.length);
  });

  test('every kind is among those that are tried', () => {
    const met = (axis: Axis): Set<string> => new Set(chosen.map((number) => kindsOf(number)[axis]));
    for (const axis of Object.keys(axes) as Axis[]) {
      expect(
        [...new Set<string>(axes[axis])].filter((kind) => !met(axis).has(kind)),
        axis,
      ).toEqual([]);
    }
  });

  test('are the same every time', () => {
    for (const number of chosen.slice(0, 5)) {
      const [first, second] = [make(number), make(number)];
      expect(second.bytes).toEqual(first.bytes);
      expect(second.columns).toEqual(first.columns);
    }
  });
});
