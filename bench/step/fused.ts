/**
 * The kernels of bench/native/*.ts: what one writes by hand for exactly one cell, compiled with the options of the interpreter.
 * They are called as src/runtime/session.ts calls the interpreter, so that both pay the same for it.
 */
import type { Case, CellName } from './case.ts';
import { packs } from './pack.ts';

export const fusedCells = Object.keys(packs) as CellName[];

/** @throws Error with the compiler's messages, or where the cell has no kernel */
export async function compileKernel(cell: CellName): Promise<Uint8Array<ArrayBuffer>> {
  const { default: asc } = await import('assemblyscript/asc');
  let wasm: string | Uint8Array | null = null;
  const options = ['--config', 'asconfig.json', '--target', 'simd', '--outFile', 'kernel.wasm'];
  const { error, stderr } = await asc.main([`bench/native/${cell}.ts`, ...options], {
    writeFile(_, contents) {
      wasm = contents;
    },
  });
  if (error || wasm === null) throw new Error(`bench/native/${cell}.ts: ${error?.message}\n${stderr}`);
  return Uint8Array.from(wasm as Uint8Array);
}

/** As in src/runtime/session.ts. */
const FEW = 16;

/** What every kernel exports. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  /** Makes room for a cell; gives the address of its constants. */
  prepare(inputs: number, units: number): number;
  inputAt(): number;
  outputAt(): number;
  /** 0, or what was not finite. */
  step(dt: number): number;
}

/** A cell in its kernel, in the zero state. */
export class FusedCell {
  readonly #kernel: Kernel;
  readonly #input: Float32Array;
  readonly #output: Float32Array;

  constructor(wasm: Uint8Array<ArrayBuffer>, one: Case) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
    const kernel = exports as unknown as Kernel;
    const constants = kernel.prepare(one.inputs, one.units);
    const pack = packs[one.cell];
    if (!pack) throw new Error(`${one.cell} has no kernel`);
    const { buffer } = kernel.memory;
    new Float32Array(buffer, constants).set(pack(one));
    this.#kernel = kernel;
    this.#input = new Float32Array(buffer, kernel.inputAt(), one.inputs);
    const outputs = one.cell === 'hlln' ? one.units : 1;
    this.#output = new Float32Array(buffer, kernel.outputAt(), outputs);
  }

  /** One step; the outputs are a view that is valid until the next. */
  step(input: ArrayLike<number>, dt: number): Float32Array {
    const view = this.#input;
    const length = view.length;
    if (input.length !== length) throw new RangeError(`${input.length} inputs instead of ${length}`);
    if (length < FEW) for (let i = 0; i < length; i++) view[i] = input[i];
    else view.set(input);
    const status = this.#kernel.step(dt);
    if (status !== 0) throw new Error(`the kernel gave status ${status}`);
    return this.#output;
  }
}
