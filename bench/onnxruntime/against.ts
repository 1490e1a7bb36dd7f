/** A streaming model in both runtimes, in turns: the median time of a step, and the median of the ratios of each turn. */
import { median } from '../../src/data/sequence.ts';
import { loadSync } from '../../src/runtime/index.ts';
import type { Pair } from './models.ts';
import type { Runtime } from './session.ts';

export interface Against {
  readonly cell: string;
  readonly units: number;
  /** Steps in a call. */
  readonly block: number;
  /** Microseconds of a step. */
  readonly meniscus: number;
  readonly onnxruntime: number;
  /** onnxruntime by meniscus. */
  readonly ratio: number;
  /** The largest difference of their outputs. */
  readonly difference: number;
}

const TURNS = 9;
const STEPS = 1024;

const signal = Float32Array.from({ length: STEPS }, (_, t) => Math.sin(0.1 * t));

/** Runs all steps of the signal from zero, in blocks. */
export async function against(runtime: Runtime, pair: Pair, block: number): Promise<Against> {
  const { InferenceSession, Tensor } = runtime;
  const session = loadSync(pair.blob).session();
  const other = await InferenceSession.create(pair.graph(block), { executionProviders: ['wasm'] });
  const own = new Float32Array(STEPS);
  const theirs = new Float32Array(STEPS);
  const ours = (): void => {
    session.reset();
    if (block === 1) for (let t = 0; t < STEPS; t++) own[t] = session.step(signal.subarray(t, t + 1))[0];
    else for (let t = 0; t < STEPS; t += block) own.set(session.run(signal.subarray(t, t + block)), t);
  };
  const run = async (): Promise<void> => {
    const zeros = () => new Tensor('float32', new Float32Array(pair.units), [1, 1, pair.units]);
    let kept = Object.fromEntries(pair.states.map((state) => [state, zeros()]));
    for (let t = 0; t < STEPS; t += block) {
      const x = new Tensor('float32', signal.subarray(t, t + block), [block, 1, 1]);
      const found = await other.run({ x, ...kept });
      theirs.set(found.y.data, t);
      kept = Object.fromEntries(pair.states.map((state) => [state, found[`${state}_out`]]));
    }
  };
  for (let i = 0; i < 3; i++) {
    ours();
    await run();
  }
  const times: [number, number][] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const start = performance.now();
    ours();
    const between = performance.now();
    await run();
    times.push(
      [between - start, performance.now() - between].map((ms) => (ms * 1000) / STEPS) as [number, number],
    );
  }
  await other.release();
  return {
    ...{ cell: pair.cell, units: pair.units, block },
    meniscus: median(times.map(([a]) => a)),
    onnxruntime: median(times.map(([, b]) => b)),
    ratio: median(times.map(([a, b]) => b / a)),
    difference: Math.max(...own.map((y, t) => Math.abs(y - theirs[t]))),
  };
}
