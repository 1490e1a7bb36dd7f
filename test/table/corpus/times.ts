/** How loggers and spreadsheets write times. A moment is in nanoseconds since 1970-01-01 UTC. */

export interface TimeFormat {
  readonly name: string;
  readonly kind: 'calendar' | 'epoch' | 'number' | 'interval' | 'none';
  /** The cells of a moment: one, or date and clock; of a number also of what came before. */
  readonly write: (moment: bigint, before: bigint) => readonly string[];
  /** Names of the columns; each is taken in turn. */
  readonly names: readonly (readonly string[])[];
  /** The least step that it shows, in nanoseconds. */
  readonly unit: bigint;
  /** The most that a time may be off, in seconds. */
  readonly within: number;
  /** Whether it does not say its zone. */
  readonly zoneless: boolean;
  /** Whether a cell has blanks in it. */
  readonly blanks: boolean;
  /** Whether a cell has a decimal mark that follows the file's. */
  readonly decimals: boolean;
  /** For `--time-format`; of dates where day and month are told apart by it alone. */
  readonly asked: string;
  readonly ambiguous: boolean;
  /** What the reader makes of a column. */
  readonly column: 'time' | 'number';
}

export const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
export const DAY = 86_400n * SECOND;

/** Year, month, day, hour, minute, second as padded texts, and their numbers. */
function parts(moment: bigint) {
  const seconds = (moment - (((moment % SECOND) + SECOND) % SECOND)) / SECOND;
  const [date, clock] = new Date(Number(seconds) * 1000).toISOString().split('T');
  const [y, m, d] = date.split('-');
  const [H, M, S] = clock.slice(0, 8).split(':');
  const ns = String(moment - seconds * SECOND).padStart(9, '0');
  const half = Number(H) < 12 ? 'AM' : 'PM';
  return { y, m, d, H, M, S, ns, half, h: String(Number(H) % 12 || 12) };
}
type Parts = ReturnType<typeof parts>;

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const month = ({ m }: Parts): string => months[Number(m) - 1];
const bare = (padded: string): string => String(Number(padded));

const usual = {
  kind: 'calendar',
  names: [['time'], ['timestamp'], ['Zeitpunkt'], ['date'], ['Measured at']],
  unit: SECOND,
  within: 1e-9,
  zoneless: true,
  decimals: false,
  asked: '',
  ambiguous: false,
  column: 'time',
} as const;

/** A format of one cell. */
const cell = (
  name: string,
  write: (at: Parts, moment: bigint) => string,
  more: Partial<TimeFormat> = {},
): TimeFormat => ({
  ...usual,
  name,
  blanks: write(parts(0n), 0n).includes(' '),
  write: (moment) => [write(parts(moment), moment)],
  ...more,
});

/** A format of two columns. */
const pair = (
  name: string,
  date: (at: Parts) => string,
  clock: (at: Parts) => string,
  more: Partial<TimeFormat> = {},
): TimeFormat => ({
  ...usual,
  name,
  names: [
    ['Date', 'Time'],
    ['Datum', 'Uhrzeit'],
    ['date', 'time'],
  ],
  blanks: false,
  write: (moment) => [date(parts(moment)), clock(parts(moment))],
  ...more,
});

/** Plain numbers: seconds or what is counted, exactly as digits. */
const plain = (
  name: string,
  write: (moment: bigint, before: bigint) => string,
  more: Partial<TimeFormat>,
): TimeFormat => ({
  ...usual,
  name,
  names: [['time'], ['timestamp']],
  blanks: false,
  zoneless: false,
  column: 'number',
  write: (moment, before) => [write(moment, before)],
  ...more,
});

const seconds = (ns: bigint, digits: number): string =>
  digits === 0
    ? String(ns / SECOND)
    : `${ns / SECOND}.${String(ns % SECOND)
        .padStart(9, '0')
        .slice(0, digits)}`;

const MILLI = 1_000_000n;
const zoned = { zoneless: false };
const slashes = { ambiguous: true };

