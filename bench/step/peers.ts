/**
 * The runtimes for any network that the interpreter is compared with. They are no dependency of the project: they lie in
 * bench/peers, with a lock file of their own, and are found at run time if `npm ci --prefix bench/peers` was run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Case } from './case.ts';

export interface OpenPeer {
  /** One step from the present state; the outputs. */
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

/** A module of bench/peers. */
interface PeerModule {
  /** The model of a case, as this peer would download it. */
  prepare(one: Case): Promise<unknown>;
  open(model: unknown): Promise<OpenPeer>;
}

/** Seen from the root of the project, as everything that a bench reads at run time. */
const folder = 'bench/peers';

const peers = [
  { name: 'onnxruntime-web', module: 'onnxruntime.mjs', library: 'onnxruntime-web' },
  { name: 'tfjs-wasm', module: 'tfjs.mjs', library: '@tensorflow/tfjs-backend-wasm' },
];

/** What both peers are given as models; HLLN has no fast form in either. */
const supported: readonly string[] = ['ltc', 'cfc', 'lstm', 'gru'];

/** The peers that are installed in bench/peers, or why there are none. Loads none of them. */
export async function findPeers(): Promise<readonly Peer[] | { readonly skipped: string }> {
  const found = peers.flatMap(({ name, module, library }): Peer[] => {
    const manifest = resolve(folder, 'node_modules', library, 'package.json');
    if (!existsSync(manifest)) return [];
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return [
      {
        name,
        version,
        supports: ({ cell }) => supported.includes(cell),
        async open(one) {
          // a variable, so that bundlers leave it alone
          const address = pathToFileURL(resolve(folder, module)).href;
          const { prepare, open } = (await import(/* @vite-ignore */ address)) as PeerModule;
          return open(await prepare(one));
        },
      },
    ];
  });
  return found.length > 0 ? found : { skipped: `skipped: no peers; npm ci --prefix ${folder} installs them` };
}
