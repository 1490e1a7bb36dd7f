/** The wasm builds under test, compiled when they are out of date. */
import { readFileSync } from 'node:fs';
import { instantiateSync } from '@assemblyscript/loader';
import { buildWasm } from '../../scripts/wasm.js';
import type { InterpreterExports } from '../../src/runtime/interpreter.ts';

await buildWasm();

export interface Machine extends InterpreterExports {
  /** For hosts that do not read the blob themselves. */
  port(i: number): number;
  origin(i: number): number;
}

export interface CheckedMachine extends Machine {
  multiplyAdds(): number;
  transcendentals(): number;
  resetCounters(): void;
  skipSessions(count: number): void;
}

export type Build = 'simd' | 'scalar' | 'checked';
export const BUILDS: Build[] = ['simd', 'scalar', 'checked'];

export const bytesOf = (target: string) =>
  readFileSync(new URL(`../../build/${target}.wasm`, import.meta.url));

const modules = new Map<string, WebAssembly.Module>();

export function moduleOf(target: string): WebAssembly.Module {
  let module = modules.get(target);
  if (!module) modules.set(target, (module = new WebAssembly.Module(bytesOf(target))));
  return module;
}

/** A fresh interpreter with nothing loaded. */
export function fresh(build: Build): CheckedMachine {
  return instantiateSync(moduleOf(build)).exports as unknown as CheckedMachine;
}

/** Opens a blob on an interpreter; the status. */
export function open(machine: Machine, blob: Uint8Array, unfolds = 0, weights = 0): number {
  const address = machine.reserve(blob.length);
  if (address === 0) throw new Error('reserve failed');
  new Uint8Array(machine.memory.buffer, address, blob.length).set(blob);
  return machine.open(blob.length, unfolds, weights);
}

/** An interpreter with a blob that must be accepted. */
export function loaded(build: Build, blob: Uint8Array, unfolds = 0, weights = 0): CheckedMachine {
  const machine = fresh(build);
  const status = open(machine, blob, unfolds, weights);
  if (status !== 0)
    throw new Error(`open: status ${status}, details ${machine.detail(0)}, ${machine.detail(1)}`);
  return machine;
}

/** A view of n floats of the memory, valid until it grows. */
export const floats = (machine: Machine, address: number, n: number) =>
  new Float32Array(machine.memory.buffer, address, n);
