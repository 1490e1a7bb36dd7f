import { needed, type Rules, record, text } from '../check/rules.ts';
import type { ConfigFile } from './config.ts';

export interface ImportOptions {
  /** The file's name in messages. */
  readonly file: string;
  /** How the class was constructed, if the weights do not tell. */
  readonly config?: ConfigFile;
  /** The prefix of the network's tensors, if the file holds several networks; several in sequence by comma. Other tensors are ignored. */
  readonly prefix?: string;
  /** The name of the Linear behind the network, in the file or after the prefix. `fc` is found without it. */
  readonly readout?: string;
  /** Names of the modules in the order in which they run, with the activation behind each: `encoder:relu,rnn,head:tanh`. */
  readonly layers?: string;
  /** The output that each state input takes its next value from, by the input's name, where the names do not tell. */
  readonly state?: Readonly<Record<string, string>>;
  /** First values of states that the file does not hold, by the state's name; of ONNX, by that of the input that feeds it. */
  readonly start?: Readonly<Record<string, readonly number[]>>;
}

export const rules: Rules<ImportOptions> = {
  file: needed(text),
  config: record,
  prefix: text,
  readout: text,
  layers: text,
  state: record,
  start: record,
};

/** Names of the options that say something, beside the file's name. */
export const givenOf = (options: ImportOptions): (keyof ImportOptions)[] =>
  (Object.keys(rules) as (keyof ImportOptions)[]).filter((key) => {
    if (key === 'file' || options[key] === undefined) return false;
    if (key !== 'config') return true;
    const { class: name, args = {}, wiring } = options.config as ConfigFile;
    return name !== undefined || Object.keys(args).length > 0 || wiring != null;
  });
