import { A, B, C, K, LANES, N, type Op, OUT, SPARED, TOGETHER } from '../graph/op.ts';
import { affineOp } from '../ops/index.ts';
import { wasm } from './generated/train.ts';

type Product = (out: number, rows: number, columns: number, w: number, x: number, b: number) => void;

/** The exports of assembly/train. All except the sizes and `first` are addresses in bytes. */
interface Kernels {
  /** Of four lanes. */
  readonly forward: Product;
  /** Of one lane. */
  readonly single: Product;
  backward(
    d: number,
    rows: number,
    columns: number,
    w: number,
    x: number,
    gw: number,
    gx: number,
    gb: number,
    first: number,
  ): void;
}

type Rules = Pick<Op, 'forward' | 'backward'>;

/** The two arrays of a tape, and the rules that compute on them. */
export interface TapeMemory {
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  /** The operation's own rule, or a kernel with the same bits. */
  rulesOf(op: Rules): Rules;
}

const PAGE = 65536;

/**
 * Memory for `size` values and gradients.
 * @param kernels use WebAssembly memory if the host has it, with SIMD kernels for `affine`, which takes most of the time; a page
 *   whose policy forbids that gets the same numbers from plain JavaScript, more slowly
 */
export function allocate(size: number, kernels: boolean): TapeMemory {
  const memory = kernels ? webAssembly(size) : null;
  return (
    memory ?? {
      values: new Float64Array(size),
      gradients: new Float64Array(size),
      rulesOf: (op) => op,
    }
  );
}

let compiled: WebAssembly.Module | undefined;

/** Null if the host has no WebAssembly with SIMD, forbids it, or lacks the memory. */
function webAssembly(size: number): TapeMemory | null {
  try {
    compiled ??= new WebAssembly.Module(wasm());
    const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * 8 * size) / PAGE) });
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    const affine = affineWith(exports as unknown as Kernels, 8 * size);
    return {
      values: new Float64Array(memory.buffer, 0, size),
      gradients: new Float64Array(memory.buffer, 8 * size, size),
      rulesOf: (op) => (op === affineOp ? affine : op),
    };
  } catch {
    return null;
  }
}

/** @param g where the gradients begin, in bytes */
function affineWith({ forward, backward, single }: Kernels, g: number): Rules {
  return {
    forward(_v, t, i) {
      const lanes = t[i + LANES];
      const sum = lanes === TOGETHER ? forward : single;
      const w = 8 * t[i + A];
      sum(8 * t[i + OUT], t[i + N] / lanes, t[i + K] / lanes, w, 8 * t[i + B], 8 * t[i + C]);
    },
    backward(v, gradients, t, i) {
      if (t[i + LANES] !== TOGETHER) return affineOp.backward(v, gradients, t, i);
      const w = 8 * t[i + A];
      const x = 8 * t[i + B];
      const rows = t[i + N] / TOGETHER;
      const columns = t[i + K] / TOGETHER;
      backward(g + 8 * t[i + OUT], rows, columns, w, x, g + w, g + x, g + 8 * t[i + C], t[i + SPARED]);
    },
  };
}
