/** One machine that holds one model: what a model and its sessions share. */
import {
  HEADER_ARENA_BYTES,
  HEADER_STATE_BYTES,
  HEADER_STATE_OFFSET,
  OK,
  OP_AFFINE_LEVELS,
  OP_LOOP,
  PORT_COMPENSATION,
  PORT_INPUT,
  PORT_OUTPUT,
  PORT_PROBE,
  PORT_STATE,
  WEIGHTS_INTEGER,
} from '../../assembly/layout.ts';
import { Blob, type Metadata, type Port } from './blob.ts';
import { fnv1a } from './checksum.ts';
import { MeniscusError } from './errors.ts';
import { type MachineExports, startMachine } from './machine.ts';
import { refusal } from './refusal.ts';

const portKinds: Record<number, string> = {
  [PORT_OUTPUT]: 'output',
  [PORT_STATE]: 'state',
  [PORT_COMPENSATION]: 'compensation',
};

export class Engine {
  /** For messages. */
  readonly name: string;
  readonly metadata: Metadata;
  readonly input: Port;
  readonly output: Port;
  readonly probes: ReadonlyMap<string, Port>;
  readonly states: ReadonlyMap<string, Port>;
  readonly compensations: ReadonlyMap<string, Port>;
  /** Of the arena, behind which the state block is kept; and of that block in it. Bytes. */
  readonly arenaBytes: number;
  readonly stateBlock: { readonly offset: number; readonly bytes: number };
  /** What lies in that block, padding aside: states and compensations, whatever their names. */
  readonly statePorts: readonly Port[];
  /** What the signature is made of; null once it is made, which most models never ask for. */
  #unsigned: { blob: Blob; unfolds: number; weights: number } | null;
  #signature: readonly number[] = [];
  readonly #ports: readonly Port[];
  /** null once the model is disposed. */
  exports: MachineExports | null;

  /**
   * @param unfolds 0 for those stored in the blob
   * @param weights WEIGHTS_…
   * @throws {MeniscusError} when the blob is refused or memory is short
   */
  constructor(module: WebAssembly.Module, bytes: Uint8Array, name: string, unfolds: number, weights: number) {
    const machine = startMachine(module);
    const address = machine.reserve(bytes.length) >>> 0;
    if (address === 0) {
      throw new MeniscusError('memory', `${name}: no memory for ${bytes.length.toLocaleString('en')} bytes`);
    }
    new Uint8Array(machine.memory.buffer, address, bytes.length).set(bytes);
    const status = machine.open(bytes.length, unfolds, weights);
    if (status !== OK) {
      throw refusal(status, [machine.detail(0) >>> 0, machine.detail(1) >>> 0], bytes, name, unfolds);
    }
    const blob = new Blob(bytes.slice());
    const { ports } = blob;
    this.name = name;
    this.#ports = ports;
    this.metadata = blob.metadata;
    this.input = ports.find((port) => port.kind === PORT_INPUT)!;
    this.output = ports.find((port) => port.kind === PORT_OUTPUT)!;
    const named = (kind: number) =>
      new Map(ports.filter((port) => port.kind === kind).map((port) => [port.name, port]));
    this.statePorts = ports.filter(({ kind }) => kind === PORT_STATE || kind === PORT_COMPENSATION);
    this.probes = named(PORT_PROBE);
    this.states = named(PORT_STATE);
    this.compensations = named(PORT_COMPENSATION);
    this.arenaBytes = blob.header(HEADER_ARENA_BYTES);
    this.stateBlock = { offset: blob.header(HEADER_STATE_OFFSET), bytes: blob.header(HEADER_STATE_BYTES) };
    this.#unsigned = { blob, unfolds, weights };
    this.exports = machine;
  }

  /** @throws {MeniscusError} `disposed` */
  get machine(): MachineExports {
    if (this.exports === null)
      throw new MeniscusError('disposed', `${this.name}: the model is disposed; load it again`);
    return this.exports;
  }

  /** In training, N floats; 0 where the metadata do not say. */
  get inputMeans(): Float32Array {
    const { mean } = (this.metadata.inputStatistics ?? {}) as { mean?: number[] };
    return Float32Array.from({ length: this.input.length }, (_, i) => {
      const x = Math.fround(mean?.[i] as number);
      return Number.isFinite(x) ? x : 0;
    });
  }

  /**
   * What decides the bits of a step: two halves of the model's id, the low one first; its unfolds, of the layer that has the
   * most, 0 without any; 1 if it multiplies in integers. Not made at load: it would make that longer by a third.
   */
  get signature(): readonly number[] {
    if (this.#unsigned !== null) {
      const { blob, unfolds, weights } = this.#unsigned;
      this.#signature = [
        ...fnv1a(blob.running),
        Math.max(0, ...blob.lengths(OP_LOOP).map((n) => unfolds || n)),
        Number(weights === WEIGHTS_INTEGER && blob.lengths(OP_AFFINE_LEVELS).length > 0),
      ];
      this.#unsigned = null;
    }
    return this.#signature;
  }

  /** For messages: `output "y"`, `state "h"`. */
  portName(index: number): string {
    const port = this.#ports[index];
    return `${portKinds[port?.kind] ?? 'port'} "${port?.name ?? index}"`;
  }
}
