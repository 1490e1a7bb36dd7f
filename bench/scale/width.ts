/** What a step costs as the layer gets wider. */
import { type CellName, makeCase, openSession, rowsOf } from '../step/case.ts';
import { alternate, inProcess, type Spread, spreadOf } from '../step/measure.ts';
import { fitLine, type Line } from './line.ts';

export const UNITS = [4, 8, 16, 32, 64, 128, 256, 512];
export const INPUTS = 8;

export interface Width {
  readonly cell: CellName;
  readonly inputs: number;
  readonly points: readonly {
    readonly units: number;
    readonly multiplyAdds: number;
    /** Of a step. */
    readonly nanoseconds: Spread;
  }[];
  /** ns against multiply-adds. */
  readonly line: Line;
}

/** All widths of a cell alternate in one process. */
export async function measureWidth(cell: CellName): Promise<Width> {
  const cases = UNITS.map((units) => makeCase({ cell, inputs: INPUTS, units }));
  const engines = new Map(
    cases.map((one) => {
      const session = openSession(one);
      return [String(one.units), inProcess((x) => session.step(x, one.dt), rowsOf(one))];
    }),
  );
  const times = await alternate(engines, { burstMs: 0.4, totalMs: 4000, warmUpMs: 80, leastSteps: 5 });
  const points = cases.map(({ units, multiplyAdds }) => ({
    units,
    multiplyAdds,
    nanoseconds: spreadOf(times.get(String(units)) as number[]),
  }));
  const line = fitLine(
    points.map(({ multiplyAdds, nanoseconds }) => ({ x: multiplyAdds, y: nanoseconds.median })),
  );
  return { cell, inputs: INPUTS, points, line };
}
