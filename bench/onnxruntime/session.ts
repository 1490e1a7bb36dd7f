/** onnxruntime-web of bench/peers, in Node and on one thread. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExportedStep } from '../../src/import/index.ts';

interface Tensor {
  readonly data: Float32Array | Float64Array;
}
export interface Runtime {
  readonly env: { readonly wasm: { numThreads: number }; logLevel: string };
  readonly Tensor: new (
    type: 'float32' | 'float64',
    data: Float32Array | Float64Array,
    shape: readonly number[],
  ) => Tensor;
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<InferenceSession>;
  };
}
export interface InferenceSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

const library = resolve('bench/peers/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs');

/** Null where it is not installed, which is said. */
export async function onnxruntime(): Promise<Runtime | null> {
  if (!existsSync(library)) {
    console.log('skipped: onnxruntime-web; npm ci --prefix bench/peers installs it');
    return null;
  }
  const runtime = (await import(/* @vite-ignore */ pathToFileURL(library).href)) as Runtime;
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = 'error';
  return runtime;
}

/** What to feed a model with: T steps of N numbers, and the times between them. */
interface Sequence {
  readonly inputs: Float64Array;
  readonly dt: Float64Array;
}

/** The outputs of an exported step, as the interpreter gives those of a blob: [T × M]. */
export async function outputsOf(
  { Tensor, InferenceSession }: Runtime,
  { bytes, timed, states, notes }: ExportedStep,
  { inputs, dt }: Sequence,
): Promise<number[]> {
  const session = await InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const width = inputs.length / dt.length;
  const wide = notes.some((note) => note.startsWith('x and y are float64'));
  const float = (data: ArrayLike<number>, shape: readonly number[]): Tensor =>
    new Tensor('float32', Float32Array.from(data), shape);
  let kept: Record<string, Tensor> = Object.fromEntries(
    states.map(({ input, initial }) => [input, float(initial, [1, initial.length])]),
  );
  const outputs: number[] = [];
  for (let t = 0; t < dt.length; t++) {
    const row = inputs.slice(t * width, (t + 1) * width);
    const x = wide ? new Tensor('float64', row, [1, width]) : float(row, [1, width]);
    const found = await session.run({ ...kept, x, ...(timed && { dt: float([dt[t]], [1]) }) });
    outputs.push(...found.y.data);
    kept = Object.fromEntries(states.map(({ input, output }) => [input, found[output]]));
  }
  await session.release();
  return outputs;
}

/** The largest difference, relative to the largest number. */
export function errorOf(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) throw new Error(`${got.length} outputs, expected ${want.length}`);
  const numbers = Array.from(want);
  const scale = numbers.reduce((most, y) => Math.max(most, Math.abs(y)), 0);
  // NaN counts as any difference
  return (
    numbers.reduce((most, y, i) => {
      const off = Math.abs(y - got[i]);
      return off <= most ? most : Number.isNaN(off) ? Infinity : off;
    }, 0) / scale
  );
}
