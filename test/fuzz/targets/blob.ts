import { readdirSync, readFileSync } from 'node:fs';
import * as L from '../../../assembly/layout.ts';
import { Random } from '../../../src/data/random.ts';
import { inspect } from '../../../src/format/inspect.ts';
import { opNames, readBlob } from '../../../src/format/read.ts';
import { loadSync, MeniscusError } from '../../../src/runtime/index.ts';
import { withInitialState } from '../../initial-state.ts';
import type { CheckedMachine } from '../../interpreter/builds.ts';
import { machines } from '../builds.ts';
import { boxHolds, sameBits } from '../differential.ts';
import { damageFields } from '../fields.ts';
import { type Outcome, type Target, Violation } from '../target.ts';

/** Blobs of every operation and every type, small ones, and one that starts elsewhere than at zero. */
export function blobs(): Uint8Array[] {
  const frozen = ['v1', 'v2', 'v3'].flatMap((version) => {
    const folder = new URL(`../../format/${version}/`, root());
    return readdirSync(folder)
      .filter((name) => name.endsWith('.mns'))
      .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));
  });
  return [...frozen, withInitialState().blob];
}

/** This folder, from the sources and from the bundle alike. */
const root = (): URL => new URL(`file://${process.cwd()}/test/fuzz/targets/`);

const executed = new Set<number>();

interface Ports {
  readonly input: { readonly length: number; readonly offset: number };
  readonly output: { readonly length: number; readonly offset: number };
}

function portsOf(machine: CheckedMachine): Ports {
  const found: Record<number, { length: number; offset: number }> = {};
  for (let i = 0, at = machine.port(0) >>> 0; at !== 0; at = machine.port(++i) >>> 0) {
    const port = new DataView(machine.memory.buffer, at, L.PORT_BYTES);
    found[port.getUint16(L.PORT_KIND, true)] ??= {
      length: port.getUint16(L.PORT_LENGTH, true),
      offset: port.getUint32(L.PORT_OFFSET, true),
    };
  }
  return { input: found[L.PORT_INPUT], output: found[L.PORT_OUTPUT] };
}

/** Inputs that are ordinary, and inputs that are not. */
const gentle = (step: number, i: number): number => Math.sin(step + i);
const wild = (step: number, i: number): number =>
  [1e30, -1e30, Number.NaN, 3e38, 1e-40, 0, Number.POSITIVE_INFINITY][(step * 7 + i) % 7];

function step(machine: CheckedMachine, session: number, ports: Ports, t: number, of: typeof gentle): number {
  const input = new Float32Array(machine.memory.buffer, session + ports.input.offset, ports.input.length);
  for (let i = 0; i < input.length; i++) input[i] = of(t, i);
  return machine.step(session, of === wild && t % 3 === 0 ? -1 : 0.5);
}

/** Three gentle steps of a session: their statuses and the bits of their outputs. */
function trace(machine: CheckedMachine, session: number, ports: Ports, between: (t: number) => void): string {
  let text = '';
  for (let t = 0; t < 3; t++) {
    const status = step(machine, session, ports, t, gentle);
    if (status !== L.OK && status !== L.ERROR_RESULT) throw new Violation(`a step has status ${status}`);
    text += `${status} ${new Uint32Array(machine.memory.buffer, session + ports.output.offset, ports.output.length).join()};`;
    between(t);
  }
  return text;
}

/** What an accepted blob may do: what it declared, to itself alone, in the memory that it has. */
function check(bytes: Uint8Array, open: () => CheckedMachine): void {
  const machine = open();
  const ports = portsOf(machine);
  const [own, other] = [machine.session() >>> 0, machine.session() >>> 0];
  if (own === 0 || other === 0) return; // more memory than there is: said so, and nothing runs
  const { byteLength } = machine.memory.buffer;
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const disturbed = trace(machine, own, ports, (t) => {
    machine.resetCounters?.();
    const status = step(machine, other, ports, t, wild);
    const counted = machine.multiplyAdds
      ? [machine.multiplyAdds() >>> 0, machine.transcendentals() >>> 0]
      : [];
    if (status !== L.OK && status !== L.ERROR_RESULT) return; // refused before it ran
    const declared = [L.HEADER_MULTIPLY_ADDS, L.HEADER_TRANSCENDENTALS].map((at) =>
      header.getUint32(at, true),
    );
    if (counted.length > 0 && counted.join() !== declared.join())
      throw new Violation(`a step counts ${counted} where the header says ${declared}`);
  });
  if (machine.memory.buffer.byteLength !== byteLength) throw new Violation('a step makes the memory grow');
  const fresh = open();
  const alone = trace(fresh, fresh.session() >>> 0, ports, () => {});
  if (alone !== disturbed)
    throw new Violation('a session changes what another one of its interpreter computes');
}

/** A blob, as hosts open it and as tools read it. */
export const blob: Target = {
  name: 'blob',
  corpus: blobs,
  damage: damageFields,
  run(bytes): Outcome {
    let outcome: Outcome = 'refused';
    for (const build of machines) {
      const open = (): CheckedMachine | null => build.open(bytes);
      if (!open()) continue;
      outcome = 'accepted';
      check(bytes, open as () => CheckedMachine);
    }
    const program = outcome === 'accepted' ? programOf(bytes) : null;
    for (const { op } of program ?? []) executed.add(op);
    if (program) differ(bytes);
    readers(bytes);
    return outcome;
  },
  coverage: () => `${executed.size} of ${opNames.size} operations in programs that were accepted`,
};

const programOf = (bytes: Uint8Array) => {
  try {
    return readBlob(bytes).instructions;
  } catch {
    return null; // metadata that are wrong do not concern the interpreter, only who reads them
  }
};

/** Whether builds differ, and whether steps leave a box that there is. */
function differ(bytes: Uint8Array): void {
  const random = new Random(bytes[L.HEADER_CRC]);
  sameBits(bytes, random);
  if (bytes[L.HEADER_CRC] % 4 === 0) boxHolds(bytes, random); // which takes much longer than all else
}

/** Loading and inspecting may refuse, with words. */
function readers(bytes: Uint8Array): void {
  try {
    loadSync(bytes, { name: 'fuzz.mns' }).dispose();
  } catch (error) {
    if (!(error instanceof MeniscusError)) throw error;
  }
  try {
    inspect(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
