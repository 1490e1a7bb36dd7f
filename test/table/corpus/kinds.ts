/** What files are made of: on each axis the kinds that loggers and spreadsheets write, and a draw of one of each. */
import { Random } from '../../../src/data/random.ts';
import { DAY, timeFormats } from './times.ts';

/** Each axis and its kinds; a kind that stands there twice is drawn twice as often. */
export const axes = {
  separator: [',', ',', ';', '\t', '|', ' '],
  decimal: ['.', '.', ','],
  /** `other` is the mark that is not the decimal one, `nbsp` a blank that does not break. */
  thousands: ['none', 'none', 'none', 'none', 'other', "'", ' ', 'nbsp'],
  time: timeFormats.map(({ name }) => name),
  encoding: [
    'utf-8',
    'utf-8',
    'utf-8 marked',
    'utf-16le',
    'utf-16le marked',
    'utf-16be',
    'utf-16be marked',
    'latin1',
  ],
  ends: ['\n', '\n', '\n', '\r\n', '\r\n', '\r'],
  /** Beyond what must be quoted because the separator is in it. `clash` quotes not even that. */
  quotes: ['none', 'none', 'none', 'header', 'texts', 'all', 'awkward', 'newlines', 'clash'],
  gaps: ['none', 'none', 'empty', 'empty', 'NA', 'NaN', 'null', '-', '?', '-200', 'mixed', 'stray'],
  header: [
    'plain',
    'plain',
    'units',
    'unnamed index',
    'one name fewer',
    'odd names',
    'none',
    'doubled names',
    'comments',
    'comments within',
    'hash',
    'preamble',
  ],
  tail: [
    'plain',
    'plain',
    'no last newline',
    'cut',
    'trailing separator',
    'trailing separator in rows',
    'blank lines',
    'blank lines within',
    'rows of separators',
    'trailing blanks',
  ],
  spacing: ['none', 'none', 'none', 'after separators', 'aligned'],
  text: ['none', 'none', 'words', 'constant', 'true and false', 'codes', 'labels', 'remarks'],
  order: [
    'sorted',
    'sorted',
    'sorted',
    'sorted',
    'doubled',
    'unsorted',
    'reversed',
    'devices',
    'end of summer time',
  ],
  /** `late`: longer than what is guessed from, and the telling cells come after that. */
  length: ['short', 'short', 'short', 'short', 'short', 'long', 'late'],
  /** Whether the dialect is guessed or told. */
  told: ['no', 'no', 'no', 'yes'],
} as const;

export type Axis = keyof typeof axes;
export type Kinds = { [A in Axis]: string };

/** The kinds of a file by its number, as they go together. */
export function kindsOf(number: number): Kinds {
  const random = new Random(1_000_003 * (number + 1));
  const kinds = Object.fromEntries(
    Object.entries(axes).map(([axis, of]) => [axis, of[random.integer(of.length)]]),
  ) as Kinds;
  return fitted(kinds);
}

/** The kinds with those replaced that no writer could write together. */
function fitted(drawn: Kinds): Kinds {
  const kinds = { ...drawn };
  const format = timeFormats.find(({ name }) => name === kinds.time)!;
  if (kinds.separator === ' ') fitBlanks(kinds, format.blanks);
  if (kinds.quotes === 'clash') {
    // unquoted decimal commas between commas: nobody can read that, and it must be refused
    if (kinds.separator !== ',') kinds.quotes = 'none';
    else Object.assign(kinds, { decimal: ',', told: 'no', text: 'none', order: 'sorted', gaps: 'none' });
  }
  if (kinds.quotes === 'clash') Object.assign(kinds, { header: 'plain', tail: 'plain', thousands: 'none' });
  if (kinds.quotes === 'awkward' || kinds.quotes === 'newlines') kinds.text = 'words';
  // no Macintosh wrote both line ends
  if (kinds.quotes === 'newlines' && kinds.ends === '\r') kinds.ends = '\n';
  if (kinds.spacing !== 'none' && !['none', 'clash'].includes(kinds.quotes)) kinds.spacing = 'none';
  if (kinds.header === 'hash' && ['header', 'all'].includes(kinds.quotes)) kinds.header = 'comments';
  // a row with one cell more and an empty last cell could be either
  if (kinds.header === 'one name fewer' && kinds.tail.startsWith('trailing separator')) kinds.tail = 'plain';
  if (kinds.length === 'late') Object.assign(kinds, { told: 'no', spacing: 'none', thousands: 'none' });
  // what comes late cannot tell bytes of another encoding, nor may what comes early tell the mark
  if (kinds.length === 'late' && format.decimals) kinds.length = 'long';
  if (format.kind === 'none' || format.kind === 'interval') kinds.order = 'sorted';
  // a row without a cell is none, and an empty last cell without a line end may be cut off
  const mayBeBare = format.kind === 'none' || kinds.tail === 'no last newline';
  if (mayBeBare && ['empty', 'mixed'].includes(kinds.gaps)) kinds.gaps = 'NA';
  if (kinds.order === 'end of summer time' && (!format.zoneless || format.unit === DAY))
    kinds.order = 'sorted';
  if (kinds.header === 'none' && kinds.order === 'devices') kinds.order = 'sorted';
  // only the name tells intervals from times
  if (kinds.header === 'none' && format.kind === 'interval') kinds.header = 'plain';
  return kinds;
}

/** Blanks as separators leave no empty cells, and no blanks in cells without quotes. */
function fitBlanks(kinds: Kinds, blanksInTimes: boolean): void {
  const fitting: Partial<Record<Axis, Readonly<Record<string, string>>>> = {
    thousands: { ' ': 'none', nbsp: 'none' },
    gaps: { empty: 'NA', mixed: 'NaN' },
    tail: {
      'trailing separator': 'trailing blanks',
      'trailing separator in rows': 'trailing blanks',
      'rows of separators': 'blank lines',
    },
    header: { 'unnamed index': 'one name fewer' },
    spacing: { 'after separators': 'aligned' },
    quotes: { clash: 'none' },
  };
  for (const [axis, by] of Object.entries(fitting)) {
    kinds[axis as Axis] = by[kinds[axis as Axis]] ?? kinds[axis as Axis];
  }
  if (blanksInTimes && kinds.spacing !== 'none') kinds.spacing = 'none';
}

/** The numbers of `count` files among `all` that meet the most kinds and pairs of kinds, the same every time. */
export function spread(count: number, all: number): number[] {
  const places = new Map<string, number>();
  const place = (of: string): number => places.set(of, places.get(of) ?? places.size).get(of)!;
  const met = Array.from({ length: all }, (_, number) => {
    const kinds = Object.entries(kindsOf(number)).map(([axis, kind]) => `${axis}=${kind}`);
    const pairs = kinds.flatMap((a, i) => kinds.slice(i + 1).map((b) => place(`${a} ${b}`)));
    return { kinds: kinds.map(place), pairs };
  });
  const left = new Uint8Array(places.size).fill(1);
  const sum = (of: readonly number[]): number => of.reduce((total, at) => total + left[at], 0);
  const chosen = new Set<number>();
  while (chosen.size < count) {
    // a kind of its own weighs as much as twenty pairs
    const gains = met.map(({ kinds, pairs }, number) =>
      chosen.has(number) ? -1 : 20 * sum(kinds) + sum(pairs),
    );
    const best = gains.indexOf(Math.max(...gains));
    chosen.add(best);
    for (const at of [...met[best].kinds, ...met[best].pairs]) left[at] = 0;
  }
  return [...chosen].sort((a, b) => a - b);
}
