import type { Port } from './allocate.ts';

/** What a blob's metadata may say. */
export interface Metadata {
  readonly inputStatistics?: { readonly mean: readonly number[] };
  readonly [key: string]: unknown;
}

/** Keys that a host chooses by, and that decide how `meniscus run` steps. */
const chosenBy = ['interval', 'timed', 'timeColumn', 'unfolds'];

/**
 * What is left of a blob's metadata when only running counts: the names of states and probes, by which a session reads them,
 * the means that stand in for missing inputs, the interval, and the losses that a budget chooses by. Nobody can tell from
 * it any more what the model is.
 */
export function stripped(metadata: Metadata, ports: readonly Port[]): object {
  const named = ports.map(({ kind, name }) => (kind === 'state' || kind === 'probe' ? { name } : {}));
  while (named.length > 0 && !('name' in named[named.length - 1])) named.pop();
  const { inputStatistics } = metadata;
  return {
    ports: named,
    ...(inputStatistics && { inputStatistics: { mean: inputStatistics.mean } }),
    ...Object.fromEntries(chosenBy.flatMap((key) => (key in metadata ? [[key, metadata[key]]] : []))),
  };
}
