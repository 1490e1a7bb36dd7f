/**
 * What trains besides us, each in a process of its own: PyTorch, if Debian's python3-torch is installed, with the BLAS that
 * comes with it and with OpenBLAS if libopenblas0-pthread is there; tfjs, if `npm ci --prefix bench/peers` was run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { TrainingCase, Updates } from './case.ts';

export interface TrainingPeer {
  readonly name: string;
  readonly command: readonly [program: string, ...words: string[]];
  readonly environment: Readonly<Record<string, string>>;
}

const PYTHON = '/usr/bin/python3';
const LIBRARIES = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
const TORCH = '/usr/lib/python3/dist-packages/torch/__init__.py';

/** The peers that are installed. Starts none of them. */
export function installedPeers(): TrainingPeer[] {
  const torch = (
    [
      ['PyTorch', 'blas'],
      ['PyTorch, OpenBLAS', 'openblas-pthread'],
    ] as const
  ).map(([name, folder]) => ({
    name,
    command: [PYTHON, 'bench/peers/train-torch.py'] as const,
    environment: { LD_PRELOAD: `${LIBRARIES}/${folder}/libblas.so.3`, OPENBLAS_NUM_THREADS: '1' },
    needs: [TORCH, `${LIBRARIES}/${folder}/libblas.so.3`],
  }));
  const tfjs = {
    name: 'tfjs-wasm',
    command: [process.execPath, 'bench/peers/train-tfjs.mjs'] as const,
    environment: {},
    needs: ['bench/peers/node_modules/@tensorflow/tfjs/package.json'],
  };
  return [...torch, tfjs].filter(({ needs }) => needs.every((file) => existsSync(file)));
}

export interface OpenTrainingPeer {
  readonly version: string;
  readonly updates: Updates;
  close(): void;
}

/** @throws Error with the peer's name if it ends before it is asked to */
export async function openPeer(
  { name, command: [program, ...words], environment }: TrainingPeer,
  one: TrainingCase,
): Promise<OpenTrainingPeer> {
  const child = spawn(program, [...words, JSON.stringify(one)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done) throw new Error(`${name} ended: ${(await once(child, 'close')).join(' ')}`);
    return value;
  };
  const { version } = JSON.parse(await next()) as { version: string };
  return {
    version,
    async updates(count) {
      child.stdin.write(`${count}\n`);
      return Number(await next());
    },
    close: () => child.stdin.end(),
  };
}
