import type { Port } from './allocate.ts';

/** What a blob's metadata may say. */
export interface Metadata {
  readonly inputStatistics?: { readonly mean: readonly number[] };
  readonly missing?: { readonly share?: unknown };
  readonly [key: string]: unknown;
}

/** Keys by which a host chooses unfolds, and `meniscus run` its steps. */
const chosenBy = ['interval', 'timed', 'timeColumn', 'time', 'unfolds'];

/**
 * The metadata that running needs: names of states and probes (a session reads them by name), the means that replace missing
 * inputs and how missing ones are treated, the interval, and the losses for a budget's choice. They do not tell what the
 * model is.
 */
export function stripped(metadata: Metadata, ports: readonly Port[]): object {
  const named = ports.map(({ kind, name }) => (kind === 'state' || kind === 'probe' ? { name } : {}));
  while (named.length > 0 && !('name' in named[named.length - 1])) named.pop();
  const { inputStatistics, missing } = metadata;
  const { share: _, ...treated } = missing ?? {};
  return {
    ports: named,
    ...(inputStatistics && { inputStatistics: { mean: inputStatistics.mean } }),
    ...(missing && { missing: treated }),
    ...Object.fromEntries(chosenBy.flatMap((key) => (key in metadata ? [[key, metadata[key]]] : []))),
  };
}
