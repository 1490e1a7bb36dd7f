/** Reads the constructor arguments that a checkpoint's weights do not tell, from flags or a file. */
import { anything } from '../check/rules.ts';
import { type ConfigFile, ImportError } from '../import/index.ts';
import { UsageError } from './failure.ts';
import { type Details, flag, literal } from './flags/flag.ts';

/** An argument of a constructor, by its name in Python. */
const argument = <const D extends Details>(option: string, details: D) =>
  flag<boolean | number | string, D & { readonly option: string }>(anything, literal, { ...details, option });

/** These arguments as flags, with a hyphen for each underscore. */
export const constructorFlags = {
  'ode-unfolds': argument('ode_unfolds', { help: 'Substeps of an LTC', hint: 'N' }),
  'implicit-param-constraints': argument('implicit_param_constraints', {
    help: 'Whether an LTC applies softplus to its weights',
    hint: 'true|false',
  }),
  'output-size': argument('output_size', {
    help: 'Number of outputs of an LTC without an output mapping',
    hint: 'N',
  }),
  mode: argument('mode', { help: 'Mode of a CfC: default, no_gate or pure', hint: 'NAME' }),
  activation: argument('activation', {
    help: 'Activation of a CfC’s backbone: lecun_tanh, relu, silu, gelu or tanh',
    hint: 'NAME',
  }),
  nonlinearity: argument('nonlinearity', { help: 'Nonlinearity of an RNN: tanh or relu', hint: 'NAME' }),
};

/** @throws ImportError, UsageError for an invalid configuration file */
export function readConfig(bytes: Uint8Array, file: string): ConfigFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UsageError(`${file}: is no JSON: ${(cause as Error).message}`);
  }
  const isObject = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(parsed)) throw new ImportError(`${file}: expected an object with "class" and "args"`);
  const { class: name, args, wiring } = parsed as Record<string, unknown>;
  if (name !== undefined && typeof name !== 'string')
    throw new ImportError(`${file}: "class" must be a name`);
  if (args !== undefined && !isObject(args)) throw new ImportError(`${file}: "args" must be an object`);
  if (wiring !== undefined && wiring !== null && !isObject(wiring))
    throw new ImportError(`${file}: "wiring" must be an object`);
  return parsed as ConfigFile;
}
