/** A chain of modules as a network: in the order that was said, or that file and shapes tell. */
import type { Activation } from '../../cells/activation.ts';
import { assemble } from '../chain/assemble.ts';
import type { ChainLayer } from '../chain/layers.ts';
import { Config } from '../config.ts';
import { ImportError, shown } from '../error.ts';
import type { ImportOptions } from '../options.ts';
import type { Found } from '../readers/reader.ts';
import type { NamedTensor, Outline } from '../safetensors.ts';
import { listed } from '../unread.ts';
import { built, EPSILON } from './build.ts';
import { startsOf } from './initial.ts';
import { type Item, parseLayers } from './layers-option.ts';
import { isRecurrent, type Module, modulesOf, type Parts } from './modules.ts';
import { fits, onlyOrder } from './order.ts';
import { plain } from './reparametrised.ts';
import { scaled } from './scaled.ts';
import type { StateDict } from './state-dict.ts';

/** A step of the chain. */
type Link =
  | { readonly module: Module; readonly activation: Activation }
  | { readonly sign: Item['sign']; readonly tensor: NamedTensor | 'input' };

interface Plan {
  readonly links: readonly Link[];
  readonly notes: readonly string[];
}

/** Reads the modules of a state_dict as a chain. @throws ImportError naming what is not read, or the option that says what is missing */
export function readChained(dict: StateDict, options: ImportOptions): Found {
  const { file, prefix, layers } = options;
  const { tensors, folded } = plain(dict.tensors, file);
  const within = behindPrefixes(tensors, prefix, file);
  const parts = modulesOf(within, dict.others, file);
  const starts = startsOf(parts.loose, parts.modules, file);
  const loose = new Map([...parts.loose].filter(([name]) => !starts.used.has(name)));
  const plan = layers === undefined ? guessed(parts, loose, file) : told(layers, parts, loose, file);
  const modules = plan.links.flatMap((link) => ('module' in link ? [link.module] : []));
  const recurrentOnes = modules.filter(isRecurrent);
  if (recurrentOnes.length === 0)
    throw new ImportError(
      `${file}: ${layers === undefined ? 'has' : '--layers names'} no LSTM, GRU or RNN; ${inFile(parts)}`,
    );
  const nonlinearity = nonlinearityOf(options, modules);
  const options_ = (module: Module) => ({ nonlinearity: nonlinearity.value, ...starts.of.get(module) });
  const chain: ChainLayer[] = [];
  let width = firstWidth(modules);
  const inputs = width;
  let residual: number[] | undefined;
  for (const link of plan.links) {
    if ('module' in link) {
      const { module, activation } = link;
      if (module.outputs > 0 && module.inputs !== width)
        throw new ImportError(
          `${file}: module ${shown(module.name)} reads ${module.inputs} numbers, but ${width} come to it; ${layers === undefined ? '' : '--layers has another order than the model: '}${inFile(parts)}`,
        );
      chain.push(...built(module, activation, width, options_(module)));
      width = module.outputs || width;
    } else if (link.tensor === 'input') residual = addedInputs(link, plan.links, width, inputs, file);
    else chain.push(scaled(link.sign, link.tensor, width, file));
  }
  const used = new Set<string>(starts.used);
  for (const link of plan.links)
    if ('module' in link) for (const { name } of link.module.tensors.values()) used.add(name);
    else if (link.tensor !== 'input') used.add(link.tensor.name);
  const unread = [...tensors.values()].filter(({ name }) => !used.has(name));
  const normalised = modules.filter(({ kind }) => kind === 'BatchNorm' || kind === 'LayerNorm');
  const found = assemble({
    inputs,
    chain,
    ...(residual && { residual }),
    notes: [
      ...plan.notes,
      ...nonlinearity.notes,
      ...normalised.map(
        ({ kind, name }) =>
          `${kind} ${shown(name)} is read with PyTorch's default epsilon, ${EPSILON}, which is not in the file`,
      ),
    ],
  });
  return {
    ...found,
    folded: [...folded, ...found.folded],
    unread: unread.map(({ name, dtype, shape }): Outline => ({ name, dtype, shape })),
  };
}

