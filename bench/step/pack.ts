/** The constants of each kernel of bench/native/*.ts, as one stream in the order in which it reads them. */
import type { Case, CellName } from './case.ts';

/** Numbers of one row of a panel, column by column. */
type Row = ArrayLike<number>;

const scaled = (row: Row, scale: number): number[] => Array.from(row, (value) => scale * value);

/** Row i of a row-major matrix. */
const rowOf = (matrix: Float64Array, i: number, columns: number): Float64Array =>
  matrix.subarray(i * columns, (i + 1) * columns);

/** For each column the number of every row. */
const columnsOf = (rows: readonly Row[]): number[] =>
  Array.from(rows[0]).flatMap((_, k) => rows.map((row) => row[k]));

/** Rows in groups of eight panels of four, then one of four and one of two. */
function groupsOf(rows: readonly Row[]): number[] {
  const stream: number[] = [];
  for (let first = 0; first < rows.length; ) {
    const left = rows.length - first;
    const count = left >= 32 ? 32 : left >= 16 ? 16 : 8;
    stream.push(...columnsOf(rows.slice(first, first + count)));
    first += count;
  }
  return stream;
}

/** For each eight units, panels of the gates of the first four and then of the others. */
function gates(units: number, count: number, row: (gate: number, unit: number) => Row): Row[][] {
  return Array.from({ length: units / 8 }, (_, eight) =>
    Array.from({ length: 8 * count }, (_, i) => {
      const panel = Math.floor(i / 4);
      return row(panel % count, 8 * eight + 4 * Math.floor(panel / count) + (i % 4));
    }),
  );
}

type Pack = (one: Case) => number[];

const parametersOf =
  ({ parameters }: Case) =>
  (name: string): Float64Array =>
    parameters.get(name) as Float64Array;

const readoutOf = (p: (name: string) => Float64Array): number[] => [...p('readout.W'), ...p('readout.b')];

const ltc: Pack = (one) => {
  const { inputs, units } = one;
  const p = parametersOf(one);
  const rows = (row: (i: number) => Row) => Array.from({ length: units }, (_, i) => scaled(row(i), 0.5));
  return [
    ...groupsOf(rows((i) => [p('b')[i], ...rowOf(p('U'), i, inputs)])),
    ...groupsOf(rows((i) => rowOf(p('W'), i, units))),
    ...p('tau').map((tau) => 1 / tau),
    ...p('A'),
    ...readoutOf(p),
  ];
};

const cfc: Pack = (one) => {
  const { inputs, units } = one;
  const p = parametersOf(one);
  const heads = ['ff1', 'ff2', 'time_a', 'time_b'].map((name) => [p(`${name}.bias`), p(`${name}.weight`)]);
  const row = (head: number, unit: number) => {
    const [bias, weight] = heads[head];
    return scaled([bias[unit], ...rowOf(weight, unit, inputs + units)], head < 2 ? 1 : 0.5);
  };
  return [...gates(units, 4, row).flatMap(columnsOf), ...readoutOf(p)];
};

const lstm: Pack = (one) => {
  const { inputs, units } = one;
  const p = parametersOf(one);
  const row = (gate: number, unit: number) => {
    const i = gate * units + unit;
    const bias = p('bias_ih')[i] + p('bias_hh')[i];
    const weights = [...rowOf(p('weight_ih'), i, inputs), ...rowOf(p('weight_hh'), i, units)];
    return scaled([bias, ...weights], gate === 2 ? 1 : 0.5);
  };
  return [...gates(units, 4, row).flatMap(columnsOf), ...readoutOf(p)];
};

const gru: Pack = (one) => {
  const { inputs, units } = one;
  const p = parametersOf(one);
  const scale = (gate: number) => (gate === 2 ? 1 : 0.5);
  const fromInput = gates(units, 3, (gate, unit) => {
    const i = gate * units + unit;
    const bias = p('bias_ih')[i] + (gate === 2 ? 0 : p('bias_hh')[i]);
    return scaled([bias, ...rowOf(p('weight_ih'), i, inputs)], scale(gate));
  });
  const fromState = gates(units, 3, (gate, unit) =>
    scaled(rowOf(p('weight_hh'), gate * units + unit, units), scale(gate)),
  );
  const stream = fromInput.flatMap((rows, eight) => [
    ...columnsOf(rows),
    ...p('bias_hh').subarray(2 * units + 8 * eight, 2 * units + 8 * eight + 8),
    ...columnsOf(fromState[eight]),
  ]);
  return [...stream, ...readoutOf(p)];
};

const hlln: Pack = (one) => {
  const { units } = one;
  const p = parametersOf(one);
  const [E, hbar, alpha, d] = ['E', 'hbar', 'alpha', 'd'].map((name) => p(name)[0]);
  const rows = Array.from({ length: units }, (_, i) => [p('b')[i], ...rowOf(p('W'), i, units)]);
  return [(0.5 * E) / hbar, alpha, 0.5 * d, 0, ...groupsOf(rows)];
};

export const packs: Readonly<{ [cell in CellName]?: Pack }> = { ltc, cfc, lstm, gru, hlln };
