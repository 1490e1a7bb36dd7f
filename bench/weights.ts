/**
 * `npm run bench:weights [-- --json]`: what each way to store weights and to hold them in memory costs and saves. The speed
 * of a step against that with f32 weights held for speed, bytes of the blob and of the model in memory, and the error after
 * 200 steps against float64 with the weights as they were before they were stored.
 */
import { table } from '../src/charts/table.ts';
import { compile } from '../src/compile/compile.ts';
import { storageOf, type WeightType, weightTypes } from '../src/quantise/types.ts';
import { loadSync, type Weights } from '../src/runtime/index.ts';
import { calibrate } from '../src/train/calibrate.ts';
import { Evaluator } from '../src/train/evaluate.ts';
import { report, wantsJson } from './run/report.ts';
import {
  type Case,
  type CellName,
  floatRowsOf,
  makeCase,
  nameOf,
  relativeError,
  type Size,
} from './step/case.ts';
import { alternate, type Burst, inProcess, ratioOf, type Spread, show } from './step/measure.ts';

const CELLS: readonly CellName[] = ['ltc', 'cfc', 'lstm', 'gru', 'hlln'];
const SIZES = [
  [8, 32],
  [32, 64],
  [64, 128],
];
const STEPS = 200;

interface Result extends Size {
  readonly type: WeightType;
  readonly weights: Weights;
  /** A step by one with f32 weights held for speed, paired. */
  readonly byFast: Spread;
  readonly residentBytes: number;
  readonly blobBytes: number;
  readonly error200: number;
}

/** How each type may be held. */
const heldAs = (type: WeightType): readonly Weights[] => [
  'fast',
  ...(storageOf(type).small ? (['small'] as const) : []),
  ...(storageOf(type).integers ? (['integer'] as const) : []),
];

const key = (type: WeightType, weights: Weights): string => `${type} ${weights}`;

async function measure(one: Case): Promise<Result[]> {
  const { cell, inputs, units, dt, network, trained, sequence: values } = one;
  const sequence = {
    length: STEPS,
    inputs: values,
    targets: new Float64Array(0),
    dt: new Float64Array(STEPS).fill(dt),
  };
  const exact = new Evaluator(network, trained).outputs(sequence);
  const ranges = calibrate(network, trained, [sequence]);
  const rows = floatRowsOf(one);
  const bursts = new Map<string, Burst>();
  const rest = weightTypes.flatMap((type) => {
    const { blob } = compile(network, trained, { weights: type, ranges });
    return heldAs(type).map((weights) => {
      const machine = loadSync(blob, { weights });
      const error200 = relativeError(machine.run(values, { dt }), exact);
      const session = machine.session();
      bursts.set(
        key(type, weights),
        inProcess((x) => session.step(x, dt), rows),
      );
      const { residentBytes } = machine.memory;
      return { cell, inputs, units, type, weights, residentBytes, blobBytes: blob.length, error200 };
    });
  });
  const times = await alternate(bursts, { burstMs: 0.25, totalMs: 1200, warmUpMs: 40, leastSteps: 5 });
  const fast = times.get(key('f32', 'fast'))!;
  return rest.map((r) => ({ ...r, byFast: ratioOf(times.get(key(r.type, r.weights))!, fast) }));
}

const json = wantsJson();
const results: Result[] = [];
for (const cell of CELLS)
  for (const [inputs, units] of SIZES)
    results.push(
      ...(await measure(
        makeCase({ cell, inputs: cell === 'hlln' ? units : inputs, units }, { steps: STEPS }),
      )),
    );
report(
  json,
  { results },
  () =>
    `\nmedian [p10, p90] of alternating bursts; error relative to the outputs' scale\n\n${table([
      ['', 'stored', 'held', 'step / f32 fast', 'in memory, B', 'blob, B', 'error'],
      ...results.map((r) => [
        nameOf(r),
        r.type,
        r.weights,
        show(r.byFast, 2),
        r.residentBytes.toLocaleString('en'),
        r.blobBytes.toLocaleString('en'),
        r.error200.toExponential(1),
      ]),
    ])}`,
);
