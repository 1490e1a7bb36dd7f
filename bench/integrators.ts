/**
 * `npm run bench:integrators`: measures cost and gain of an unfold. The error of an LTC layer of 8 units at dt 1 with each
 * integrator, against RK4 with 256 unfolds in float64; then the error of three forms of one update in f32 at 10 kHz:
 * h ← (h + s drive) / (1 + s decay), h ← h + s (drive − decay h) / (1 + s decay), and the latter compensated.
 */
import { HEADER_MULTIPLY_ADDS, HEADER_TRANSCENDENTALS } from '../assembly/layout.ts';
import { cells } from '../src/cells/index.ts';
import { figure } from '../src/charts/figure.ts';
import { svgFile } from '../src/charts/svg.ts';
import { compile } from '../src/compile/compile.ts';
import { Random } from '../src/data/random.ts';
import { initialise } from '../src/graph/parameter.ts';
import { type Integrator, integrators, rk4, semiImplicit } from '../src/integrators/index.ts';
import { buildNetwork, type Network } from '../src/network/network.ts';
import { loadSync } from '../src/runtime/index.ts';
import { Evaluator } from '../src/train/evaluate.ts';
import { leak } from './soak/leak.ts';

const UNITS = 8;
const STEPS = 200;
const UNFOLDS = [1, 2, 3, 4, 6, 8, 12, 16, 32];

/** An LTC layer alone: one input, the state is the output. */
const layer = (integrator: Integrator, unfolds: number): Network =>
  buildNetwork({
    inputs: 1,
    outputs: UNITS,
    layers: [{ cell: cells.ltc(), units: UNITS, integrator, unfolds }],
    readout: 'none',
  });

/** First weights with seed 1, W and U three times as large, so that the field is far from linear, as after training. */
const random = new Random(1);
const weights = new Map(
  layer(rk4, 1).parameters.map((p) => {
    const data = initialise(p, random);
    return [p.name, p.name === 'W' || p.name === 'U' ? data.map((w) => 3 * w) : data];
  }),
);
const inputs = Float64Array.from({ length: STEPS }, (_, t) => Math.fround(Math.sin(0.3 * t)));
const sequence = { length: STEPS, inputs, targets: new Float64Array(0), dt: null };
const trajectory = (network: Network): Float64Array => new Evaluator(network, weights).outputs(sequence);
const reference = trajectory(layer(rk4, 256));
const worst = (got: ArrayLike<number>, want: ArrayLike<number>): number =>
  Array.from(want).reduce((top, y, i) => Math.max(top, Math.abs(got[i] - y)), 0);

if (process.argv.includes('--svg')) {
  // the figure of docs/choosing-an-integrator.md
  const chart = figure({
    kind: 'points',
    title: 'Error against unfolds',
    note: `ltc, ${UNITS} units, dt 1, ${STEPS} steps: the worst error of the state with each integrator.`,
    x: { label: 'unfolds', unit: '', scale: 'log' },
    y: { label: 'worst error of the state', unit: '', scale: 'log' },
    series: integrators.map((i) => ({
      name: i.name,
      line: true,
      points: UNFOLDS.map((unfolds) => ({ x: unfolds, y: worst(trajectory(layer(i, unfolds)), reference) })),
    })),
  });
  process.stdout.write(svgFile(chart));
  process.exit();
}

const largest = worst(new Float64Array(reference.length), reference);
console.log(`ltc, ${UNITS} units, 1 input, dt 1, ${STEPS} steps; the largest |h| is ${largest.toFixed(3)}`);
console.log('worst error of the state in float64, against rk4 with 256 unfolds\n');
const row = ([first, ...rest]: readonly string[]): void =>
  console.log(first.padEnd(8) + rest.map((text) => text.padStart(15)).join(''));
row(['unfolds', ...integrators.map((i) => i.name)]);
for (const unfolds of UNFOLDS)
  row([
    String(unfolds),
    ...integrators.map((i) => worst(trajectory(layer(i, unfolds)), reference).toExponential(1)),
  ]);

console.log('\nmultiply-adds and transcendentals of a step\n');
row(['unfolds', ...integrators.map((i) => i.name)]);
const blobOf = (network: Network): Uint8Array => compile(network, weights).blob;
for (const unfolds of UNFOLDS)
  row([
    String(unfolds),
    ...integrators.map((i) => {
      const blob = blobOf(layer(i, unfolds));
      const header = new DataView(blob.buffer, blob.byteOffset);
      const [ma, tr] = [HEADER_MULTIPLY_ADDS, HEADER_TRANSCENDENTALS].map((at) => header.getUint32(at, true));
      return `${ma} + ${tr}`;
    }),
  ]);

const six = layer(semiImplicit, 6);
const inMachine = loadSync(blobOf(six)).run(inputs);
console.log(
  `\nrounding: the interpreter in f32 against float64, both semi-implicit with 6 unfolds: ` +
    `worst error ${worst(inMachine, trajectory(six)).toExponential(1)}`,
);

/** dh/dt = (1 − h)/τ from h = 0, 10 kHz, 20 s, 6 unfolds of semi-implicit: 1.2 million substeps of 1/60,000 s. */
const [RATE, SECONDS, K] = [10_000, 20, 6];
const f = Math.fround;
console.log(`\ndh/dt = (1 - h)/tau at ${RATE / 1000} kHz for ${SECONDS} s, semi-implicit, ${K} unfolds`);
console.log(
  'error at the end in f32, against the same substeps in float64; compensated is what the interpreter does\n',
);
row(['tau', 'quotient', 'increment', 'compensated']);
for (const tau of [1, 10, 100]) {
  const dt = f(1 / RATE);
  const [s, decay] = [f(dt / K), f(1 / tau)];
  let [exact, quotient, increment] = [0, 0, 0];
  const divisor = f(1 + f(s * decay));
  for (let i = 0; i < RATE * SECONDS * K; i++) {
    exact += (s * (decay - decay * exact)) / (1 + s * decay);
    quotient = f(f(quotient + f(s * decay)) / divisor);
    increment = f(increment + f(f(s * f(decay - f(decay * increment))) / divisor));
  }
  const session = loadSync(compile(leak(tau, K), new Map()).blob).session();
  let compensated = 0;
  for (let i = 0; i < RATE * SECONDS; i++) compensated = session.step([1], dt)[0];
  row([String(tau), ...[quotient, increment, compensated].map((h) => Math.abs(h - exact).toExponential(1))]);
}
