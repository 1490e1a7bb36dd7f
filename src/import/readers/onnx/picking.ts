/** Picked elements as vectors, and as columns of matrices. */
import { lengthOf, type Value } from '../../../graph/value.ts';
import { broadcast, concat, slice } from '../../../ops/index.ts';
import type { Picked, Term } from './tensor.ts';

/** The vectors that give picked elements in their order, one for each run. */
export const piecesOf = (picked: Picked): Value[] =>
  runsOf(picked).map(({ value, from, length, repeated }) =>
    repeated && length > 1 ? broadcast(slice(value, from, 1), length) : slice(value, from, length),
  );

/** Puts pieces side by side, halves first, so that none is copied often. */
export function joined(pieces: readonly Value[]): Value {
  if (pieces.length === 1) return pieces[0];
  const half = Math.ceil(pieces.length / 2);
  return concat(joined(pieces.slice(0, half)), joined(pieces.slice(half)));
}

interface Run {
  readonly value: Value;
  readonly from: number;
  readonly length: number;
  readonly repeated: boolean;
}

/** Elements that one slice or one broadcast gives. */
function runsOf({ values, at }: Picked): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < at.length; i++) {
    const last = runs.at(-1);
    if (last && last.value === values[i]) {
      const { from, length, repeated } = last;
      if ((repeated || length === 1) && at[i] === from) {
        runs[runs.length - 1] = { ...last, length: length + 1, repeated: true };
        continue;
      }
      if (!repeated && at[i] === from + length) {
        runs[runs.length - 1] = { ...last, length: length + 1 };
        continue;
      }
    }
    runs.push({ value: values[i], from: at[i], length: 1, repeated: false });
  }
  return runs;
}

/** Moves the columns of a matrix to the elements that they are multiplied with; what is constant goes into the bias. */
export function scattered(
  matrix: Float64Array,
  rows: number,
  of: Picked,
  bias: Float64Array,
  name: string,
): Term[] {
  const columns = of.at.length;
  const terms: Term[] = [];
  for (const value of new Set(of.values)) {
    const own = [...of.at.keys()].filter((k) => of.values[k] === value);
    if (value.source.kind === 'constant') {
      const { data } = value.source;
      for (const k of own) for (let r = 0; r < rows; r++) bias[r] += matrix[r * columns + k] * data[of.at[k]];
      continue;
    }
    const places = own.map((k) => of.at[k]);
    let [from, length] = [0, lengthOf(value)];
    if (2 * new Set(places).size < length) {
      from = Math.min(...places);
      length = Math.max(...places) - from + 1;
    }
    const moved = new Float64Array(rows * length);
    for (const k of own)
      for (let r = 0; r < rows; r++) moved[r * length + of.at[k] - from] += matrix[r * columns + k];
    terms.push({ value: slice(value, from, length), matrix: moved, name });
  }
  return terms;
}
