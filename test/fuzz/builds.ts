/** The interpreters that blobs are opened on, each compiled once. */
import { readFileSync } from 'node:fs';
import { instantiateSync } from '@assemblyscript/loader';
import type { CheckedMachine } from '../interpreter/builds.ts';

export interface Opener {
  readonly name: string;
  /** A fresh interpreter with nothing open. */
  start(): CheckedMachine;
  /** A fresh interpreter with the blob open; null if it refuses it. */
  open(bytes: Uint8Array): CheckedMachine | null;
}

function opener(name: string): Opener[] {
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(readFileSync(`build/${name}.wasm`));
  } catch {
    console.error(`skipped: this host has no ${name} interpreter`);
    return [];
  }
  const start = (): CheckedMachine => instantiateSync(module).exports as unknown as CheckedMachine;
  return [
    {
      name,
      start,
      open(bytes) {
        const machine = start();
        const address = machine.reserve(bytes.length) >>> 0;
        if (address === 0) return null;
        new Uint8Array(machine.memory.buffer, address, bytes.length).set(bytes);
        return machine.open(bytes.length, 0, 0) === 0 ? machine : null;
      },
    },
  ];
}

export const machines: readonly Opener[] = ['simd', 'scalar', 'checked', 'relaxed'].flatMap(opener);
