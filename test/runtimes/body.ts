/**
 * What every host runs: each model for 1,000 steps, and a hash of the bits of all its outputs. It asks nothing of the
 * host but `print`, and does not await in `runSync`; bundle.ts makes one script of it and the models.
 */
import { type LoadOptions, load, loadSync } from '../../src/runtime/index.ts';
import type { Model } from '../../src/runtime/model.ts';
import models from './models.ts';

export type Print = (line: string) => void;
/** Machines by build, compiled or as bytes, for a host that cannot take those embedded in the runtime. */
export type Machines = { readonly [build in 'simd' | 'scalar']?: LoadOptions['machine'] };

const STEPS = 1000;
/** xorshift32 makes inputs and dt of it; run.c has the same numbers. */
const SEED = 0x9e3779b9;

/** Numbers that f32 holds exactly, so that no host can round them otherwise. */
class Draws {
  #bits = SEED;

  #next(): number {
    this.#bits ^= this.#bits << 13;
    this.#bits ^= this.#bits >>> 17;
    this.#bits ^= this.#bits << 5;
    return this.#bits >>> 0;
  }

  /** In [−4, 4), in steps of 2⁻²¹. */
  input(): number {
    return (this.#next() >>> 8) / 2 ** 21 - 4;
  }

  /** In (0, 2], in steps of 2⁻⁶. */
  dt(): number {
    return (1 + (this.#next() >>> 25)) / 64;
  }
}

/**
 * FNV-1a, 64 bits, over the bytes of all floats, little-endian. http://www.isthe.com/chongo/tech/comp/fnv
 * In two halves: BigInt.asUintN(64, …) of QuickJS gives negative numbers.
 */
class Hash {
  #high = 0xcbf29ce4;
  #low = 0x84222325;

  add(floats: Float32Array): void {
    for (const byte of new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)) {
      const low = (this.#low ^ byte) >>> 0;
      // times the prime 2⁴⁰ + 0x1b3
      const product = low * 0x1b3;
      this.#high = (Math.imul(this.#high, 0x1b3) + (low << 8) + Math.floor(product / 2 ** 32)) >>> 0;
      this.#low = product >>> 0;
    }
  }

  get hex(): string {
    return [this.#high, this.#low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }
}

/** Steps one at a time, then all of them again by `run`, which has to give the same. */
function hashOf(model: Model): string {
  // names come from it, and a host that cannot read it would lose them unseen
  if (Object.keys(model.metadata).length === 0) throw new Error('the metadata were not read');
  const draws = new Draws();
  const inputs = new Float32Array(STEPS * model.inputs);
  const dt = new Float32Array(STEPS);
  const stepped = new Hash();
  const session = model.session();
  for (let t = 0; t < STEPS; t++) {
    const row = inputs.subarray(t * model.inputs, (t + 1) * model.inputs);
    for (let i = 0; i < row.length; i++) row[i] = draws.input();
    dt[t] = draws.dt();
    stepped.add(session.step(row, dt[t]));
  }
  const ran = new Hash();
  ran.add(model.run(inputs, { dt }));
  if (ran.hex !== stepped.hex) throw new Error(`run gives ${ran.hex}, steps give ${stepped.hex}`);
  return stepped.hex;
}

/** base64 without the host's decoder, which worklets and bare engines lack. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const text = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let i = 0, at = 0, bits = 0; i < text.length; i++) {
    bits = (bits << 6) | digits.indexOf(text[i]);
    if (i % 4 > 0) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bytes;
}

/** What is run: a name, the blob, and the options it is loaded with. */
function* cases(machines: Machines | undefined, builds: readonly ('simd' | 'scalar')[]) {
  for (const build of builds)
    for (const [name, base64] of Object.entries(models))
      yield {
        title: `${name} ${build}`,
        blob: bytesOf(base64),
        options: { build, machine: machines?.[build], name },
      };
}

/** Prints `<model> <build> <hash>` for each, by `load`. */
export async function run(
  print: Print,
  machines?: Machines,
  builds: readonly ('simd' | 'scalar')[] = ['simd', 'scalar'],
): Promise<void> {
  for (const { title, blob, options } of cases(machines, builds))
    print(`${title} ${hashOf(await load(blob, options))}`);
}

/** As `run`, by `loadSync` and without awaiting. */
export function runSync(
  print: Print,
  machines?: Machines,
  builds: readonly ('simd' | 'scalar')[] = ['simd', 'scalar'],
): void {
  for (const { title, blob, options } of cases(machines, builds))
    print(`${title} ${hashOf(loadSync(blob, options))}`);
}

/** Prints `relaxed` and whether this host has that build, whose bits are its own: a self-test compares it with `simd`. */
export function runRelaxed(print: Print): void {
  try {
    for (const base64 of Object.values(models)) loadSync(bytesOf(base64), { build: 'relaxed' });
    print('relaxed runs');
  } catch (error) {
    print(`relaxed: ${(error as Error).message}`);
  }
}
