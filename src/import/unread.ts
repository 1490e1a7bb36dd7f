/** The tensors that an import does not read: what they are and what to do about them. */
import { shown } from './error.ts';
import type { Outline } from './safetensors.ts';

/** The most tensors that an error lists. */
const MOST = 12;

/** `"fc.weight" [2, 8]`, and so on. */
export function listed(tensors: readonly Outline[], most = MOST): string {
  if (tensors.length === 0) return 'none';
  const some = tensors.slice(0, most).map(({ name, shape }) => `${shown(name)} [${shape.join(', ')}]`);
  return some.join(', ') + (tensors.length > most ? ` and ${tensors.length - most} more` : '');
}

/** Names of the Linears among them with this input width. */
export function linearsBehind(tensors: readonly Outline[], width: number): string[] {
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  return tensors.flatMap(({ name, shape }) => {
    const [, linear] = /^(.+)\.weight$/.exec(name) ?? [];
    if (linear === undefined || shape.length !== 2 || shape[0] === 0 || shape[1] !== width) return [];
    const bias = shapes.get(`${linear}.bias`);
    return bias === undefined || (bias.length === 1 && bias[0] === shape[0]) ? [linear] : [];
  });
}

/** A remark on each BatchNorm among them. */
export const normalisations = (tensors: readonly Outline[]): string[] =>
  tensors.flatMap(({ name }) => {
    const [, layer] = /^(?:(.+)\.)?running_mean$/.exec(name) ?? [];
    if (!/(^|\.)running_mean$/.test(name)) return [];
    return [`${shown(layer ?? name)} is a BatchNorm: named in --layers among the modules, it is folded in`];
  });

/** The network that was read. */
interface Read {
  /** Its class. */
  readonly is: string;
  readonly inputs: number;
  readonly prefix: string;
  /** The Linear behind it. */
  readonly readout: string | undefined;
  /** Linears that fit, if there is none. */
  readonly fitting: readonly string[];
}

/** The error for tensors that belong to no network, if the whole file was to be read. */
export function surplusOf(
  surplus: readonly Outline[],
  { is, inputs, prefix, readout, fitting }: Read,
): string {
  const [{ name }, ...more] = surplus;
  const belong = more.length > 0 ? ` and ${more.length} more belong` : ' belongs';
  const normalised = normalisations(surplus);
  const isScaling = surplus.every(({ shape }) => shape.length === 1 && shape[0] === inputs);
  const alone = readout === undefined ? '' : ` --readout ${readout}`;
  const hints = [
    ...normalised,
    ...(normalised.length === 0 && isScaling
      ? [
          `they have a number for each of the ${inputs} inputs, as a scaling has: scale the inputs before the blob`,
        ]
      : []),
    ...(fitting.length > 0
      ? [`behind the network fits ${fitting.map((one) => `--readout ${one}`).join(' or ')}`]
      : readout === undefined
        ? ['name a Linear behind the network with --readout']
        : []),
  ];
  const leave = prefix
    ? `leave them out: --prefix ${prefix}${alone} reads without them`
    : 'leave them out when saving';
  const ways = [...hints, hints.length > 0 ? `or ${leave}` : leave];
  return `tensor ${shown(name)}${belong} to no ${is}: ${listed(surplus)}; ${ways.join('; ')}`;
}
