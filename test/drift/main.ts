/**
 * `npm run drift [-- --cell NAME] [--dt 1e-4]`: how far 2·10⁵ steps in WebAssembly are from float64, for every cell, at one interval
 * or three. All takes half an hour.
 */
import { parseArgs } from 'node:util';
import type { Cell } from '../../src/cells/index.ts';
import { table } from '../../src/charts/table.ts';
import { layers } from '../models.ts';
import { type Course, type Drift, drift, PROMISED } from './drift.ts';

const { values } = parseArgs({
  options: { cell: { type: 'string' }, steps: { type: 'string', default: '200000' }, dt: { type: 'string' } },
});
const length = Number(values.steps);
const intervals = values.dt === undefined ? [1e-4, 1e-2, 1] : [Number(values.dt)];
const chosen = layers.filter(([name, { integrator }]) => {
  // fields differ by their integrators only in the update, which is compensated in each
  const usual = integrator === undefined || integrator.name === 'semi-implicit';
  return values.cell === undefined ? usual : name.split(/[ ,]/)[0] === values.cell;
});
if (!Number.isInteger(length) || length < 1 || chosen.length === 0 || !intervals.every((dt) => dt > 0)) {
  console.error(
    `drift: --steps needs a whole number > 0, --dt a number > 0, --cell one of ${[...new Set(layers.map(([, { cell }]) => cell.name))].join(', ')}`,
  );
  process.exit(2);
}

const courses: Course[] = [1, 2].flatMap((gain) => intervals.map((dt) => ({ dt, length, gain })));
/**
 * What is promised: f32 may not lose small increments. At longer intervals they are large, and approximations count; so they do
 * at any interval in the LSTM of a mixed memory, which does not look at the time.
 */
const counts = (cell: Cell, { dt }: Course): boolean => dt < 1e-3 && !cell.options?.mixedMemory;
const shown = ({ share, stable }: Drift): string => (stable ? share.toExponential(1) : 'unstable');
const rows: string[][] = [];
let worst = 0;
for (const [name, layer] of chosen) {
  const found = courses.map((course) => drift(layer, course));
  worst = Math.max(
    worst,
    ...found.map(({ share, stable }, i) => (stable && counts(layer.cell, courses[i]) ? share : 0)),
  );
  rows.push([name, ...found.map(shown)]);
  console.error(rows[rows.length - 1].join('  '));
}
console.log(
  table([['error / largest output', ...courses.map(({ dt, gain }) => `Δ = ${dt}, ${gain} ×`)], ...rows]),
);
console.log(
  `largest at Δ = 0.0001, where float64 is stable, without a mixed memory: ${worst.toExponential(1)} (promised ${PROMISED})`,
);
process.exitCode = worst <= PROMISED ? 0 : 1;
