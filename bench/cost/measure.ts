/** Measures every case of the step benchmark in one run, so that changes of the processor's speed affect all alike. */
import { type CellName, cellNames, makeCase, openSession, rowsOf, type Size } from '../step/case.ts';
import { alternate, inProcess, spreadOf } from '../step/measure.ts';
import { SIZES } from '../step/sizes.ts';

type Named = Size<CellName | 'ltc-synaptic'>;

export interface Measured extends Named {
  readonly blob: Uint8Array;
  /** Of a step: the median of bursts. */
  readonly nanoseconds: number;
}

/** HLLN takes as many inputs as units. */
const allSizes = (): Named[] => [
  ...cellNames.flatMap((cell) =>
    SIZES.map(([inputs, units]) => ({ cell, inputs: cell === 'hlln' ? units : inputs, units })),
  ),
  ...SIZES.map(([inputs, units]) => ({ cell: 'ltc-synaptic' as const, inputs, units })),
];

export async function measureSteps(sizes = allSizes(), totalMs = 15_000): Promise<Measured[]> {
  const cases = sizes.map((size) => makeCase(size));
  const engines = new Map(
    cases.map((one, i) => {
      const session = openSession(one);
      return [String(i), inProcess((x) => session.step(x, one.dt), rowsOf(one))];
    }),
  );
  const times = await alternate(engines, { burstMs: 0.25, totalMs, warmUpMs: 30, leastSteps: 5 });
  return cases.map(({ cell, inputs, units, blob }, i) => ({
    cell,
    inputs,
    units,
    blob,
    nanoseconds: spreadOf(times.get(String(i)) as number[]).median,
  }));
}
