import { compile } from '../compile/compile.ts';
import { resolve } from '../compile/describe.ts';
import { buildModel } from '../compile/model.ts';
import { loadSync } from '../runtime/index.ts';
import { Evaluator } from '../train/evaluate.ts';
import type { Sequence } from '../train/sequence.ts';
import { meanSquaredError } from './baselines.ts';
import type { Contender, ModelResult } from './claim.ts';
import type { JobResult } from './job.ts';
import { latency } from './latency.ts';
import { spread } from './statistics.ts';

/**
 * Measures the trained models of a contender: errors of all seeds, size and speed of the first seed's f32 blob. To be
 * called when nothing else runs.
 */
export function measure(
  contender: Contender,
  trained: readonly JobResult[],
  test: readonly Sequence[],
): ModelResult {
  const model = buildModel(resolve(contender.model));
  const seeds = trained.map(({ parameters, seconds }) => {
    const weights = new Map(parameters);
    const reference = new Evaluator(model, weights);
    const blobs = {
      f32: compile(model, weights, { weights: 'f32', name: contender.name }).blob,
      q8: compile(model, weights, { weights: 'q8', name: contender.name }).blob,
    };
    const inMachine = (blob: Uint8Array): number => {
      const machine = loadSync(blob, { name: contender.name });
      const mse = meanSquaredError(
        test.map((s) => machine.run(s.inputs, { dt: s.dt ?? 1 })),
        test,
      );
      machine.dispose();
      return mse;
    };
    return {
      blobs,
      seconds,
      float64: meanSquaredError(
        test.map((s) => reference.outputs(s)),
        test,
      ),
      wasmF32: inMachine(blobs.f32),
      wasmQ8: inMachine(blobs.q8),
    };
  });
  const [{ blobs }] = seeds;
  const f32 = loadSync(blobs.f32);
  const q8 = loadSync(blobs.q8);
  const result = {
    name: contender.name,
    parameters: model.parameterCount,
    blobBytes: { f32: blobs.f32.length, q8: blobs.q8.length },
    arenaBytes: f32.memory.sessionBytes,
    residentBytes: { f32: f32.memory.residentBytes, q8: q8.memory.residentBytes },
    mse: {
      float64: spread(seeds.map((s) => s.float64)),
      wasmF32: spread(seeds.map((s) => s.wasmF32)),
      wasmQ8: spread(seeds.map((s) => s.wasmQ8)),
    },
    latency: latency(f32, 1000),
    trainingSeconds: spread(seeds.map((s) => s.seconds)),
  };
  f32.dispose();
  q8.dispose();
  return result;
}
