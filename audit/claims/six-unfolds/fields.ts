import type { Chart } from '../../../src/charts/chart.ts';
import { median } from '../../../src/data/sequence.ts';
import { integrators } from '../../../src/integrators/index.ts';
import { adaptive, fieldsOf, fixed, type Solved } from '../../../src/measure/solvers.ts';
import { bootstrap } from '../../../src/measure/statistics.ts';
import type { Findings, Setting } from '../../claim.ts';
import type { Table } from '../../result.ts';

export const UNFOLDS = { quick: [1, 2, 6, 12], full: [1, 2, 3, 4, 6, 8, 12] };
const MILLISECONDS = { quick: 10, full: 150 };
/** Draws of each field's weights. */
export const DRAWS = { quick: 2, full: 9 };
const TOLERANCES = [1e-2, 1e-4, 1e-6];
/** The solver that the claim calls right. */
export const CLAIMED = { integrator: 'semi-implicit', unfolds: 6 };
/** Closer times do not count as different. */
export const NOISE = 0.03;

export const nameOf = ({ integrator, unfolds }: Pick<Solved, 'integrator' | 'unfolds'>): string =>
  `${integrator} × ${unfolds}`;
const isClaimed = ({ integrator, unfolds }: Solved): boolean =>
  integrator === CLAIMED.integrator && unfolds === CLAIMED.unfolds;

/** Solvers that are both closer and faster than the claimed one, the closest first. */
export function dominating(solved: readonly Solved[]): Solved[] {
  const claimed = solved.find(isClaimed);
  if (!claimed) return [];
  return solved
    .filter(({ error, time }) => error < claimed.error && time < (1 - NOISE) * claimed.time)
    .sort((a, b) => a.error - b.error);
}

/** A kind of field with several draws of its weights. */
interface Kind {
  readonly name: string;
  /** By draw; times are those of the first, since they do not depend on weights. */
  readonly draws: readonly (readonly Solved[])[];
}

function solveAll(effort: Setting['effort']): Kind[] {
  const draws = Array.from({ length: DRAWS[effort] }, (_, i) => fieldsOf(i + 1));
  return draws[0].map(({ name }, kind) => {
    const solved = draws.map((fields, i) =>
      fixed(fields[kind], UNFOLDS[effort], i === 0 ? MILLISECONDS[effort] : 0),
    );
    const timed = solved.map((all) => all.map((one, i) => ({ ...one, time: solved[0][i].time })));
    return { name, draws: timed };
  });
}

/** In how many draws some solver is closer and faster. */
const beatenIn = ({ draws }: Kind): number => draws.filter((all) => dominating(all).length > 0).length;

/** Median error of a solver over draws, with its interval; Infinity is kept. */
function errorOf({ draws }: Kind, index: number): { median: number; interval: readonly [number, number] } {
  const errors = draws.map((all) => all[index].error);
  return { median: median(errors), interval: bootstrap(errors) };
}

function frontier(kind: Kind): Chart {
  const [first] = kind.draws;
  return {
    kind: 'points',
    title: `Error against time of a step: ${kind.name}`,
    note: 'Root mean square error of the states in WASM f32 against a converged solution, medians over draws of the weights; each line is an integrator with 1 to 12 unfolds. To the lower left is better; what diverged is missing.',
    x: { label: 'time of a step', unit: 'ns', scale: 'log' },
    y: { label: 'error', unit: '', scale: 'log' },
    series: integrators.map(({ name }) => ({
      name,
      line: true,
      points: first.flatMap((one, i) => {
        const { median: middle, interval } = errorOf(kind, i);
        if (one.integrator !== name || !Number.isFinite(middle)) return [];
        return [{ x: one.time, y: middle, interval, ...(isClaimed(one) && { label: '6 unfolds' }) }];
      }),
    })),
  };
}

/** Against the claimed solver, the one that is faster and has the lowest median error. */
function rivalRow(kind: Kind): (string | number | null)[] {
  const [first] = kind.draws;
  const medians = first.map((one, i) => ({ ...one, error: errorOf(kind, i).median }));
  const claimed = medians.find(isClaimed) as Solved;
  const [best] = dominating(medians);
  return [
    kind.name,
    claimed.error,
    Math.round(claimed.time),
    best ? nameOf(best) : 'none',
    best?.error ?? null,
    best ? Math.round(best.time) : null,
    `${beatenIn(kind)} of ${kind.draws.length}`,
  ];
}

function adaptiveTable(effort: Setting['effort']): { table: Table; spread: number } {
  const rows = fieldsOf(1).flatMap((field) =>
    (effort === 'full' ? TOLERANCES : TOLERANCES.slice(0, 2)).map((tolerance) => ({
      field,
      tolerance,
      ...adaptive(field, tolerance),
    })),
  );
  return {
    spread: Math.max(...rows.map(({ evaluations }) => evaluations.largest / evaluations.median)),
    table: {
      title: 'What an adaptive solver takes',
      note: 'Tsit5 in float64: evaluations of the field in one step of the model. The claimed solver takes 6, always',
      columns: ['field', 'tolerance', 'error', 'median', '99 %', 'largest', 'largest / median'],
      rows: rows.map(({ field, tolerance, error, evaluations: { median: middle, p99, largest } }) => [
        field.name,
        tolerance.toExponential(0),
        error,
        middle,
        p99,
        largest,
        Number((largest / middle).toPrecision(3)),
      ]),
    },
  };
}

export function findings({ effort }: Setting): Findings {
  const kinds = solveAll(effort);
  const { table, spread } = adaptiveTable(effort);
  return {
    tables: [
      {
        title: 'Is there a solver that is closer and faster?',
        note: `Against ${nameOf(CLAIMED)}: median errors over draws of the weights, times in turn in the same process; times within ${100 * NOISE} % are not called different`,
        columns: [
          'field',
          'its error',
          'its time (ns)',
          'closest of those that are faster',
          'error',
          'time (ns)',
          'beaten in draws',
        ],
        rows: kinds.map(rivalRow),
      },
      table,
    ],
    charts: kinds.map(frontier),
    numbers: Object.fromEntries([
      ['spread', spread],
      ...kinds.map((kind) => [kind.name, beatenIn(kind) / kind.draws.length]),
    ]),
  };
}
