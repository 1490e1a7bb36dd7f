/**
 * What every host runs: each model for 1,000 steps, and the hash of its outputs. It asks nothing of the
 * host but `print`, and does not await in `runSync`; bundle.ts makes one script of it and the models.
 */
import { hashOf } from '../../src/audit/output-hash.ts';
import * as js from '../../src/runtime/entries/js.ts';
import * as relaxed from '../../src/runtime/entries/relaxed.ts';
import * as scalar from '../../src/runtime/entries/scalar.ts';
import * as simd from '../../src/runtime/entries/simd.ts';
import models from './models.ts';

export type Print = (line: string) => void;

const entries = { simd, scalar, js };
type Entry = keyof typeof entries;

export interface Selection {
  readonly builds?: readonly Entry[];
  /** Instead of the entry's own: compiled, or as bytes. */
  readonly machines?: { readonly [build in Entry]?: simd.MachineSource };
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

/** What is run: the loaders, a blob, and the options it is loaded with. */
function* cases({ builds = ['simd', 'scalar'], machines }: Selection) {
  for (const build of builds)
    for (const [name, base64] of Object.entries(models))
      yield {
        title: `${name} ${build}`,
        entry: entries[build],
        blob: bytesOf(base64),
        options: { machine: machines?.[build], name },
      };
}

/** Prints `<model> <build> <hash>` for each, by `load`. */
export async function run(print: Print, selection: Selection = {}): Promise<void> {
  for (const { title, entry, blob, options } of cases(selection))
    print(`${title} ${hashOf(await entry.load(blob, options))}`);
}

/** As `run`, by `loadSync` and without awaiting. */
export function runSync(print: Print, selection: Selection = {}): void {
  for (const { title, entry, blob, options } of cases(selection))
    print(`${title} ${hashOf(entry.loadSync(blob, options))}`);
}

/** Prints `relaxed` and whether this host has that build, whose bits are its own: a self-test compares it with `simd`. */
export function runRelaxed(print: Print): void {
  try {
    for (const base64 of Object.values(models)) relaxed.loadSync(bytesOf(base64));
    print('relaxed runs');
  } catch (error) {
    print(`relaxed: ${(error as Error).message}`);
  }
}
