/** One machine that holds one model: what a model and its sessions share. */
import {
  HEADER_ARENA_BYTES,
  HEADER_STATE_BYTES,
  HEADER_STATE_OFFSET,
  OK,
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
  /** In training, N floats; 0 where the metadata do not say. */
  readonly inputMeans: Float32Array;
  readonly probes: ReadonlyMap<string, Port>;
  readonly states: ReadonlyMap<string, Port>;
  readonly compensations: ReadonlyMap<string, Port>;
  /** Of the arena, behind which the state block is kept; and of that block in it. Bytes. */
  readonly arenaBytes: number;
  readonly stateBlock: { readonly offset: number; readonly bytes: number };
  /** What lies in that block, padding aside: states and compensations, whatever their names. */
  readonly statePorts: readonly Port[];
  /** Of what a step depends on, the same whatever the metadata: 64 bits, the low half first. */
  readonly id: readonly [number, number];
  /** Substeps of a step; of the layer that has the most. 0 where there are none. */
  readonly unfolds: number;
  /** Whether a step multiplies in integers, with bits of its own. */
  readonly integers: boolean;
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
    const blob = new Blob(bytes);
    const { ports } = blob;
    this.name = name;
    this.#ports = ports;
    this.metadata = blob.metadata;
    this.input = ports.find((port) => port.kind === PORT_INPUT)!;
    this.output = ports.find((port) => port.kind === PORT_OUTPUT)!;
    const { mean } = (blob.metadata.inputStatistics ?? {}) as { mean?: number[] };
    this.inputMeans = Float32Array.from({ length: this.input.length }, (_, i) => {
      const x = Math.fround(mean?.[i] as number);
      return Number.isFinite(x) ? x : 0;
    });
    const named = (kind: number) =>
      new Map(ports.filter((port) => port.kind === kind).map((port) => [port.name, port]));
    this.statePorts = ports.filter(({ kind }) => kind === PORT_STATE || kind === PORT_COMPENSATION);
    this.probes = named(PORT_PROBE);
    this.states = named(PORT_STATE);
    this.compensations = named(PORT_COMPENSATION);
    this.arenaBytes = blob.header(HEADER_ARENA_BYTES);
    this.stateBlock = { offset: blob.header(HEADER_STATE_OFFSET), bytes: blob.header(HEADER_STATE_BYTES) };
    this.id = fnv1a(blob.running);
    this.unfolds = Math.max(0, ...blob.loops.map((n) => unfolds || n));
    this.integers = weights === WEIGHTS_INTEGER && blob.integers;
    this.exports = machine;
  }

  /** @throws {MeniscusError} `disposed` */
  get machine(): MachineExports {
    if (this.exports === null)
      throw new MeniscusError('disposed', `${this.name}: the model is disposed; load it again`);
    return this.exports;
  }

  /** For messages: `output "y"`, `state "h"`. */
  portName(index: number): string {
    const port = this.#ports[index];
    return `${portKinds[port?.kind] ?? 'port'} "${port?.name ?? index}"`;
  }
}
