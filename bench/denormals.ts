/**
 * `npm run bench:denormals [-- --json]`: what a step costs whose states have decayed towards 0, where results would be denormal
 * numbers, below 2⁻¹²⁶, against one of ordinary states. Models without offsets and with inputs of 0, so that 0 is where states
 * decay to; every 8 steps all states are set anew, to a number for each engine, in short alternating bursts. Ratios are of the
 * same round. The last column is that of the same blob in version 2 of the format, where small states stay what they are.
 */
import * as L from '../assembly/layout.ts';
import { table } from '../src/charts/table.ts';
import { compile } from '../src/compile/compile.ts';
import { readBlob } from '../src/format/read.ts';
import { writeBlob } from '../src/format/write.ts';
import { type Build, loadSync } from '../src/runtime/index.ts';
import { report, wantsJson } from './run/report.ts';
import { type CellName, makeCase, nameOf, type Size } from './step/case.ts';
import { alternate, type Burst, inProcess, ratioOf, type Spread, show, spreadOf } from './step/measure.ts';

const CELLS: readonly CellName[] = ['ltc', 'ctrnn', 'cfc', 'lstm', 'gru', 'rnn'];
const UNITS = [8, 64];
const BUILDS: readonly Build[] = ['simd', 'scalar'];
/** Steps until states are set again: few enough that denormal ones have not become 0. */
const STEPS = 8;
const SMALLEST_NORMAL = 2 ** -126;
/** The last version of the format in which they stay. */
const DENORMAL = 2;
const ORDINARY = 0.1;
const SMALL = [1e-8, 1e-14, 1e-30, 1e-39];
const STARTS = [
  ...[ORDINARY, ...SMALL].map((start) => ({ name: `${start}`, start, version: L.VERSION_WRITTEN })),
  { name: `1e-39, version ${DENORMAL}`, start: 1e-39, version: DENORMAL },
];
const plan = { burstMs: 0.25, totalMs: 800, warmUpMs: 60, leastSteps: STEPS };

interface Result {
  readonly size: Size;
  readonly build: Build;
  /** Of an ordinary step. */
  readonly nanoseconds: Spread;
  /** Of all but the first of STARTS. */
  readonly smallByOrdinary: readonly Spread[];
}

async function measure(size: Size, build: Build): Promise<Result> {
  const one = makeCase(size);
  const unmoved = new Map(
    one.network.parameters.map(({ name, shape, constraint }) => {
      const values = one.trained.get(name) as Float64Array;
      return [name, shape.length === 1 && constraint === 'none' ? values.map(() => 0) : values];
    }),
  );
  const { blob } = compile(one.network, unmoved);
  const inputs = new Float32Array(size.inputs);
  const engines = new Map(
    STARTS.map(({ name, start, version }): [string, Burst] => {
      const model = loadSync(writeBlob({ ...readBlob(blob), version }), { build });
      const session = model.session();
      const states = model.states.map((state) => session.stateView(state));
      const step = (t: number) => {
        if (t === 0) for (const state of states) state.fill(start);
        session.step(inputs, one.dt);
      };
      for (let t = 0; t < STEPS; t++) step(t);
      if (version === DENORMAL) {
        const denormal = states.flatMap((state) =>
          Array.from(state, (x) => x !== 0 && Math.abs(x) < SMALLEST_NORMAL),
        );
        if (!denormal.some(Boolean))
          throw new Error(`${nameOf(size)}: no state is denormal after ${STEPS} steps`);
      }
      return [
        name,
        inProcess(
          step,
          Array.from({ length: STEPS }, (_, t) => t),
        ),
      ];
    }),
  );
  const times = await alternate(engines, plan);
  const [ordinary, ...small] = STARTS.map(({ name }) => times.get(name) as number[]);
  return {
    size,
    build,
    nanoseconds: spreadOf(ordinary),
    smallByOrdinary: small.map((each) => ratioOf(each, ordinary)),
  };
}

const json = wantsJson();
const results: Result[] = [];
for (const cell of CELLS)
  for (const units of UNITS)
    for (const build of BUILDS) results.push(await measure({ cell, inputs: 4, units }, build));
report(
  json,
  { results },
  () =>
    `; median [p10, p90] of alternating bursts\n\n${table([
      ['cell (N, H)', 'build', 'ns at 0.1', ...STARTS.slice(1).map(({ name }) => name)],
      ...results.map(({ size, build, nanoseconds, smallByOrdinary }) => [
        nameOf(size),
        build,
        show(nanoseconds),
        ...smallByOrdinary.map((each) => show(each, 2)),
      ]),
    ])}`,
);
