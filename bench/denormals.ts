/**
 * `npm run bench:denormals [-- --json]`: what a step costs whose states have decayed towards 0, where results become denormal
 * numbers, below 2⁻¹²⁶, against one of ordinary states. Models without offsets and with inputs of 0, so that 0 is where states
 * decay to; every 8 steps all states are set anew, to a number for each engine, in short alternating bursts. Ratios are of the
 * same round.
 */
import { parseArgs } from 'node:util';
import { table } from '../src/audit/report.ts';
import { compile } from '../src/compile/compile.ts';
import { type Build, loadSync } from '../src/runtime/index.ts';
import { machineLine, thisMachine } from './run/machine.ts';
import { type CellName, makeCase, nameOf, type Size } from './step/case.ts';
import { alternate, type Burst, inProcess, ratioOf, type Spread, spreadOf } from './step/measure.ts';

const CELLS: readonly CellName[] = ['ltc', 'ctrnn', 'cfc', 'lstm', 'gru', 'rnn'];
const UNITS = [8, 64];
const BUILDS: readonly Build[] = ['simd', 'scalar'];
/** Steps until states are set again: few enough that denormal ones have not become 0. */
const STEPS = 8;
const SMALLEST_NORMAL = 2 ** -126;
const ORDINARY = 0.1;
const SMALL = [1e-8, 1e-14, 1e-30, 1e-39];
const plan = { burstMs: 0.25, totalMs: 800, warmUpMs: 60, leastSteps: STEPS };

interface Result {
  readonly size: Size;
  readonly build: Build;
  /** Of an ordinary step. */
  readonly nanoseconds: Spread;
  /** Of each of SMALL. */
  readonly smallByOrdinary: readonly Spread[];
}

async function measure(size: Size, build: Build): Promise<Result> {
  const one = makeCase(size);
  const unmoved = new Map(
    one.model.parameters.map(({ name, shape, constraint }) => {
      const values = one.trained.get(name) as Float64Array;
      return [name, shape.length === 1 && constraint === 'none' ? values.map(() => 0) : values];
    }),
  );
  const { blob } = compile(one.model, unmoved);
  const model = loadSync(blob, { build });
  const inputs = new Float32Array(size.inputs);
  const engines = new Map(
    [ORDINARY, ...SMALL].map((start): [string, Burst] => {
      const session = model.session();
      const states = model.states.map((state) => session.stateView(state));
      const step = (t: number) => {
        if (t === 0) for (const state of states) state.fill(start);
        session.step(inputs, one.dt);
      };
      for (let t = 0; t < STEPS; t++) step(t);
      if (start < SMALLEST_NORMAL) {
        const denormal = states.flatMap((state) =>
          Array.from(state, (x) => x !== 0 && Math.abs(x) < SMALLEST_NORMAL),
        );
        if (!denormal.some(Boolean))
          throw new Error(`${nameOf(size)}: no state is denormal after ${STEPS} steps`);
      }
      return [
        `${start}`,
        inProcess(
          step,
          Array.from({ length: STEPS }, (_, t) => t),
        ),
      ];
    }),
  );
  const times = await alternate(engines, plan);
  const of = (start: number) => times.get(`${start}`) as number[];
  return {
    size,
    build,
    nanoseconds: spreadOf(of(ORDINARY)),
    smallByOrdinary: SMALL.map((start) => ratioOf(of(start), of(ORDINARY))),
  };
}

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const results: Result[] = [];
for (const cell of CELLS)
  for (const units of UNITS)
    for (const build of BUILDS) results.push(await measure({ cell, inputs: 4, units }, build));
if (options.json) console.log(JSON.stringify({ ...thisMachine(), results }, null, 2));
else {
  const show = ({ p10, median, p90 }: Spread, digits: number) =>
    `${median.toFixed(digits)} [${p10.toFixed(digits)}, ${p90.toFixed(digits)}]`;
  console.log(`${machineLine(thisMachine())}; median [p10, p90] of alternating bursts\n`);
  console.log(
    table([
      ['cell (N, H)', 'build', 'ns at 0.1', ...SMALL.map((start) => `${start} / 0.1`)],
      ...results.map(({ size, build, nanoseconds, smallByOrdinary }) => [
        nameOf(size),
        build,
        show(nanoseconds, 0),
        ...smallByOrdinary.map((each) => show(each, 2)),
      ]),
    ]),
  );
}
