/** First states that were trained: parameters such as `h0` beside a recurrent module. */
import { ImportError, shown } from '../error.ts';
import type { NamedTensor } from '../safetensors.ts';
import { isRecurrent, type Module } from './modules.ts';
import { product } from './state-dict.ts';

const START = '(?:0|_0|_?init(?:ial)?|_?start)';
const HIDDEN = new RegExp(
  `(?:^|\\.)(?:h${START}|hidden${START}|hx0?|hidden_state${START}|(?:init(?:ial)?|start)_?(?:h|hx|hidden|state|hidden_state))(?:\\.(\\d+))?$`,
);
const CELL = new RegExp(
  `(?:^|\\.)(?:c${START}|cell${START}|cx0?|cell_state${START}|(?:init(?:ial)?|start)_?(?:c|cx|cell|cell_state))(?:\\.(\\d+))?$`,
);

export interface Starts {
  readonly h0?: NamedTensor;
  readonly c0?: NamedTensor;
}

export interface FoundStarts {
  readonly of: ReadonlyMap<Module, Starts>;
  /** Names of the tensors that were used. */
  readonly used: ReadonlySet<string>;
}

/**
 * The first states of modules, by names and sizes.
 * @throws ImportError where it is not certain whose a first state is
 */
export function startsOf(
  loose: ReadonlyMap<string, NamedTensor>,
  modules: readonly Module[],
  file: string,
): FoundStarts {
  const of = new Map<Module, { h0?: NamedTensor; c0?: NamedTensor }>();
  const used = new Set<string>();
  for (const [name, tensor] of loose) {
    const key = HIDDEN.test(name) ? 'h0' : CELL.test(name) ? 'c0' : null;
    if (key === null) continue;
    const [, index] = (key === 'h0' ? HIDDEN : CELL).exec(name) ?? [];
    const owner = ownerOf(name, tensor, key, index, modules, file);
    const starts = of.get(owner) ?? {};
    if (starts[key])
      throw new ImportError(
        `${file}: tensors ${shown(starts[key].name)} and ${shown(name)} are both first states of ${shown(owner.name)}`,
      );
    of.set(owner, { ...starts, [key]: tensor });
    used.add(name);
  }
  return { of, used };
}

function ownerOf(
  name: string,
  { shape }: NamedTensor,
  key: 'h0' | 'c0',
  index: string | undefined,
  modules: readonly Module[],
  file: string,
): Module {
  const all = modules.filter((one) => isRecurrent(one) && (key === 'h0' || one.kind === 'LSTM'));
  const fits = ({ units = 0, depth = 1, outputs }: Module): boolean =>
    product(shape) === depth * (key === 'h0' ? outputs : units);
  const around = name.replace(/[^.]*(\.\d+)?$/, '');
  const near = all.filter((one) => around !== '' && one.name === around.slice(0, -1));
  const numbered = index === undefined ? undefined : all[Number(index)];
  const among = near.length > 0 ? near : numbered ? [numbered] : all;
  const found = among.filter(fits);
  if (found.length === 1) return found[0];
  throw new ImportError(
    `${file}: tensor ${shown(name)} [${shape.join(', ')}] looks like a first state, but ` +
      (found.length === 0
        ? 'no recurrent module has so many units: rename or leave it out when saving'
        : `may be of ${found.map((one) => shown(one.name)).join(' or ')}: save it within that module`),
  );
}
