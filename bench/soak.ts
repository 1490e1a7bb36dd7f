/** `npm run soak`: 10⁸ steps, 10⁶ sessions, 10⁷ steps in a thousand pieces; `--share 0.01` for a hundredth of it. */
import { parseArgs } from 'node:util';
import { table } from '../src/charts/table.ts';
import { type Memory, smallLtc, soakDrift, soakPieces, soakSessions, soakSteps } from './soak/soak.ts';

const { values } = parseArgs({ options: { share: { type: 'string', default: '1' } } });
const share = Number(values.share);
if (!(share > 0 && share <= 1))
  throw new RangeError(`--share is more than 0 and at most 1, not ${values.share}`);
const count = (full: number): number => Math.max(1000, Math.round(full * share));

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const memoryOf = (all: readonly Memory[]): string =>
  `${all.map(({ resident }) => megabytes(resident)).join(' → ')} MB, ${all.map(({ pages }) => pages).join(' → ')} pages`;

function timed<T>(run: () => T): [T, string] {
  const start = performance.now();
  const result = run();
  return [result, ((performance.now() - start) / 1000).toFixed(1)];
}

const [steps, sessions, pieces] = [count(1e8), count(1e6), count(1e7)];
const [stepped, stepTime] = timed(() => soakSteps(smallLtc(), steps));
const [opened, openTime] = timed(() => soakSessions(smallLtc(), sessions));
const [drift, driftTime] = timed(() => soakDrift(steps));
const [same, pieceTime] = timed(() => soakPieces(smallLtc, pieces, 1000));
const grouped = (x: number): string => x.toLocaleString('en');
console.log(
  table([
    ['', 'count', 'seconds', 'found'],
    [
      'steps of an LTC of 8 units',
      grouped(steps),
      stepTime,
      `outputs ${stepped.finite ? 'finite' : 'NOT FINITE'}; ${memoryOf(stepped.memory)}`,
    ],
    ['sessions opened, stepped, closed', grouped(sessions), openTime, memoryOf(opened.memory)],
    [
      'steps of a leaky integrator at 10 kHz',
      grouped(steps),
      driftTime,
      `largest error against float64 ${drift.toExponential(1)}`,
    ],
    [
      'steps in 1,000 pieces, each from a snapshot',
      grouped(pieces),
      pieceTime,
      same ? 'the bits of one run' : 'OTHER BITS',
    ],
  ]),
);
process.exitCode = stepped.finite && same ? 0 : 1;
