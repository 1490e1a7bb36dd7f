/** Finds columns that only rise or only fall, as a time or a counter does. */

/** With this many rows, a column that only rises or only falls is no accident. */
const ENOUGH = 10;
/** The largest share of rows that may repeat the row before. */
const REPEATED = 0.05;

/** Values of one stretch of rows. */
export interface Stretched {
  readonly length: number;
  at(t: number): number;
}

/** Whether, in each stretch of ten rows and more, nearly every value rises, or nearly every one falls. Missing ones are skipped. */
export function isMonotone(stretches: readonly Stretched[]): boolean {
  const long = stretches.filter(({ length }) => length >= ENOUGH);
  return long.length > 0 && [1, -1].some((way) => long.every((one) => goes(one, way)));
}

function goes({ length, at }: Stretched, way: number): boolean {
  let [repeated, seen] = [0, 0];
  let last = Number.NaN;
  for (let t = 0; t < length; t++) {
    const value = at(t);
    if (Number.isNaN(value)) continue;
    const change = way * (value - last);
    if (change < 0) return false;
    if (change === 0) repeated++;
    last = value;
    seen++;
  }
  return seen >= ENOUGH && repeated <= REPEATED * seen;
}
