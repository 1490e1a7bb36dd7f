/** Reads a state_dict: as one network of a known class, or as a chain of modules. */
import { classes } from '../classes/index.ts';
import { torchNn } from '../classes/torch-nn.ts';
import { readNamed } from '../named.ts';
import type { ImportOptions } from '../options.ts';
import type { Found } from '../readers/reader.ts';
import { readChained } from './chained.ts';
import type { StateDict } from './state-dict.ts';

/** The options of `ImportOptions` that state_dicts have. */
export const stateDictOptions = ['config', 'prefix', 'readout', 'layers'] as const;

/** @throws ImportError naming the tensor or module, or the option that the file does not tell */
export function readStateDict(dict: StateDict, options: ImportOptions): Found {
  const found = isNamed(dict, options) ? readNamed(dict, options) : readChained(dict, options);
  return { ...found, notes: [...(dict.notes ?? []), ...found.notes] };
}

const RECURRENT = /^(.*?)(?:weight|bias)_(?:ih|hh)_l\d+(?:_reverse)?$/;

/** Whether it is a network of ncps, or one module of torch.nn alone or with `fc` behind it. */
function isNamed({ tensors }: StateDict, { layers, readout, config, prefix }: ImportOptions): boolean {
  if (layers !== undefined) return false;
  const names = [...tensors.keys()];
  const liquid = classes.filter((one) => one !== torchNn).map(({ signature }) => signature);
  if (names.some((name) => liquid.some((one) => name === one || name.endsWith(`.${one}`)))) return true;
  const { class: name, args = {} } = config ?? {};
  if (readout !== undefined || name !== undefined || Object.keys(args).some((key) => key !== 'nonlinearity'))
    return true;
  if (!names.some((one) => /(^|\.)weight_ih(_l0)?(_g|_orig|\.original0)?$/.test(one))) return true;
  const modules = new Set(names.flatMap((one) => RECURRENT.exec(one)?.slice(1, 2) ?? []));
  if (prefix !== undefined) {
    const isThere =
      prefix.includes(',') || (prefix.endsWith('.') && names.some((one) => one.startsWith(prefix)));
    return !isThere || (modules.has(prefix) && !isPlainRnn(tensors, prefix, args));
  }
  const others = names.filter((one) => !RECURRENT.test(one));
  if (modules.size !== 1) return modules.size > 1 && others.length === 0;
  const [own] = modules;
  const around = own.replace(/[^.]+\.$/, '');
  return (
    others.every((one) =>
      [`${own}fc`, `${around}fc`].some((fc) => one === `${fc}.weight` || one === `${fc}.bias`),
    ) && !isPlainRnn(tensors, own, args)
  );
}

/** Whether a module is an RNN whose nonlinearity nobody said. */
function isPlainRnn(tensors: StateDict['tensors'], prefix: string, args: object): boolean {
  const [rows, columns] = ['ih', 'hh'].map((part) =>
    tensors.get(`${prefix}weight_${part}_l0`)?.shape.at(part === 'ih' ? 0 : 1),
  );
  return !('nonlinearity' in args) && rows !== undefined && rows === columns;
}
