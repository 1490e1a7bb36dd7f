/** `meniscus/import`: networks that other libraries trained, from the files that these write. */
import { checkOptions } from '../check/options.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { buildNetwork, type Network, type ResolvedSpec } from '../network/network.ts';
import type { States } from './classes/class.ts';
import { ImportError, importError, shown } from './error.ts';
import { givenOf, type ImportOptions, rules } from './options.ts';
import { readers } from './readers/index.ts';
import type { Found, Reader } from './readers/reader.ts';
import type { Outline } from './safetensors.ts';
import { started } from './start.ts';

export interface Imported extends Omit<Found, 'spec' | 'states' | 'unread' | 'fitting'> {
  /** The kind of file: `safetensors`. */
  readonly format: string;
  readonly spec: ResolvedSpec;
  readonly network: Network;
  readonly parameters: ParameterValues;
  /** For each of our states, the one of PyTorch; without names where the file is not of PyTorch. */
  readonly states: States;
  /** Tensors that were not read, because a prefix or the layers were given. */
  readonly unread: readonly Outline[];
  /** Unread Linears that fit behind the network: choices for `readout`. */
  readonly fitting: readonly string[];
}

/**
 * Reads a model from a file of any known kind, found by its content.
 * @param bytes the whole file
 * @throws ImportError in one line that begins with the file's name: what is wrong, where, and what to do, or the option that
 * the file does not tell
 */
export async function importModel(bytes: Uint8Array, options: ImportOptions): Promise<Imported> {
  checkOptions('importModel', options, rules, importError);
  const { file } = options;
  const reader = readers.find((one) => one.recognises(bytes));
  if (!reader) throw new ImportError(`${file}: ${unknown(bytes)}`);
  checkGiven(reader, options);
  const { read } = await reader.load();
  const own = await read(bytes, options);
  const isStarted = options.start === undefined || reader.options.includes('start');
  const found = isStarted ? own : started(own, options.start, file);
  const network = built(found, file);
  return {
    ...{ states: { layered: false, names: {} }, unread: [], fitting: [] },
    ...found,
    ...{ format: found.format ?? reader.name, spec: network.spec, network },
  };
}

/** @throws ImportError for what no network can be made of */
function built({ spec }: Found, file: string): Network {
  try {
    return buildNetwork(spec);
  } catch (error) {
    throw new ImportError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** What to say of a file that is of no known kind. */
function unknown(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'is empty: save or download it again';
  const first = String.fromCharCode(...bytes.subarray(0, 8)).replace(/[^ -~]/g, '?');
  return `is of no known kind: begins with ${shown(first)}; can be read: ${readers.map(({ name }) => name).join(', ')}`;
}

/** @throws ImportError naming an option that is not for files of this kind */
function checkGiven({ name, options: known }: Reader, options: ImportOptions): void {
  const strange = givenOf(options).find((key) => key !== 'start' && !known.includes(key));
  if (strange === undefined) return;
  const those = known.length === 0 ? 'it has none' : `there are ${known.map((key) => `--${key}`).join(', ')}`;
  throw new ImportError(`${options.file}: --${strange} is no option of ${name} files: ${those}`);
}

export { type Compiled, type CompileOptions, compile } from '../compile/compile.ts';
export type { ModelClass, States } from './classes/class.ts';
export type { ConfigFile } from './config.ts';
export { ImportError } from './error.ts';
export {
  type ExportedState,
  type ExportedStep,
  type ExportOptions,
  exportOnnx,
  exportTorchScript,
} from './export/index.ts';
export { type Exported, exportModel } from './export/state-dict.ts';
export type { ImportOptions } from './options.ts';
export { type PrewarmOptions, prewarm } from './prewarm.ts';
export type { Check } from './readers/reader.ts';
export { readSafetensors, writeSafetensors } from './safetensors.ts';
