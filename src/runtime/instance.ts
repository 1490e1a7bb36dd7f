/** One interpreter with one model, shared by the model and its sessions. */
import {
  ERROR_CRC,
  ERROR_LENGTH,
  ERROR_MAGIC,
  ERROR_MEMORY,
  ERROR_TRUNCATED,
  ERROR_UNFOLDS,
  ERROR_VERSION,
  HEADER_ARENA_BYTES,
  HEADER_STATE_BYTES,
  HEADER_STATE_OFFSET,
  OP_AFFINE_LEVELS,
  OP_LOOP,
  PORT_COMPENSATION,
  PORT_INPUT,
  PORT_OUTPUT,
  PORT_STATE,
  WEIGHTS_INTEGER,
} from '../../assembly/layout.ts';
import { CheckedBlob, checkNames, type OriginTable, type Port } from './blob.ts';
import { fnv1a } from './bytes.ts';
import { type ErrorCode, fail, MeniscusError } from './errors.ts';
import type { InterpreterExports, Start } from './interpreter.ts';
import type { Metadata } from './metadata.ts';
import { Origins } from './origins.ts';
import { RunViews } from './run-views.ts';

/** In the order of WEIGHTS_FAST, WEIGHTS_SMALL, WEIGHTS_INTEGER. */
const weightOptions = ['fast', 'small', 'integer'] as const;
export type Weights = (typeof weightOptions)[number];

/** Options that decide how a model runs. */
export interface InstanceOptions {
  /** Fewer substeps than the model was exported with, at least 1: less work a step, another accuracy. */
  unfolds?: number;
  /**
   * How weights stay in memory. `fast`: as f32. `small`: as stored, decoded in every step, with the same results.
   * `integer`: multiplies large matrices in 16-bit integers if they were exported for it, which is faster and changes
   * results slightly. By default `integer` if the model was exported for it, else `fast`.
   */
  weights?: Weights;
  /** Names the model in messages; by default the last part of its path or address. */
  name?: string;
}

const codes: Record<number, ErrorCode> = {
  [ERROR_MEMORY]: 'memory',
  [ERROR_TRUNCATED]: 'truncated',
  [ERROR_MAGIC]: 'format',
  [ERROR_VERSION]: 'version',
  [ERROR_LENGTH]: 'truncated',
  [ERROR_CRC]: 'checksum',
  [ERROR_UNFOLDS]: 'unfolds',
};

const portKinds: Record<number, string> = {
  [PORT_OUTPUT]: 'output',
  [PORT_STATE]: 'state',
  [PORT_COMPENSATION]: 'compensation',
};

/** A rejected blob, in the interpreter's own numbers (docs/abi.md). validation-error.ts puts them in words. */
export class ValidationError extends MeniscusError {
  readonly status: number;
  readonly detail: readonly [number, number];

  constructor(name: string, status: number, detail: readonly [number, number]) {
    super(
      codes[status] ?? 'corrupt',
      `${name}: no model that this interpreter runs (status ${status}, ${detail}): load() says why`,
    );
    this.status = status;
    this.detail = detail;
  }
}

export class Instance {
  /** Names the model in messages. */
  readonly name: string;
  readonly metadata: Metadata;
  readonly ports: readonly Port[];
  readonly input: Port;
  readonly output: Port;
  /** Origins of inputs and outputs; null if all are 0, as in most models. */
  readonly originTable: OriginTable | null;
  readonly origins: Origins | null;
  /** Size in bytes of the arena, which the kept copy of the state block follows; offset and size of that block in it. */
  readonly arenaBytes: number;
  readonly stateBlock: { readonly offset: number; readonly bytes: number };
  readonly runViews = new RunViews();
  /** Null once the model is disposed. */
  exports: InterpreterExports | null;
  readonly #blob: CheckedBlob;
  readonly #options: readonly [unfolds: number, weights: number];
  #signature?: readonly number[];

  /** @throws {MeniscusError} `unfolds`, `weights`, `memory`, or a {ValidationError} if the blob is rejected */
  constructor(
    start: Start,
    bytes: Uint8Array,
    { name = 'model', unfolds, weights = 'integer' }: InstanceOptions = {},
  ) {
    const held = weightOptions.indexOf(weights);
    if (held < 0) fail('weights', `${name}: weights must be ${weightOptions.join(', ')}, not ${weights}`);
    if (unfolds !== undefined && !(unfolds > 0 && unfolds >>> 0 === unfolds))
      fail('unfolds', `${name}: unfolds must be an integer ≥ 1, got ${unfolds}`);
    const interpreter = start();
    const address = interpreter.reserve(bytes.length) >>> 0;
    if (address === 0) throw new ValidationError(name, ERROR_MEMORY, [0, 0]);
    new Uint8Array(interpreter.memory.buffer, address).set(bytes);
    this.#options = [unfolds ?? 0, held];
    const status = interpreter.open(bytes.length, ...this.#options);
    if (status)
      throw new ValidationError(name, status, [interpreter.detail(0) >>> 0, interpreter.detail(1) >>> 0]);
    const blob = new CheckedBlob(bytes.slice());
    this.#blob = blob;
    this.name = name;
    this.metadata = blob.metadata;
    this.ports = blob.ports;
    checkNames(this.ports, name);
    [this.input] = this.portsOf(PORT_INPUT);
    [this.output] = this.portsOf(PORT_OUTPUT);
    this.originTable = blob.origins;
    this.origins = this.originTable && new Origins(this.originTable, this.metadata);
    this.arenaBytes = blob.header(HEADER_ARENA_BYTES);
    this.stateBlock = { offset: blob.header(HEADER_STATE_OFFSET), bytes: blob.header(HEADER_STATE_BYTES) };
    this.exports = interpreter;
  }

  /** @throws {MeniscusError} `disposed` */
  get interpreter(): InterpreterExports {
    return this.exports ?? fail('disposed', `${this.name}: the model is disposed; load it again`);
  }

  portsOf(kind: number): Port[] {
    return this.ports.filter((port) => port.kind === kind);
  }

  /** Means of the inputs in training, N floats, without the origins; 0 if the metadata do not say. */
  get inputMeans(): Float32Array {
    const { mean } = (this.metadata.inputStatistics ?? {}) as { mean?: unknown };
    return Float32Array.from({ length: this.input.length }, (_, i) => {
      const given: unknown = Array.isArray(mean) && mean[i];
      const x = typeof given === 'number' ? Math.fround(given - (this.origins?.inputs[i] ?? 0)) : 0;
      return Number.isFinite(x) ? x : 0;
    });
  }

  /**
   * Everything but the format's version that decides the bits of a step: the halves of the model's id, low one first; its
   * most unfolds in any layer, 0 without any; 1 if it multiplies in integers. Computed late: it would make loading longer by a
   * third.
   */
  get signature(): readonly number[] {
    const [unfolds, weights] = this.#options;
    this.#signature ??= [
      ...fnv1a(this.#blob.running),
      Math.max(0, ...this.#blob.lengths(OP_LOOP).map((n) => unfolds || n)),
      Number(weights === WEIGHTS_INTEGER && this.#blob.lengths(OP_AFFINE_LEVELS).length > 0),
    ];
    return this.#signature;
  }

  /** Names a port in messages: `output "y"`, `state "h"`. */
  portName(index: number): string {
    const { kind, name } = this.ports[index] ?? {};
    return `${portKinds[kind] ?? 'port'} "${name ?? index}"`;
  }
}