export const timeFormats: readonly TimeFormat[] = [
  cell('iso T', (t) => `${t.y}-${t.m}-${t.d}T${t.H}:${t.M}:${t.S}`),
  cell('iso blank', (t) => `${t.y}-${t.m}-${t.d} ${t.H}:${t.M}:${t.S}`),
  cell('iso Z', (t) => `${t.y}-${t.m}-${t.d}T${t.H}:${t.M}:${t.S}Z`, zoned),
  cell('iso +05:30', (_, at) => iso(at + 330n * MINUTE).replace(/$/, '+05:30'), zoned),
  cell('iso -0800', (_, at) => `${iso(at - 480n * MINUTE)}-0800`, zoned),
  cell('iso blank +00:00', (_, at) => `${iso(at).replace('T', ' ')}+00:00`, zoned),
  cell('iso minutes', (t) => `${t.y}-${t.m}-${t.d} ${t.H}:${t.M}`, { unit: MINUTE }),
  cell('iso ms', (t) => `${t.y}-${t.m}-${t.d} ${t.H}:${t.M}:${t.S}.${t.ns.slice(0, 3)}`, { unit: MILLI }),
  cell('iso µs', (t) => `${t.y}-${t.m}-${t.d}T${t.H}:${t.M}:${t.S}.${t.ns.slice(0, 6)}`, { unit: 1000n }),
  cell('iso ns Z', (t) => `${t.y}-${t.m}-${t.d}T${t.H}:${t.M}:${t.S}.${t.ns}Z`, { ...zoned, unit: 1n }),
  cell('iso comma ms', (t) => `${t.y}-${t.m}-${t.d} ${t.H}:${t.M}:${t.S},${t.ns.slice(0, 3)}`, {
    unit: MILLI,
  }),
  cell('iso slashes', (t) => `${t.y}/${t.m}/${t.d} ${t.H}:${t.M}:${t.S}`),
  cell('iso basic', (t) => `${t.y}${t.m}${t.d}T${t.H}${t.M}${t.S}Z`, zoned),
  cell('iso date', (t) => `${t.y}-${t.m}-${t.d}`, { unit: DAY }),
  cell('german', (t) => `${t.d}.${t.m}.${t.y} ${t.H}:${t.M}`, { unit: MINUTE }),
  cell('german seconds', (t) => `${t.d}.${t.m}.${t.y} ${t.H}:${t.M}:${t.S}`),
  cell('german short year', (t) => `${t.d}.${t.m}.${t.y.slice(2)} ${t.H}:${t.M}:${t.S}`),
  cell('german date', (t) => `${t.d}.${t.m}.${t.y}`, { unit: DAY }),
  cell('dd/mm/yyyy', (t) => `${t.d}/${t.m}/${t.y} ${t.H}:${t.M}:${t.S}`, {
    ...slashes,
    asked: 'dd/mm/yyyy hh:mm:ss',
  }),
  cell('dd-mm-yyyy', (t) => `${t.d}-${t.m}-${t.y} ${t.H}:${t.M}`, {
    ...slashes,
    unit: MINUTE,
    asked: 'dd-mm-yyyy hh:mm',
  }),
  cell('mm/dd/yyyy', (t) => `${t.m}/${t.d}/${t.y} ${t.H}:${t.M}:${t.S}`, {
    ...slashes,
    asked: 'mm/dd/yyyy hh:mm:ss',
  }),
  cell('m/d/yyyy', (t) => `${bare(t.m)}/${bare(t.d)}/${t.y} ${bare(t.H)}:${t.M}`, {
    ...slashes,
    unit: MINUTE,
    asked: 'mm/dd/yyyy hh:mm',
  }),
  cell('m/d/yyyy AM', (t) => `${bare(t.m)}/${bare(t.d)}/${t.y} ${t.h}:${t.M}:${t.S} ${t.half}`, {
    ...slashes,
    asked: 'mm/dd/yyyy hh:mm:ss AM',
  }),
  cell('d-Mon-y', (t) => `${t.d}-${month(t)}-${t.y} ${t.H}:${t.M}:${t.S}`),
  cell('Mon d, y', (t) => `${month(t)} ${bare(t.d)}, ${t.y} ${t.h}:${t.M} ${t.half}`, { unit: MINUTE }),
  pair(
    'iso date and clock',
    (t) => `${t.y}-${t.m}-${t.d}`,
    (t) => `${t.H}:${t.M}:${t.S}`,
  ),
  pair(
    'german date and clock',
    (t) => `${t.d}.${t.m}.${t.y}`,
    (t) => `${t.H}:${t.M}`,
    { unit: MINUTE },
  ),
  pair(
    'dd/mm/yyyy and dotted clock',
    (t) => `${t.d}/${t.m}/${t.y}`,
    (t) => `${t.H}.${t.M}.${t.S}`,
    { ...slashes, asked: 'dd/mm/yyyy' },
  ),
  pair(
    'mm/dd/yyyy and clock with ms',
    (t) => `${t.m}/${t.d}/${t.y}`,
    (t) => `${t.H}:${t.M}:${t.S}.${t.ns.slice(0, 3)}`,
    { ...slashes, unit: MILLI, asked: 'mm/dd/yyyy' },
  ),
  plain('epoch s', (at) => seconds(at, 0), { kind: 'epoch' }),
  // 17 digits: a double is right to 0.12 µs
  plain('epoch s fractions', (at) => seconds(at, 6), {
    kind: 'epoch',
    unit: 1000n,
    within: 3e-7,
    decimals: true,
  }),
  plain('epoch ms', (at) => String(at / MILLI), { kind: 'epoch', unit: MILLI }),
  plain('epoch µs', (at) => String(at / 1000n), { kind: 'epoch', unit: 1000n, column: 'time' }),
  plain('epoch ns', (at) => String(at), { kind: 'epoch', unit: 1n, column: 'time' }),
  plain('seconds', (at) => seconds(at, 0), { kind: 'number' }),
  plain('seconds ms', (at) => seconds(at, 3), { kind: 'number', unit: MILLI, decimals: true }),
  plain('intervals', (at, before) => seconds(at - before, 3), {
    kind: 'interval',
    names: [['dt']],
    unit: MILLI,
    decimals: true,
  }),
  { ...usual, name: 'none', kind: 'none', names: [[]], blanks: false, write: () => [], column: 'number' },
];

function iso(moment: bigint): string {
  const t = parts(moment);
  return `${t.y}-${t.m}-${t.d}T${t.H}:${t.M}:${t.S}`;
}

/** Hours that Berlin is ahead of UTC, from the rule of the European Union since 1996: last Sundays, 01:00 UTC. */
export function berlin(moment: bigint): bigint {
  const year = Number(parts(moment).y);
  return moment >= lastSunday(year, 2) && moment < lastSunday(year, 9) ? 2n : 1n;
}

/** 01:00 UTC on the last Sunday of a month of 31 days, counted from 0. */
export function lastSunday(year: number, month: number): bigint {
  const last = new Date(Date.UTC(year, month, 31, 1));
  return BigInt(last.getTime() - last.getUTCDay() * 86_400_000) * MILLI;
}
