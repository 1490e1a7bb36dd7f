/** Numbers of seconds, milliseconds, microseconds or nanoseconds since 1970-01-01 UTC. */

/** How many of each make a second, as powers of ten. */
export const epochUnits = { s: 0, ms: 3, us: 6, ns: 9 } as const;
export type EpochUnit = keyof typeof epochUnits;

/** 2001-01-01 and 2100-01-01, in seconds: a number outside counts something else. */
const FIRST = 978_307_200;
const LAST = 4_102_444_800;

/** The unit in which all numbers from `least` to `most` lie between 2001 and 2100; null if there is none. No two overlap. */
export function epochUnitOf(least: number, most: number): EpochUnit | null {
  const fits = ([, power]: [string, number]): boolean =>
    least >= FIRST * 10 ** power && most <= LAST * 10 ** power;
  return (Object.entries(epochUnits).find(fits)?.[0] as EpochUnit | undefined) ?? null;
}

/** Whole seconds and the rest in [0, 1), without the rounding of a double; null if the cell is no decimal number. */
export function epochSeconds(cell: string, unit: EpochUnit): { whole: number; fraction: number } | null {
  const found = /^\+?(-?\d+)(?:\.(\d+))?$/.exec(cell);
  if (found === null) return null;
  const [, digits, rest = ''] = found;
  const power = epochUnits[unit];
  const scale = 10n ** BigInt(power + rest.length);
  const value = BigInt(digits + rest);
  const whole = value / scale - (value % scale < 0n ? 1n : 0n);
  return { whole: Number(whole), fraction: Number(value - whole * scale) / Number(scale) };
}
