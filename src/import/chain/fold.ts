/** Folds scales and shifts of a chain into the products beside them. */
import type { LayerSource } from '../../network/sources.ts';
import type { ChainLayer } from './layers.ts';

export interface Folded {
  readonly chain: readonly ChainLayer[];
  /** What was folded into what. */
  readonly folded: readonly string[];
}

/** The layers that a layer reads or adds; `input` for the network's own. */
const sourcesOf = ({ layer: { from, add = [] } }: ChainLayer, k: number): readonly LayerSource[] => [
  ...(from ?? [k === 0 ? 'input' : k - 1]),
  ...add,
];

/** What the layer at k reads, if that is one layer or the input, and nothing is added to what it gives. */
const onlySource = ({ layer: { from } }: ChainLayer, k: number): LayerSource | null =>
  from === undefined ? (k === 0 ? 'input' : k - 1) : from.length === 1 ? from[0] : null;

const isScale = ({ layer }: ChainLayer): boolean => layer.cell === 'elementwise' && layer.add === undefined;

/** Folds as many as it can, one after the other. */
export function folded(chain: readonly ChainLayer[]): Folded {
  for (const [k, one] of chain.entries()) {
    if (!isScale(one)) continue;
    const made = behind(chain, k) ?? ahead(chain, k);
    if (!made) continue;
    const rest = folded(made.chain);
    return { chain: rest.chain, folded: [made.what, ...rest.folded] };
  }
  return { chain, folded: [] };
}

interface Made {
  readonly chain: readonly ChainLayer[];
  readonly what: string;
}

/** Into the linear layer that it reads: scale (W x + b) + shift. */
function behind(chain: readonly ChainLayer[], k: number): Made | null {
  const source = onlySource(chain[k], k);
  if (typeof source !== 'number') return null;
  const before = chain[source];
  const { cell, options = {}, add } = before.layer;
  const isLinear = cell === 'dense' && ('activation' in options ? options.activation : 'linear') === 'linear';
  if (!isLinear || add || readersOf(chain, source).length > 1) return null;
  const { weight: scale, bias: shift } = chain[k].parameters;
  const { weight, bias } = before.parameters;
  const columns = weight.length / bias.length;
  const parameters = {
    weight: weight.map((w, i) => w * scale[Math.floor(i / columns)]),
    bias: bias.map((b, i) => b * scale[i] + shift[i]),
  };
  return {
    chain: without(chain.with(source, { ...before, parameters }), k, source),
    what: `${chain[k].title} into ${before.title}`,
  };
}

/** Into the one product that reads it: W (scale x + shift) + b. */
function ahead(chain: readonly ChainLayer[], k: number): Made | null {
  const readers = readersOf(chain, k);
  const source = onlySource(chain[k], k);
  if (readers.length !== 1 || source === null) return null;
  const [at] = readers;
  const next = chain[at];
  if (!next.reads || next.layer.add?.includes(k) || onlySource(next, at) !== k) return null;
  const { weight: scale, bias: shift } = chain[k].parameters;
  const { weight, bias } = next.reads;
  const W = next.parameters[weight];
  const b = next.parameters[bias];
  const columns = scale.length;
  const parameters = {
    ...next.parameters,
    [weight]: W.map((w, i) => w * scale[i % columns]),
    [bias]: b.map((x, r) => {
      const row = W.subarray(r * columns, (r + 1) * columns);
      return x + row.reduce((sum, w, j) => sum + w * shift[j], 0);
    }),
  };
  return {
    chain: without(chain.with(at, { ...next, parameters }), k, source),
    what: `${chain[k].title} into ${next.title}`,
  };
}

/** The layers that read or add the layer at k; the last layer is read by the network's output too. */
const readersOf = (chain: readonly ChainLayer[], k: number): number[] =>
  chain.flatMap((one, at) => (sourcesOf(one, at).includes(k) ? [at] : []));

/** The chain without the layer at k: what read it reads `instead`. */
function without(chain: readonly ChainLayer[], k: number, instead: LayerSource): ChainLayer[] {
  const moved = (source: LayerSource): LayerSource => {
    const to = source === k ? instead : source;
    return typeof to === 'number' && to > k ? to - 1 : to;
  };
  return chain.flatMap((one, at) => {
    if (at === k) return [];
    const { from, add } = one.layer;
    const reads = (from ?? [at === 0 ? 'input' : at - 1]).map(moved);
    const index = at > k ? at - 1 : at;
    const isUsual = reads.length === 1 && reads[0] === (index === 0 ? 'input' : index - 1);
    const { from: _, ...layer } = one.layer;
    return [
      {
        ...one,
        layer: {
          ...layer,
          ...(!isUsual && { from: reads }),
          ...(add && { add: add.map(moved) }),
        } as ChainLayer['layer'],
      },
    ];
  });
}
