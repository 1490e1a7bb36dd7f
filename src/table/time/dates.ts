/** Dates as cells write them: one format an entry. */
import { dateOf, daysOf } from './civil.ts';

type Field = 'year' | 'month' | 'day';

/** One way to write a date. */
export interface DateFormat {
  /** As `--time-format` takes it. */
  readonly name: string;
  /** Which of year, month and day comes first, second, third. */
  readonly order: readonly Field[];
  /** Of the year: 2 or 4. */
  readonly digits: number;
  /** Matches from the start of a cell. Its groups are the fields in their order; a day that is not there is the first. */
  readonly pattern: RegExp;
}

const orders = {
  ymd: ['year', 'month', 'day'],
  dmy: ['day', 'month', 'year'],
  mdy: ['month', 'day', 'year'],
} as const satisfies Record<string, readonly Field[]>;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';

/** A weekday may stand in front, and the bracket of a web server's log. */
const IN_FRONT = '^\\[?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\\.?,? +)?';

function numeric(name: keyof typeof orders, mark: string, digits: 2 | 4): DateFormat {
  const order = orders[name];
  const words = { year: 'y'.repeat(digits), month: 'mm', day: 'dd' };
  const fields = order.map((field) => (field === 'year' ? `(\\d{${digits}})` : '(\\d{1,2})'));
  return {
    name: order.map((field) => words[field]).join(mark),
    order,
    digits,
    pattern: new RegExp(`${IN_FRONT}${fields.join(`\\${mark}`)}(?!\\d)`, 'i'),
  };
}

const spelt = (name: string, order: readonly Field[], digits: 2 | 4, pattern: string): DateFormat => ({
  name,
  order,
  digits,
  pattern: new RegExp(`${IN_FRONT}${pattern}(?!\\d)`, 'i'),
});

export const iso: DateFormat = {
  name: 'yyyy-mm-dd',
  order: orders.ymd,
  digits: 4,
  pattern: /^\[?(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/,
};

/** All formats of dates. Where several fit and nothing decides, the first is read. */
export const dateFormats: readonly DateFormat[] = [
  iso,
  { name: 'yyyymmdd', order: orders.ymd, digits: 4, pattern: /^(\d{4})(\d\d)(\d\d)(?=[Tt ]\d)/ },
  { name: 'yyyy-mm', order: orders.ymd, digits: 4, pattern: /^([12]\d{3})-(\d\d)()$/ },
  numeric('ymd', '/', 4),
  numeric('ymd', '.', 4),
  ...(['.', '/', '-'] as const).flatMap((mark) => [numeric('dmy', mark, 4), numeric('dmy', mark, 2)]),
  ...(['/', '-'] as const).flatMap((mark) => [numeric('mdy', mark, 4), numeric('mdy', mark, 2)]),
  ...(['-', '/'] as const).map((mark) => numeric('ymd', mark, 2)),
  spelt('dd mmm yyyy', orders.dmy, 4, `(\\d{1,2})[-/. ]*${MONTH}[-/, ]*(\\d{4})`),
  spelt('dd mmm yy', orders.dmy, 2, `(\\d{1,2})[-/. ]*${MONTH}[-/, ]*(\\d{2})`),
  spelt('mmm dd yyyy', orders.mdy, 4, `${MONTH}[-/ ]*(\\d{1,2})(?:st|nd|rd|th)?[-/, ]+(\\d{4})`),
  spelt('yyyy mmm dd', orders.ymd, 4, `(\\d{4})[-/ ]*${MONTH}[-/ ]*(\\d{1,2})`),
];

/** The other reading of dates with numbers only: what `reread` can make of a day. */
const fieldsOf = (format: DateFormat, days: number): number[] => {
  const date = dateOf(days);
  return format.order.map((field) =>
    field === 'year' && format.digits === 2 ? date.year % 100 : date[field],
  );
};

const fullYear = (year: number, digits: number): number =>
  digits === 4 ? year : year + (year < 69 ? 2000 : 1900); // as POSIX has it

function daysIn(format: DateFormat, fields: readonly number[]): number {
  const [year, month, day] = orders.ymd.map((field) => fields[format.order.indexOf(field)]);
  return daysOf(fullYear(year, format.digits), month, day);
}

/** A day that was read in one format, read in another; NaN if it is no date there. */
export const reread = (days: number, was: DateFormat, is: DateFormat): number =>
  daysIn(is, fieldsOf(was, days));

/** The date at the start of a cell: days since 1970 and where it ends; null if there is none. */
export function readDate(format: DateFormat, cell: string): { days: number; end: number } | null {
  const found = format.pattern.exec(cell);
  if (found === null) return null;
  const fields = format.order.map((_, i) => {
    const written = found[i + 1];
    const name = months.indexOf(written.slice(0, 3).toLowerCase());
    return name >= 0 ? name + 1 : written === '' ? 1 : Number(written);
  });
  const days = daysIn(format, fields);
  return Number.isNaN(days) ? null : { days, end: found[0].length };
}

const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July'].concat([
  'August',
  'September',
  'October',
  'November',
  'December',
]);

/** `3 April 2026 (dd/mm/yyyy)`: what the date of a cell means in a format that may name a time of day too. */
export function meaning(cell: string, format: string): string {
  const words = format.split(' hh')[0];
  const found = dateFormats.find(({ name }) => name === words) ?? iso;
  const date = readDate(found, cell);
  if (date === null) return `no date (${words})`;
  const { year, month, day } = dateOf(date.days);
  return `${day} ${monthNames[month - 1]} ${year} (${words})`;
}