/** The tensors behind any of the prefixes, in their order. */
function behindPrefixes(tensors: ReadonlyMap<string, NamedTensor>, prefix: string | undefined, file: string) {
  if (prefix === undefined) return tensors;
  const found = new Map<string, NamedTensor>();
  for (const one of prefix.split(',').map((text) => text.trim())) {
    const own = [...tensors].filter(([name]) => name.startsWith(one));
    if (own.length === 0)
      throw new ImportError(
        `${file}: no tensor has the prefix ${shown(one)}; there are ${listed([...tensors.values()])}`,
      );
    for (const [name, tensor] of own) found.set(name, tensor);
  }
  return found;
}

const firstWidth = (modules: readonly Module[]): number =>
  modules.find(({ outputs }) => outputs > 0)?.inputs ?? 0;

/** What modules there are, for messages. */
const inFile = ({ modules, loose }: Parts): string =>
  `there are ${modules.map(titled).join(', ') || 'no modules'}${loose.size > 0 ? ` and tensors ${listed([...loose.values()], 6)}` : ''}`;
const titled = ({ name, kind, inputs, outputs, depth = 1 }: Module): string =>
  `${shown(name)} (${kind}${depth > 1 ? ` of ${depth} layers` : ''}${outputs > 0 ? ` ${inputs} → ${outputs}` : ''})`;

/** `encoder:relu,rnn,head`, to be copied. */
const asOption = (modules: readonly Module[], between: (k: number) => string = () => ''): string =>
  `--layers '${modules.map(({ name }, k) => `${name}${between(k)}`).join(',')}'`;

/** The chain that the option says. */
function told(
  text: string,
  { modules, loose: all, strange }: Parts,
  loose: ReadonlyMap<string, NamedTensor>,
  file: string,
): Plan {
  const links = parseLayers(text, file).map(({ name, sign, activation }): Link => {
    if (sign !== '') {
      if (name === 'input' && sign === '+' && !loose.has('input')) return { sign, tensor: 'input' };
      const tensor = named(name, [...loose.values()]);
      if (tensor) return { sign, tensor };
      throw new ImportError(
        `${file}: --layers has no tensor ${shown(name)} to scale by; there are ${listed([...all.values()])}`,
      );
    }
    const module = named(name, modules);
    if (module) return { module, activation };
    const why = strange.get(name);
    if (why !== undefined) throw new ImportError(`${file}: module ${shown(name)} is ${why}`);
    const hint = named(name, [...loose.values()])
      ? ` as a module: say what the tensor does: *${name}, /${name}, +${name} or -${name}`
      : '';
    throw new ImportError(
      `${file}: --layers names ${shown(name)}, which is not there${hint}; ${inFile({ modules, loose, strange })}`,
    );
  });
  const twice = links.find(
    (one, k) =>
      'module' in one && links.slice(0, k).some((other) => 'module' in other && other.module === one.module),
  );
  if (twice && 'module' in twice)
    throw new ImportError(`${file}: --layers names ${shown(twice.module.name)} twice`);
  return { links, notes: [] };
}

/** The one of this name, or the only one whose name ends with it. */
function named<T extends { readonly name: string }>(name: string, all: readonly T[]): T | undefined {
  const exact = all.find((one) => one.name === name);
  if (exact) return exact;
  const ends = all.filter((one) => one.name.endsWith(`.${name}`));
  return ends.length === 1 ? ends[0] : undefined;
}

