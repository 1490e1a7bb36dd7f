import type { ParameterValues } from '../../compile/fold.ts';
import type { NetworkSpec } from '../../network/network.ts';
import type { States } from '../classes/class.ts';
import type { ImportOptions } from '../options.ts';
import type { Outline } from '../safetensors.ts';

/** One kind of file: a reader is a file in this folder and a line in `index.ts`. */
export interface Reader {
  /** For messages: "ONNX". */
  readonly name: string;
  /** Whether a file of this content is its. Cheap; `bytes` is the whole file. */
  recognises(bytes: Uint8Array): boolean;
  /** The options beside `file` that it understands. Another one that is given is an error. */
  readonly options: readonly (keyof ImportOptions)[];
  /** Loads the code that reads it. */
  load(): Promise<Reading>;
}

/** The code of a reader. */
export interface Reading {
  /** @throws ImportError in one line that begins with the file's name, naming the place and what to do */
  read(bytes: Uint8Array, options: ImportOptions): Promise<Found> | Found;
}

/** Steps that a file carries to check against: one stream from the start, a row for each step. */
export interface Check {
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

/** What a reader finds. */
export interface Found {
  /** What the file is, if its reader's name does not say it. */
  readonly format?: string;
  readonly spec: NetworkSpec;
  /** By the names of this project's parameters, in float64. */
  readonly parameters: ParameterValues;
  /** What was assumed, with the flag that changes it. */
  readonly notes: readonly string[];
  /** `BatchNorm "bn" into Linear "head"`, and so on. */
  readonly folded: readonly string[];
  /** What was found, for people: `LSTM of 9 units`, `Dense 9 → 2, tanh`. */
  readonly layers: readonly string[];
  /** Tensors that were not read. */
  readonly unread?: readonly Outline[];
  /** Unread Linears that fit behind the network. */
  readonly fitting?: readonly string[];
  /** For each of our states, the one of PyTorch. */
  readonly states?: States;
  readonly check?: readonly Check[];
  /** Seconds between steps, where the file says so. */
  readonly interval?: number;
}
