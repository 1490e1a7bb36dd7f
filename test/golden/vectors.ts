/** What PyTorch computed, as test/golden/README.md describes it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSafetensors, type Safetensors } from '../../src/import/safetensors.ts';

export const folder = fileURLToPath(new URL('.', import.meta.url));
const ENDING = '.cases.safetensors';

/** Names of all vectors: NAME.safetensors are the weights, NAME.cases.safetensors what they have to give. */
export const names: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

export const weightsOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(`${folder}${name}.safetensors`));

const opened = (file: string): Safetensors =>
  readSafetensors(new Uint8Array(readFileSync(folder + file)), { file });

/** The cases of a vector, and what stands beside them: class, arguments, wiring, the sizes of its tensors. */
export function casesOf(name: string) {
  const { tensors, metadata } = opened(name + ENDING);
  return { tensors, described: JSON.parse(metadata.vector) };
}

/** A training of PyTorch, with its parameters, gradients and losses by their names: `loss_f64`, `init.W`, …. */
export interface TraceRun {
  readonly model: string;
  readonly integrator: string;
  readonly params: number;
  readonly test_mse: Readonly<Record<string, number>>;
  readonly numbers: (name: string) => Float64Array;
}

/** The training trace of the damped oscillator at ζ = 0.3. */
export function readTrace(): { zeta: number; runs: readonly TraceRun[] } {
  const { tensors, metadata } = opened('damped-oscillator-training.safetensors');
  const { zeta, runs } = JSON.parse(metadata.trace) as { zeta: number; runs: Omit<TraceRun, 'numbers'>[] };
  const numbersOf =
    ({ model, integrator }: (typeof runs)[0]) =>
    (name: string): Float64Array => {
      const tensor = tensors.get(`${model}.${integrator}.${name}`);
      if (!tensor) throw new Error(`the trace has no ${model}.${integrator}.${name}`);
      return tensor.data;
    };
  return { zeta, runs: runs.map((run) => ({ ...run, numbers: numbersOf(run) })) };
}
