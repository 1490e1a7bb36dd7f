/** `npm run drift [-- --cell NAME]`: how far 2·10⁵ steps in WebAssembly are from float64, for every cell. Takes half an hour. */
import { parseArgs } from 'node:util';
import { table } from '../../src/audit/report.ts';
import { layers } from '../models.ts';
import { type Course, type Drift, drift, PROMISED } from './drift.ts';

const { values } = parseArgs({
  options: { cell: { type: 'string' }, steps: { type: 'string', default: '200000' } },
});
const length = Number(values.steps);
const chosen = layers.filter(([name, { integrator }]) => {
  // fields differ by their integrators only in the update, which is compensated in each
  const usual = integrator === undefined || integrator.name === 'semi-implicit';
  return values.cell === undefined ? usual : name.split(/[ ,]/)[0] === values.cell;
});
if (!Number.isInteger(length) || length < 1 || chosen.length === 0) {
  console.error(
    `drift: --steps needs a whole number > 0, --cell one of ${[...new Set(layers.map(([, { cell }]) => cell.name))].join(', ')}`,
  );
  process.exit(2);
}

const courses: Course[] = [1, 2].flatMap((gain) => [1e-4, 1e-2, 1].map((dt) => ({ dt, length, gain })));
/** What is promised: f32 may not lose small increments. At longer intervals they are large, and approximations count. */
const fast = ({ dt }: Course): boolean => dt < 1e-3;
const shown = ({ share, stable }: Drift): string => (stable ? share.toExponential(1) : 'unstable');
const rows: string[][] = [];
let worst = 0;
for (const [name, layer] of chosen) {
  const found = courses.map((course) => drift(layer, course));
  worst = Math.max(worst, ...found.map(({ share, stable }, i) => (stable && fast(courses[i]) ? share : 0)));
  rows.push([name, ...found.map(shown)]);
  console.error(rows[rows.length - 1].join('  '));
}
console.log(
  table([['error / largest output', ...courses.map(({ dt, gain }) => `Δ = ${dt}, ${gain} ×`)], ...rows]),
);
console.log(
  `largest at Δ = 0.0001, where float64 is stable: ${worst.toExponential(1)} (promised ${PROMISED})`,
);
process.exitCode = worst <= PROMISED ? 0 : 1;
