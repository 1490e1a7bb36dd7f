/**
 * `npm run bench:train`: times one optimiser step: forward + backward + clip + Adam. Medians of rounds.
 *
 * - the damped-oscillator models: 99 intervals of RK4, one window
 * - the trainings of the audit's Lorenz-96 claim: a mini-batch as the claim says, 25 steps of 40 inputs and units
 * - each of them again with quantisation-aware training
 * - GRU and LSTM of 16 and 64 units beside PyTorch and tfjs, as far as they are installed (bench/train/peers.ts)
 *
 * With `-- --json` the numbers come as JSON, to be compared with those of another version, run in turns.
 */

import { find, quick } from '../audit/claim.ts';
import { hlln1644 } from '../audit/claims/hlln-1644/index.ts';
import { cells } from '../src/cells/index.ts';
import { table } from '../src/charts/table.ts';
import { dampedOscillator, evenOddSplit } from '../src/data/damped-oscillator.ts';
import { integrators } from '../src/integrators/index.ts';
import { buildNetwork } from '../src/network/network.ts';
import { resolve } from '../src/network/spec.ts';
import { type Window, windows } from '../src/train/sequence.ts';
import { Trainer } from '../src/train/trainer.ts';
import { report, wantsJson } from './run/report.ts';
import { type Spread, show, spreadOf } from './step/measure.ts';
import { cases } from './train/case.ts';
import { type Comparison, compare } from './train/compare.ts';

interface Row {
  readonly group: string;
  readonly cell: string;
  readonly parameters: number;
  /** Of an update. */
  readonly milliseconds: Spread;
}

/**
 * Times rounds of ten updates, mini-batches in turn, in float64 and with the weights of a q8 blob by turns; the first third of
 * the rounds warms the engine up.
 */
function time(
  group: string,
  cell: string,
  make: (qat: 'q8' | null) => Trainer,
  batches: readonly (readonly Window[])[],
): Row[] {
  const runs = ([null, 'q8'] as const).map((qat) => ({
    cell: qat ? `${cell}, qat ${qat}` : cell,
    trainer: make(qat),
    times: [] as number[],
    next: 0,
  }));
  for (let round = 0; round < 60; round++)
    for (const run of runs) {
      const start = performance.now();
      for (let i = 0; i < 10; i++) run.trainer.update(batches[run.next++ % batches.length], 1e-3);
      if (round >= 20) run.times.push((performance.now() - start) / 10);
    }
  return runs.map(({ cell, trainer, times }) => ({
    group,
    cell,
    parameters: trainer.network.parameterCount,
    milliseconds: spreadOf(times),
  }));
}

function oscillator(): Row[] {
  const rk4 = integrators.find((i) => i.name === 'rk4');
  const { train } = evenOddSplit(dampedOscillator({ zeta: 0.3 }));
  const sequence = {
    length: 99,
    inputs: train.values.slice(2),
    targets: train.values.slice(2),
    dt: new Float64Array(99).fill((20 * 198) / 199 / 99),
  };
  return (['ltc-tau', 'ctrnn', 'node'] as const).flatMap((name) => {
    const network = buildNetwork({
      inputs: 2,
      outputs: 2,
      layers: [{ cell: cells[name](), units: 8, integrator: rk4, unfolds: 1 }],
      readout: 'none',
    });
    const make = (qat: 'q8' | null) =>
      new Trainer(network, [sequence], [], { epochs: 100, window: 99, stride: 99, batch: 1, qat });
    return time('oscillator', name, make, [[{ sequence: 0, start: 0, length: 99 }]]);
  });
}

function lorenz96(): Row[] {
  const claim = hlln1644.make(quick);
  return ['HLLN (reconstruction)', 'CfC, state read', 'CfC, read-out'].flatMap((name) => {
    const { model, train, options } = find(claim, 'lorenz-96', name).contender.job;
    const { window = 64, stride = window, batch = 16, warmup, rate } = options;
    const make = (qat: 'q8' | null) =>
      new Trainer(buildNetwork(resolve(model)), train, [], {
        epochs: 100,
        window,
        stride,
        batch,
        warmup,
        rate,
        qat,
      });
    const all = windows(train, window, stride);
    const batches = Array.from({ length: Math.floor(all.length / batch) }, (_, i) =>
      all.slice(i * batch, (i + 1) * batch),
    );
    return time('lorenz-96', name, make, batches);
  });
}

/** Ours first, then each peer's. */
const comparisonRows = ({ cell, units, milliseconds, peers }: Comparison): string[][] => [
  [`${cell}, ${units} units`, 'meniscus', show(milliseconds, 2), ''],
  ...peers.map(({ name, version, milliseconds, ratio }) => [
    '',
    `${name} ${version}`,
    show(milliseconds, 2),
    show(ratio, 2),
  ]),
];

const json = wantsJson();
const results = [...oscillator(), ...lorenz96()];
const comparisons: Comparison[] = [];
for (const one of cases) comparisons.push(await compare(one));
report(
  json,
  { results, comparisons },
  () =>
    `\none optimiser step (forward + backward + clip + Adam), ms: median [p10, p90]\n\n${table([
      ['', 'cell', 'parameters', 'ms'],
      ...results.map((r) => [r.group, r.cell, String(r.parameters), show(r.milliseconds, 3)]),
    ])}\n\n64 windows of 100 steps, one input, one output, one thread each, in turns, processor time\n\n${table(
      [['cell', 'trainer', 'ms', 'theirs / ours'], ...comparisons.flatMap(comparisonRows)],
    )}`,
);
