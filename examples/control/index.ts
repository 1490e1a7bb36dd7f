/**
 * `npm run control [-- --networks 3] [-- --runs 10] [-- --rounds 3] [-- --seconds 5]`: balances a cart-pole at 1 kHz
 * with recurrent networks that learnt it from a regulator, in 8-bit weights through the interpreter, and says how long, how
 * well and how fast. `README.md` says what the columns mean.
 */
import { parseArgs } from 'node:util';
import { machineLine } from '../../bench/run/machine.ts';
import { table } from '../../src/charts/table.ts';
import { spread } from '../../src/measure/statistics.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { compile } from '../../src/train/index.ts';
import { standard } from './cart-pole.ts';
import { contenders, throughMachine } from './controllers.ts';
import { imitate, usualLessons } from './imitate.ts';
import { filtered } from './kalman.ts';
import { latencies } from './latency.ts';
import { bryson, linearise, regulator, sampled } from './lqr.ts';
import { type Controller, HERTZ, harsh, linear, type Outcome, run, type Scenario, usual } from './run.ts';

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: '3' },
    runs: { type: 'string', default: '10' },
    rounds: { type: 'string', default: String(usualLessons.rounds) },
    seconds: { type: 'string', default: '5' },
  },
});
/** An option that is a whole number. */
function whole(name: 'networks' | 'runs' | 'rounds' | 'seconds', least: number): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`--${name} must be a whole number ≥ ${least}, got ${values[name]}`);
  return value;
}
const networks = whole('networks', 1);
const runs = whole('runs', 1);
const rounds = whole('rounds', 0);
const seconds = whole('seconds', 1);

/** The drivers: one controller, or all trained networks. Each run makes its own. */
interface Driver {
  readonly name: string;
  readonly makers: readonly ((scenario: Scenario) => Controller)[];
  readonly parameters?: number;
  readonly blobBytes?: number;
}

const plant = sampled(linearise(standard), 1 / HERTZ);
const regulated = regulator(plant, bryson);
const { gains } = regulated;
const classical: Driver[] = [
  { name: 'no control', makers: [() => () => 0] },
  { name: 'LQR, true state', makers: [() => linear(gains, 'truth')] },
  { name: 'LQR, readings', makers: [() => linear(gains, 'held')] },
  {
    name: 'LQR, Kalman filter',
    makers: [(scenario) => filtered(plant, regulated, scenario)],
  },
];

const began = performance.now();
const progress = (line: string): void =>
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);

const learnt = contenders.map(({ name, layer }): Driver => {
  const trained = Array.from({ length: networks }, (_, i) => {
    const seed = i + 1;
    const { network, parameters } = imitate(
      layer,
      gains,
      usual,
      { ...usualLessons, rounds },
      seed,
      (round, error) => progress(`${name}, seed ${seed}, round ${round}: ${error.toFixed(2)} N from the LQR`),
    );
    return { model: network, blob: compile(network, parameters, { name, weights: 'q8' }).blob };
  });
  const loaded = trained.map(({ blob }) => loadSync(blob));
  return {
    name,
    makers: loaded.map((model) => () => throughMachine(model)),
    parameters: trained[0].model.parameterCount,
    blobBytes: Math.max(...trained.map(({ blob }) => blob.length)),
  };
});
const drivers = [...classical, ...learnt];

const outcomes = (driver: Driver, scenario: Scenario): Outcome[] =>
  driver.makers.flatMap((make) =>
    Array.from({ length: runs }, (_, seed) => run(make(scenario), scenario, seed + 1)),
  );

function balance(scenario: Scenario): string {
  const rows = drivers.map((driver) => {
    const all = outcomes(driver, scenario);
    const time = spread(all.map(({ balanced }) => balanced));
    const angle = spread(all.map(({ rmsAngle }) => 1000 * rmsAngle));
    return [
      driver.name,
      `${all.filter(({ fell }) => fell).length} of ${all.length}`,
      time.median.toFixed(2),
      time.low.toFixed(2),
      angle.median.toFixed(1),
      angle.high.toFixed(1),
    ];
  });
  const header = ['', 'fell', 'balanced, s', 'worst', 'RMS angle, mrad', 'worst'];
  return table([header, ...rows]);
}

const figures = (scenario: Scenario): string => {
  const { noise, dropped, dropLength } = scenario.sensors;
  return `noise ${noise.join(', ')} (m, m/s, rad, rad/s), ${100 * dropped} % of readings missing, ${dropLength} ms at a time`;
};

console.log(machineLine());
console.log(`gains ${Array.from(gains, (gain) => gain.toFixed(2)).join(', ')} (N per m, m/s, rad, rad/s)`);
console.log(
  `${networks} networks of each kind, ${rounds} rounds in which they drive, ${runs} runs of 20 s\n`,
);
for (const [name, scenario] of [
  ['as in training', usual],
  ['harsh', harsh],
] as const) {
  progress(`${name}: runs`);
  console.log(`${name}: ${figures(scenario)}\n\n${balance(scenario)}\n`);
}

progress(`${seconds} s of each loop against the clock`);
const [, , ...timed] = drivers;
const results = await latencies(
  timed.map(({ name, makers }) => ({ name, controller: makers[0](usual) })),
  run(linear(gains, 'truth'), usual, 1),
  seconds,
);
const microseconds = (ns: number): string => (ns / 1000).toFixed(2);
console.log(
  table([
    ['', 'parameters', 'blob, B', 'p50, µs', 'p99.9', 'max', 'missed', "host's", 'ticks'],
    ...results.map(({ name, work, missed, ticks }) => {
      const { parameters, blobBytes } = timed.find((driver) => driver.name === name) ?? {};
      return [
        name,
        parameters?.toString() ?? '',
        blobBytes?.toString() ?? '',
        ...[work.p50, work.p999, work.max].map(microseconds),
        ...[missed.own, missed.host, ticks].map(String),
      ];
    }),
  ]),
);
progress('done');
