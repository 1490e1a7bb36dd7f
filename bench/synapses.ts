/**
 * `npm run bench:synapses [-- --json]`: what one step of `ltc-synaptic` costs, with the wiring of a policy and with every
 * synapse there can be: 5 inputs, 19 units of which 4 are outputs, semi-implicit with 6 unfolds, no read-out. The interpreter
 * against plain float64 JavaScript that goes through lists of synapses, in alternating bursts after their outputs were
 * compared; and against what `meniscus inspect` predicts.
 */
import { cells } from '../src/cells/index.ts';
import { table } from '../src/charts/table.ts';
import { compile } from '../src/compile/compile.ts';
import { Random } from '../src/data/random.ts';
import { costConstants } from '../src/format/cost-constants.ts';
import { predict, termsOf } from '../src/format/cost-model.ts';
import { inspect } from '../src/format/inspect.ts';
import { initialiseAll, type Parameter } from '../src/graph/parameter.ts';
import { semiImplicit } from '../src/integrators/index.ts';
import { buildNetwork } from '../src/network/network.ts';
import { loadSync } from '../src/runtime/index.ts';
import { report, wantsJson } from './run/report.ts';
import { relativeError, TOLERANCE } from './step/case.ts';
import { alternate, inProcess, ratioOf, type Spread, show, spreadOf } from './step/measure.ts';
import { ltcSynaptic } from './step/plain/synaptic.ts';

const WIRINGS = ['auto-ncp', 'fully-connected'] as const;
const [INPUTS, UNITS, OUTPUTS, STEPS] = [5, 19, 4, 64];
const dt = Math.fround(0.1);
const plan = { burstMs: 0.5, totalMs: 2000, warmUpMs: 200, leastSteps: 5 };

interface Result {
  readonly wiring: (typeof WIRINGS)[number];
  readonly transcendentals: number;
  /** Per step. */
  readonly nanoseconds: { readonly machine: Spread; readonly plainJs: Spread };
  readonly plainJsByMachine: Spread;
  /** By the constants that are shipped. */
  readonly predicted: number;
  readonly residentBytes: number;
}

/** A parameter as the cell sees it. */
function seen({ constraint, mask }: Parameter, trained: Float64Array): Float64Array {
  const value = constraint === 'softplus' ? trained.map((x) => Math.log1p(Math.exp(x))) : trained;
  return value.map((x, i) => Math.fround(mask ? x * mask[i] : x));
}

async function measure(type: Result['wiring']): Promise<Result> {
  const cell = cells['ltc-synaptic']({ wiring: { type, outputs: OUTPUTS } });
  const layers = [{ cell, units: UNITS, integrator: semiImplicit, unfolds: 6 }];
  const network = buildNetwork({ inputs: INPUTS, outputs: OUTPUTS, layers, readout: 'none' });
  const random = new Random(1);
  const trained = initialiseAll(network.parameters, random);
  const { blob } = compile(network, trained);
  const machine = loadSync(blob);
  const session = machine.session();
  const parameters = new Map(
    network.parameters.map((p) => [p.name, seen(p, trained.get(p.name) as Float64Array)]),
  );
  const plain = ltcSynaptic((name) => parameters.get(name) as Float64Array, UNITS, INPUTS);
  const rows = Array.from({ length: STEPS }, () =>
    Float32Array.from({ length: INPUTS }, () => random.normal()),
  );
  const wide = rows.map((row) => Float64Array.from(row));
  const error = relativeError(
    wide.flatMap((x) => Array.from(plain(x, dt))),
    rows.flatMap((x) => Array.from(session.step(x, dt))),
  );
  if (!(error <= TOLERANCE))
    throw new Error(`${type}: plain JavaScript differs by ${error.toExponential(1)}`);
  const times = await alternate(
    new Map([
      ['machine', inProcess((x: Float32Array) => session.step(x, dt), rows)],
      ['plainJs', inProcess((x: Float64Array) => plain(x, dt), wide)],
    ]),
    plan,
  );
  const [own, js] = ['machine', 'plainJs'].map((name) => times.get(name) as number[]);
  return {
    wiring: type,
    transcendentals: inspect(blob).work.transcendentals,
    nanoseconds: { machine: spreadOf(own), plainJs: spreadOf(js) },
    plainJsByMachine: ratioOf(js, own),
    predicted: predict(termsOf(blob), costConstants.nanoseconds),
    residentBytes: machine.memory.residentBytes,
  };
}

const json = wantsJson();
const results: Result[] = [];
for (const type of WIRINGS) results.push(await measure(type));

report(
  json,
  { results },
  () =>
    `\nltc-synaptic (${INPUTS}, ${UNITS}), a step, ns: median [p10, p90]\n\n${table([
      [
        'wiring',
        'transcendentals',
        'interpreter',
        'predicted',
        'plain JS',
        'plain JS / interpreter',
        'in memory, B',
      ],
      ...results.map((r) => [
        r.wiring,
        r.transcendentals.toLocaleString('en'),
        show(r.nanoseconds.machine),
        r.predicted.toFixed(0),
        show(r.nanoseconds.plainJs),
        show(r.plainJsByMachine, 1),
        r.residentBytes.toLocaleString('en'),
      ]),
    ])}`,
);
