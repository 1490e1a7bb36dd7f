import { readBlob } from '../blob/read.ts';
import { compile } from '../compile/compile.ts';
import { resolve } from '../compile/describe.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { buildModel } from '../compile/model.ts';
import { loadSync } from '../runtime/index.ts';
import { Evaluator } from '../train/evaluate.ts';
import type { Contender, Panel } from './claim.ts';
import type { JobResult } from './job.ts';
import { latency } from './latency.ts';
import { machinePredictor, type Predictor, referencePredictor } from './predictor.ts';
import type { arithmetics, ContenderResult, Errors, Metric, Run } from './result.ts';
import { spread } from './statistics.ts';

/** A contender's blobs with the weights of one training. */
export function blobsOf({ name, model: description, probes }: Contender, parameters: ParameterValues) {
  const model = buildModel(resolve(description));
  return {
    model,
    f32: compile(model, parameters, { weights: 'f32', name, probes }).blob,
    q8: compile(model, parameters, { weights: 'q8', name, probes }).blob,
  };
}

/**
 * Measures the trained models of a contender: errors of all seeds, size and speed of the first seed's f32 blob. To be
 * called when nothing else runs.
 * @param milliseconds about how long to time steps
 */
export function measure(
  panel: Panel,
  contender: Contender,
  trained: readonly JobResult[],
  milliseconds: number,
): ContenderResult {
  const compiled = trained.map(({ parameters }) => blobsOf(contender, new Map(parameters)));
  const runs = trained.map((result, i): Run => {
    const { model, f32, q8 } = compiled[i];
    const inMachine = (blob: Uint8Array): Errors => {
      const machine = loadSync(blob, { name: contender.name });
      const errors = panel.evaluate(machinePredictor(machine));
      machine.dispose();
      return errors;
    };
    return {
      seed: contender.jobs[i].options.seed ?? 0,
      seconds: result.seconds,
      epochs: result.epochs,
      errors: {
        float64: panel.evaluate(referencePredictor(new Evaluator(model, new Map(result.parameters)))),
        wasmF32: inMachine(f32),
        wasmQ8: inMachine(q8),
      },
    };
  });
  const [first] = compiled;
  const f32 = loadSync(first.f32, { name: contender.name });
  const q8 = loadSync(first.q8, { name: contender.name });
  const result: ContenderResult = {
    name: contender.name,
    parameters: first.model.parameterCount,
    blobBytes: { f32: first.f32.length, q8: first.q8.length },
    residentBytes: { f32: f32.memory.residentBytes, q8: q8.memory.residentBytes },
    arenaBytes: readBlob(first.f32).header.arenaBytes,
    errors: spreads(panel.metrics, runs),
    runs,
    latency: latency(f32, milliseconds),
  };
  f32.dispose();
  q8.dispose();
  return result;
}

function spreads(metrics: readonly Metric[], runs: readonly Run[]): ContenderResult['errors'] {
  const of = (arithmetic: (typeof arithmetics)[number]) =>
    Object.fromEntries(
      metrics.map(({ key }) => [key, spread(runs.map((run) => run.errors[arithmetic][key]))]),
    );
  return { float64: of('float64'), wasmF32: of('wasmF32'), wasmQ8: of('wasmQ8') };
}

/** The trained model of the first seed in WebAssembly, f32. */
export function firstPredictor(contender: Contender, [first]: readonly JobResult[]): Predictor {
  const { f32 } = blobsOf(contender, new Map(first.parameters));
  return machinePredictor(loadSync(f32, { name: contender.name }));
}
