import { RECORD_BYTES } from '../../assembly/train/record.ts';
import { RECORD } from '../graph/op.ts';
import { wasm } from './generated/train.ts';
import { type KernelMemory, layOutKernels } from './kernel-records.ts';
import { type List, PlainPlayer, type Player, rulesOf } from './player.ts';
import type { Unrolled } from './unroll.ts';

/** The exports of assembly/train. All except sizes and counts are addresses in bytes. */
interface Kernels {
  play(from: number, end: number): number;
  /** @param distance of the gradients from the values */
  rewind(end: number, start: number, distance: number): number;
  transpose(from: number, rows: number, columns: number, to: number): void;
  matrixGradient(gradient: number, rows: number, columns: number, uses: number, count: number): void;
}

const PAGE = 65536;
/** Steps whose products' gradients are added to a matrix together: what they read stays in the caches. */
const STEPS = 8;

let compiled: WebAssembly.Module | undefined;

/**
 * @param kernels use WebAssembly if the host has it; a page whose policy forbids that gets the same numbers from plain
 *   JavaScript, more slowly
 */
export function playerOf(plan: Unrolled, kernels: boolean): Player {
  // without WebAssembly or its SIMD, where a policy forbids it, and where the memory is lacking
  if (kernels)
    try {
      return new KernelPlayer(plan);
    } catch {}
  return new PlainPlayer(plan);
}

/** Plays records in WebAssembly. Values, gradients and records lie in one memory; the host runs what has no kernel. */
class KernelPlayer implements Player {
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  private readonly kernels: Kernels;
  private readonly memory: KernelMemory;
  private readonly rules: ReturnType<typeof rulesOf>;
  private readonly recordsPerStep: number;

  constructor(private readonly plan: Unrolled) {
    compiled ??= new WebAssembly.Module(wasm());
    this.memory = layOutKernels(plan);
    this.rules = rulesOf(plan);
    this.recordsPerStep = plan.records.length / RECORD / plan.steps;
    const { bytes, values, gradients, written } = this.memory;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    const instance = new WebAssembly.Instance(compiled, { env: { memory } });
    this.kernels = instance.exports as unknown as Kernels;
    this.values = new Float64Array(memory.buffer, values, plan.size);
    this.gradients = new Float64Array(memory.buffer, gradients, plan.size);
    for (const { at, words } of written) new Uint32Array(memory.buffer, at, words.length).set(words);
  }

  play(list: List, count: number): void {
    const { kernels, values, plan } = this;
    const records = plan[list];
    const start = this.memory.records[list];
    const end = start + count * RECORD_BYTES;
    for (let r = kernels.play(start, end); r < end; r = kernels.play(r + RECORD_BYTES, end)) {
      const i = ((r - start) / RECORD_BYTES) * RECORD;
      this.rules.forwards[records[i]](values, records, i);
    }
  }

  rewind(list: List, count: number): void {
    if (list !== 'records') this.rewindBetween(list, 0, count);
    else
      for (let steps = count / this.recordsPerStep; steps > 0; steps -= STEPS)
        this.rewindSteps(Math.max(0, steps - STEPS), steps);
  }

  private rewindSteps(from: number, to: number): void {
    const { kernels, recordsPerStep } = this;
    const { gradients, matrices } = this.memory;
    this.rewindBetween('records', from * recordsPerStep, to * recordsPerStep);
    for (const { at, rows, columns, list, usesPerStep } of matrices)
      kernels.matrixGradient(
        gradients + 8 * at,
        rows,
        columns,
        list + 8 * from * usesPerStep,
        (to - from) * usesPerStep,
      );
  }

  private rewindBetween(list: List, from: number, to: number): void {
    const { kernels, plan } = this;
    const records = plan[list];
    const first = this.memory.records[list];
    const start = first + from * RECORD_BYTES;
    const distance = this.memory.gradients - this.memory.values;
    for (let r = kernels.rewind(first + to * RECORD_BYTES, start, distance); r > start; ) {
      r -= RECORD_BYTES;
      const i = ((r - first) / RECORD_BYTES) * RECORD;
      this.rules.backwards[records[i]](this.values, this.gradients, records, i);
      r = kernels.rewind(r, start, distance);
    }
  }

  ready(): void {
    const { values, matrices } = this.memory;
    for (const { at, rows, columns, transposed } of matrices)
      this.kernels.transpose(values + 8 * at, rows, columns, transposed);
  }
}
