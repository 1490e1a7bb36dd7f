/** What a step costs with more unfolds: one LTC of 32 units, loaded with 1 to 12 of the 12 that it has. */
import { loadSync } from '../../src/runtime/index.ts';
import { makeCase, rowsOf } from '../step/case.ts';
import { alternate, inProcess, type Spread, spreadOf } from '../step/measure.ts';
import { fitLine, type Line } from './line.ts';

const [INPUTS, UNITS, MOST] = [8, 32, 12];

export interface Unfolds {
  readonly inputs: number;
  readonly units: number;
  readonly points: readonly { readonly unfolds: number; readonly nanoseconds: Spread }[];
  /** ns against unfolds. */
  readonly line: Line;
}

export async function measureUnfolds(): Promise<Unfolds> {
  const one = makeCase({ cell: 'ltc', inputs: INPUTS, units: UNITS }, { unfolds: MOST });
  const rows = rowsOf(one);
  const counts = Array.from({ length: MOST }, (_, i) => i + 1);
  const engines = new Map(
    counts.map((unfolds) => {
      const session = loadSync(one.blob, { build: 'simd', unfolds }).session();
      return [String(unfolds), inProcess((x) => session.step(x, one.dt), rows)];
    }),
  );
  const times = await alternate(engines, { burstMs: 0.3, totalMs: 3000, warmUpMs: 60, leastSteps: 5 });
  const points = counts.map((unfolds) => ({
    unfolds,
    nanoseconds: spreadOf(times.get(String(unfolds)) as number[]),
  }));
  const line = fitLine(points.map(({ unfolds, nanoseconds }) => ({ x: unfolds, y: nanoseconds.median })));
  return { inputs: INPUTS, units: UNITS, points, line };
}
