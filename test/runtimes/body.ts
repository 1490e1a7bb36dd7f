/**
 * What every host runs: each model for 1,000 steps, and the hash of its outputs. It asks nothing of the
 * host but `print`, and does not await in `runSync`; bundle.ts makes one script of it and the models.
 */
import { hashOf } from '../../src/audit/output-hash.ts';
import { type LoadOptions, load, loadSync } from '../../src/runtime/index.ts';
import models from './models.ts';

export type Print = (line: string) => void;
/** Machines by build, compiled or as bytes, for a host that cannot take those embedded in the runtime. */
export type Machines = { readonly [build in 'simd' | 'scalar']?: LoadOptions['machine'] };

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
