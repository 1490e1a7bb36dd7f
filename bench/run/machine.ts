/** The machine that figures were measured on: without it they mean nothing. */
import { cpus, release, type } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** `v20.20.2`. */
  readonly node: string;
  readonly v8: string;
  readonly os: string;
}

export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? process.arch,
  cores: cpus().length,
  node: process.version,
  v8: process.versions.v8,
  os: `${type()} ${release()}`,
});

/** `v20.20.2` → 20. */
export const nodeMajor = (node: string): number => Number(/\d+/.exec(node)?.[0]);

/** The name of a processor's results with a major version of Node, for files: `amd-epyc-node20`. */
export function slugOf({ cpu, node }: Pick<Machine, 'cpu' | 'node'>): string {
  const words = cpu
    .replace(/\((R|TM)\)|\bCPU\b|\bProcessor\b|@.*$/gi, ' ')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return `${(words ?? ['machine']).join('-')}-node${nodeMajor(node)}`;
}

/** For the first line of what a benchmark prints. */
export const machineLine = ({ cpu, cores, node, v8 }: Machine = thisMachine()): string =>
  `${cpu}, ${cores} cores, Node ${node} (V8 ${v8})`;
