/** Numbers as files write them, each with the double that it means. */
import type { Random } from '../../../src/data/random.ts';

/** How the numbers of a column are written; all in digits, with `.` as the mark and no groups. */
export const numberStyles: Readonly<Record<string, (random: Random) => string>> = {
  tenths: (random) => fixed(random, 1, 100),
  hundredths: (random) => fixed(random, 2, 40),
  thousandths: (random) => fixed(random, 3, 3),
  'six decimals': (random) => fixed(random, 6, 1),
  'without trailing zeros': (random) => String(Number(fixed(random, 2, 10))),
  integers: (random) => String(random.integer(2000) - 700),
  'large integers': (random) => `${random.integer(9) + 1}${digits(random, 10 + random.integer(4))}`,
  'integers beyond 2^53': (random) => `-${random.integer(9) + 1}${digits(random, 19)}`,
  exponents: (random) =>
    `${sign(random)}${random.integer(9) + 1}.${digits(random, 2)}${['e-7', 'E+05', 'e12', 'e0'][random.integer(4)]}`,
  'leading plus': (random) =>
    `${['+', '-', ''][random.integer(3)]}${random.integer(90)}.${digits(random, 1)}`,
  'bare points': (random) =>
    [`.${digits(random, 2)}`, `${random.integer(9)}.`, `-.${digits(random, 1)}`][random.integer(3)],
  '17 digits': (random) => String((random.next() - 0.5) * 10 ** random.integer(6)),
  thousands: (random) => `${sign(random)}${1000 + random.integer(9_000_000)}.${digits(random, 2)}`,
  'whole thousands': (random) => String(1000 + random.integer(900_000)),
  extremes: (random) =>
    ['1.7976931348623157e308', '5e-324', '2.2250738585072014e-308', '0.1', '-0.0', '9007199254740993'][
      random.integer(6)
    ],
};

const sign = (random: Random): string => (random.integer(3) === 0 ? '-' : '');
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.integer(10)).join('');
const fixed = (random: Random, decimals: number, scale: number): string =>
  (random.normal() * scale).toFixed(decimals);

/** The number with the file's marks. Groups only what has no exponent. */
export function written(number: string, decimal: string, thousands: string): string {
  const [, lead, whole, rest] = /^([-+]?)(\d*)(.*)$/.exec(number)!;
  const grouped = /e/i.test(rest) ? whole : whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return lead + grouped + rest.replace('.', decimal);
}

/** Whether a written number tells the decimal mark, whatever the marks of groups may be. */
export const tellsDecimal = (cell: string, decimal: string): boolean => {
  const at = cell.lastIndexOf(decimal);
  if (at < 0) return false;
  const after = cell.slice(at + 1).length;
  const before = cell.slice(0, at).replace(/^[-+]/, '');
  return after !== 3 || before.length > 3 || before.length === 0 || before.startsWith('0');
};
