/** Other libraries that run such cells in JavaScript, installed apart from this package in bench/peers. */
import { existsSync } from 'node:fs';
import type { Case } from './case.ts';

export interface OpenPeer {
  step(x: Float64Array, dt: number): Promise<ArrayLike<number>>;
  /** Back to the zero state. */
  reset(): Promise<void> | void;
  close(): Promise<void>;
}

export interface Peer {
  readonly name: string;
  readonly version: string;
  supports(one: Case): boolean;
  open(one: Case): Promise<OpenPeer>;
}

/** What is installed, or why nothing is. */
export async function findPeers(): Promise<readonly Peer[] | { readonly skipped: string }> {
  if (!existsSync('bench/peers/node_modules'))
    return { skipped: 'skipped: bench/peers is not installed (npm ci --prefix bench/peers)' };
  return [];
}