/** The chain that file and shapes tell; what they do not tell is said, or asked for. */
function guessed(
  { modules, strange, loose: all }: Parts,
  loose: ReadonlyMap<string, NamedTensor>,
  file: string,
): Plan {
  const [odd] = strange;
  const ways = `say the modules in their order: ${asOption(modules)}`;
  if (odd)
    throw new ImportError(
      `${file}: module ${shown(odd[0])} is ${odd[1]}${modules.length > 0 ? `; or leave it out: ${asOption(modules)}` : ''}`,
    );
  if (loose.size > 0)
    throw new ImportError(
      `${file}: what tensor ${shown([...loose.keys()][0])} does is not in the file: ${listed([...loose.values()])}; say it as *scale, /deviation, -mean or +offset among the modules: ` +
        `${asOption(modules)}, where only those that are named are used`,
    );
  if (!fits(modules)) {
    const only = onlyOrder(modules);
    throw new ImportError(
      `${file}: its modules do not follow one another in the order of the file: ${inFile({ modules, strange, loose: all })}; ` +
        (only ? `say it; only this one fits: ${asOption(only)}` : `${ways}, those that the output needs`),
    );
  }
  const pair = modules.findIndex(
    (one, k) => one.kind === 'Linear' && nextProduct(modules, k)?.kind === 'Linear',
  );
  if (pair >= 0) {
    const next = nextProduct(modules, pair) as Module;
    throw new ImportError(
      `${file}: the activation between ${shown(modules[pair].name)} and ${shown(next.name)} is not in the file: say it: ` +
        `${asOption(modules, (k) => (k === pair ? ':relu' : ''))}, or linear if there is none`,
    );
  }
  const linears = modules.filter(({ kind }) => kind === 'Linear');
  const names = modules.map(({ name }) => shown(name)).join(', ');
  const notes =
    modules.length === 1
      ? []
      : [
          `read as ${names}, in the order of the file, without an activation behind ${linears.map(({ name }) => shown(name)).join(' or ') || 'them'}: a state_dict holds neither. ${asOption(modules, (k) => (modules[k].kind === 'Linear' ? ':tanh' : ''))} says otherwise`,
        ];
  return { links: modules.map((module) => ({ module, activation: 'linear' })), notes };
}

/** The next module that multiplies, if no activation comes before it. */
const nextProduct = (modules: readonly Module[], k: number): Module | undefined => {
  const next = modules.slice(k + 1).find(({ kind }) => kind !== 'BatchNorm' && kind !== 'LayerNorm');
  return next?.kind === 'PReLU' ? undefined : next;
};

function addedInputs(
  link: Link,
  links: readonly Link[],
  width: number,
  inputs: number,
  file: string,
): number[] {
  if (links[links.length - 1] !== link)
    throw new ImportError(`${file}: --layers adds the inputs before its end; write +input last`);
  if (width > inputs)
    throw new ImportError(
      `${file}: --layers adds ${inputs} inputs to ${width} outputs; there must be an input for each`,
    );
  return Array.from({ length: width }, (_, i) => i);
}

/** tanh, PyTorch's default, unless an option says otherwise. */
function nonlinearityOf({ config, file }: ImportOptions, modules: readonly Module[]) {
  const { class: name, args = {} } = config ?? {};
  const rnn = modules.find(({ kind }) => kind === 'RNN');
  const strange = Object.keys(args).find((key) => key !== 'nonlinearity');
  if (name !== undefined || strange !== undefined)
    throw new ImportError(
      `${file}: ${name === undefined ? `--${strange?.replaceAll('_', '-')}` : 'the class of a configuration'} is for a file of one network of ncps or torch.nn with a Linear behind it; this one has other modules`,
    );
  const value = new Config(file, config).find('nonlinearity', ['tanh', 'relu'] as const);
  if (value !== undefined && !rnn)
    throw new ImportError(`${file}: --nonlinearity is for an RNN, and there is none`);
  return {
    value: (value ?? 'tanh') as 'tanh' | 'relu',
    notes:
      rnn && value === undefined
        ? [
            `RNN ${shown(rnn.name)} is read with tanh, PyTorch's default, which is not in the file: --nonlinearity relu says otherwise`,
          ]
        : [],
  };
}
