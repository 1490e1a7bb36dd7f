/** examples/worker in a workerd of this machine: bundled as wrangler bundles it, its storage in a folder. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { build } from 'esbuild';

/** From the root; a package of test/runtimes/package.json. */
export const WORKERD = 'test/runtimes/node_modules/@cloudflare/workerd-linux-64/bin/workerd';

/** As it says itself: `workerd 2026-11-17`. */
export const workerdVersion = (root: string): string =>
  execFileSync(join(root, WORKERD), ['--version'], { encoding: 'utf8' }).trim();

/** The variables of `Env` in the example. */
export type Variables = Readonly<
  Partial<Record<'SAVE_EVERY' | 'SAVE_WITHIN' | 'STALE_AFTER' | 'TOKEN', string>>
>;

export interface Server {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly pid: number;
  /** By SIGTERM it may finish what it is doing, by SIGKILL it may not. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * Bundles the Worker into `<folder>/bundle`: its script, the interpreter and the models, as they come after `npm run build`.
 * @param root of the repository
 */
export async function bundleWorker(root: string, folder: string): Promise<void> {
  await build({
    entryPoints: [join(root, 'examples/worker/src/index.ts')],
    outdir: join(folder, 'bundle'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'warning',
    external: ['cloudflare:*', 'node:*'],
    // as the package's exports name it under the condition workerd
    alias: { meniscus: join(root, 'dist/workerd/simd.js') },
    loader: { '.mns': 'copy', '.wasm': 'copy' },
    assetNames: '[name]',
  });
}

const kinds: Record<string, string> = { '.js': 'esModule', '.wasm': 'wasm', '.mns': 'data' };

function config(modules: readonly string[], variables: Variables): string {
  const first = modules.find((name) => name.endsWith('.js'))!;
  // the first module is the Worker
  const ordered = [first, ...modules.filter((name) => name !== first)];
  const texts = Object.entries(variables).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  );
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "disk", disk = (path = "storage", writable = true))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "2026-01-01",
  modules = [${ordered.map((name) => `(name = "${name}", ${kinds[extname(name)]} = embed "bundle/${name}")`).join(', ')}],
  durableObjectNamespaces = [(className = "Stream", uniqueKey = "stream", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [${['(name = "STREAMS", durableObjectNamespace = "Stream")', ...texts].join(', ')}],
);
`;
}

/**
 * Starts workerd with the bundle and the storage of a folder, on 127.0.0.1 and a port that is free. It ends with this
 * process at the latest.
 * @throws if it ends before it listens, with what it said
 */
export async function serve(root: string, folder: string, variables: Variables = {}): Promise<Server> {
  mkdirSync(join(folder, 'storage'), { recursive: true });
  writeFileSync(
    join(folder, 'config.capnp'),
    config(
      readdirSync(join(folder, 'bundle')).map((name) => basename(name)),
      variables,
    ),
  );
  const child = spawn(join(root, WORKERD), ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-10_000);
  });
  const port = await Promise.race([
    listening(child.stdio[3] as Readable),
    ended.then(([code]) => {
      throw new Error(`workerd ended with ${code}: ${said}`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    async stop(signal) {
      child.kill(signal);
      await ended;
      process.off('exit', kill);
    },
  };
}

/** The port, which workerd tells on its control pipe once it listens. */
async function listening(control: Readable): Promise<number> {
  for await (const line of createInterface(control)) {
    const { event, port } = JSON.parse(line);
    if (event === 'listen') return port;
  }
  throw new Error('workerd said no port');
}
