/** What a step costs with more unfolds: one LTC of 32 units, loaded with 1 to 12 of the 12 that it has. */
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { initialise } from '../../src/graph/parameter.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
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
  const network = buildNetwork({
    inputs: INPUTS,
    outputs: 1,
    layers: [{ cell: cells.ltc(), units: UNITS, integrator: semiImplicit, unfolds: MOST }],
    readout: 'dense',
  });
  const random = new Random(1);
  const { blob } = compile(network, new Map(network.parameters.map((p) => [p.name, initialise(p, random)])));
  const rows = Array.from({ length: 64 }, () => Float64Array.from({ length: INPUTS }, () => random.normal()));
  const counts = Array.from({ length: MOST }, (_, i) => i + 1);
  const engines = new Map(
    counts.map((unfolds) => {
      const session = loadSync(blob, { build: 'simd', unfolds }).session();
      return [String(unfolds), inProcess((x) => session.step(x, 0.1), rows)];
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
