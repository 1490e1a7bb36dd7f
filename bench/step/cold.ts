/** Cold starts, each in a fresh process: of the interpreter and of the peers, by the scripts of bench/peers. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import type { Case } from './case.ts';

/** `meniscus`, or the name of a peer that findPeers() found. */
export type RuntimeName = 'meniscus' | 'onnxruntime-web' | 'tfjs-wasm';

/** See bench/peers/cold.mjs and bench/peers/parcel.mjs. Times in ms, sizes in bytes. */
export interface ColdStart {
  readonly name: RuntimeName;
  readonly version: string;
  readonly node: string;
  readonly msToFirstStep: number;
  readonly msLoad: number;
  readonly msOpen: number;
  readonly msStep: number;
  readonly rss: number;
  readonly rssBefore: number;
  readonly wasmMemoryBytes: number;
  readonly modelBytes: number;
  readonly shippedBytesRaw: number;
  readonly shippedBytesGzip: number;
  readonly output: readonly number[];
}

/** What was made for a runtime and a case, to be started as often as wanted. */
export interface Parcel {
  readonly folder: string;
  readonly file: string;
}

/**
 * Puts into an empty folder what a browser would download. Needs `npm run build`; a peer has to be installed.
 * @throws Error with what the script said
 */
export function makeParcel(name: RuntimeName, one: Case, folder: string): Parcel {
  const file = join(folder, 'case');
  // the model has functions, which no other process could be given
  const { network: _model, trained: _trained, ...plain } = one;
  writeFileSync(file, serialize(plain));
  execFileSync(process.execPath, ['bench/peers/parcel.mjs', name, file, folder], { stdio: 'pipe' });
  return { folder, file };
}

/**
 * @param node the Node that runs it; by default this one
 * @throws Error with what the script said
 */
export function coldStart({ folder, file }: Parcel, node = process.execPath): ColdStart {
  return JSON.parse(execFileSync(node, ['bench/peers/cold.mjs', folder, file], { encoding: 'utf8' }));
}
