import { compile } from '../src/compile/compile.ts';
import type { ParameterValues } from '../src/compile/fold.ts';
import { readBlob } from '../src/format/read.ts';
import type { Contender, TrainedContender } from '../src/jobs/contender.ts';
import { bestOf } from '../src/jobs/tuning.ts';
import type { Baseline, Metric } from '../src/measure/baselines.ts';
import { latency } from '../src/measure/latency.ts';
import { machinePredictor, type Predictor, referencePredictor } from '../src/measure/predictor.ts';
import { difference, spread } from '../src/measure/statistics.ts';
import { buildNetwork } from '../src/network/network.ts';
import { resolve } from '../src/network/spec.ts';
import { loadSync } from '../src/runtime/index.ts';
import { Evaluator } from '../src/train/evaluate.ts';
import type { Panel } from './claim.ts';
import type { arithmetics, Comparison, ContenderResult, Run } from './result.ts';

/** A contender's blobs with the weights of one training. */
export function blobsOf({ name, model: description, probes }: Contender, parameters: ParameterValues) {
  const network = buildNetwork(resolve(description));
  return {
    model: network,
    f32: compile(network, parameters, { weights: 'f32', name, probes }).blob,
    q8: compile(network, parameters, { weights: 'q8', name, probes }).blob,
  };
}

/** Calls `use` with a blob in WebAssembly, and disposes of it afterwards. */
export function inMachine<T>(blob: Uint8Array, name: string, use: (predictor: Predictor) => T): T {
  const machine = loadSync(blob, { name });
  try {
    return use(machinePredictor(machine));
  } finally {
    machine.dispose();
  }
}

/**
 * Measures the trained models of a contender: errors of all seeds, size and speed of the first seed's f32 blob. Call it
 * when nothing else runs.
 * @param milliseconds about how long to time steps
 */
export function measure(panel: Panel, trained: TrainedContender, milliseconds: number): ContenderResult {
  const { contender, runs: results } = trained;
  const compiled = results.map(({ parameters }) => blobsOf(contender, new Map(parameters)));
  const runs = results.map((result, i): Run => {
    const { model: network, f32, q8 } = compiled[i];
    return {
      seed: contender.seeds[i],
      seconds: result.seconds,
      epochs: result.epochs,
      ...(result.diverged !== undefined && { diverged: result.diverged }),
      errors: {
        float64: panel.evaluate(referencePredictor(new Evaluator(network, new Map(result.parameters)))),
        wasmF32: inMachine(f32, contender.name, (predictor) => panel.evaluate(predictor)),
        wasmQ8: inMachine(q8, contender.name, (predictor) => panel.evaluate(predictor)),
      },
    };
  });
  const [first] = compiled;
  const f32 = loadSync(first.f32, { name: contender.name });
  const q8 = loadSync(first.q8, { name: contender.name });
  const result: ContenderResult = {
    name: contender.name,
    ...(contender.family !== undefined && { family: contender.family }),
    parameters: first.model.parameterCount,
    blobBytes: { f32: first.f32.length, q8: first.q8.length },
    residentBytes: { f32: f32.memory.residentBytes, q8: q8.memory.residentBytes },
    arenaBytes: readBlob(first.f32).header.arenaBytes,
    errors: spreads(panel.metrics, runs),
    runs,
    ...tuningOf(trained),
    latency: latency(f32, milliseconds),
  };
  f32.dispose();
  q8.dispose();
  return result;
}

function tuningOf({ tuning }: TrainedContender): Pick<ContenderResult, 'tuning'> {
  const best = bestOf(tuning);
  if (!best) return {};
  return {
    tuning: {
      tried: tuning.map(({ options: tried, losses }) => ({
        options: Object.entries(tried)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
        losses,
      })),
      chosen: tuning.indexOf(best),
    },
  };
}

function spreads(metrics: readonly Metric[], runs: readonly Run[]): ContenderResult['errors'] {
  const of = (arithmetic: (typeof arithmetics)[number]) =>
    Object.fromEntries(
      metrics.map(({ key }) => [key, spread(runs.map((run) => run.errors[arithmetic][key]))]),
    );
  return { float64: of('float64'), wasmF32: of('wasmF32'), wasmQ8: of('wasmQ8') };
}

/** Compares the panel's subject with every other contender and every baseline, by every metric, in WASM f32. */
export function comparisonsOf(
  { subject, metrics }: Panel,
  contenders: readonly ContenderResult[],
  baselines: readonly Baseline[],
): Comparison[] {
  const ours = contenders.find(({ name }) => name === subject);
  if (!ours) return [];
  const valuesOf = ({ runs }: ContenderResult, key: string): number[] =>
    runs.map(({ errors }) => errors.wasmF32[key]);
  const compare = (
    { key, better = 'lower' }: Metric,
    other: string,
    theirs: readonly number[],
  ): Comparison => {
    const found = difference(valuesOf(ours, key), theirs);
    const sign = better === 'lower' ? -found.called : found.called;
    return {
      subject: ours.name,
      other,
      metric: key,
      difference: found,
      called: sign > 0 ? 'better' : sign < 0 ? 'worse' : 'not told apart',
    };
  };
  return metrics.flatMap((metric) => [
    ...contenders
      .filter((contender) => contender !== ours && contender.runs.length === ours.runs.length)
      .map((contender) => compare(metric, contender.name, valuesOf(contender, metric.key))),
    ...baselines
      .filter(({ errors }) => errors[metric.key] !== undefined)
      .map(({ name, errors }) =>
        compare(
          metric,
          name,
          ours.runs.map(() => errors[metric.key]),
        ),
      ),
  ]);
}

/** A trained model in WebAssembly, f32. @param seed index into the seeds */
export function predictorOf({ contender, runs }: TrainedContender, seed: number): Predictor {
  const { f32 } = blobsOf(contender, new Map(runs[seed].parameters));
  return machinePredictor(loadSync(f32, { name: contender.name }));
}
