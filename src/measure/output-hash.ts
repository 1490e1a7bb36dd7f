/**
 * Checks that two hosts compute the same: hashes the bits of all outputs of 1,000 steps with drawn inputs and irregular dt.
 * Needs nothing of a host, so that every host can run it: docs/hosts.md.
 */
import { fnv1a } from '../runtime/bytes.ts';
import type { Model } from '../runtime/model.ts';
import type { Outputs } from '../runtime/origins.ts';

/** The line of a model's card. A test reads it there. */
export const hashLine = (hash: string): string =>
  `[Output hash](../docs/hosts.md), 1,000 steps: \`${hash}\`.`;

const STEPS = 1000;
/** Seed of xorshift32, which makes inputs and dt; run.c has the same numbers. */
const SEED = 0x9e3779b9;

/** Draws numbers that f32 holds exactly, so that every host gets the same. */
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

/** FNV-1a, 64 bits, over the bytes of all floats, little-endian. */
export class Hash {
  #halves: [low: number, high: number] | undefined;

  add({ buffer, byteOffset, byteLength }: Outputs): void {
    this.#halves = fnv1a(new Uint8Array(buffer, byteOffset, byteLength), this.#halves);
  }

  get hex(): string {
    const [low, high] = this.#halves ?? fnv1a(new Uint8Array());
    return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }
}

/** The inputs [T × N] and the T intervals of the steps. */
export function drawSequence({ inputs: width }: Pick<Model, 'inputs'>): {
  inputs: Float32Array;
  dt: Float32Array;
} {
  const draws = new Draws();
  const inputs = new Float32Array(STEPS * width);
  const dt = new Float32Array(STEPS);
  for (let t = 0; t < STEPS; t++) {
    for (let i = 0; i < width; i++) inputs[t * width + i] = draws.input();
    dt[t] = draws.dt();
  }
  return { inputs, dt };
}

/**
 * Hashes 1,000 steps to 16 hexadecimal digits. Steps one at a time, then all of them again by `run`.
 * @throws Error if `run` gives other outputs; MeniscusError if the model fails in a step
 */
export function hashOf(model: Model): string {
  // it holds the names, and a host that cannot read it would lose them unnoticed
  if (Object.keys(model.metadata).length === 0) throw new Error('the metadata were not read');
  const { inputs, dt } = drawSequence(model);
  const stepped = new Hash();
  const session = model.session();
  for (let t = 0; t < STEPS; t++)
    stepped.add(session.step(inputs.subarray(t * model.inputs, (t + 1) * model.inputs), dt[t]));
  const ran = new Hash();
  ran.add(model.run(inputs, { dt }));
  if (ran.hex !== stepped.hex) throw new Error(`run gives ${ran.hex}, steps give ${stepped.hex}`);
  return stepped.hex;
}
