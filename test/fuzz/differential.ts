/** What is promised of every blob that is accepted: the same bits in both builds, and boxes that hold. */
import * as L from '../../assembly/layout.ts';
import { type Certificate, certify } from '../../src/certify/certify.ts';
import type { Random } from '../../src/data/random.ts';
import { readBlob } from '../../src/format/read.ts';
import type { Interval } from '../../src/intervals/interval.ts';
import { loadSync, MeniscusError, type Session } from '../../src/runtime/index.ts';
import { seal } from '../interpreter/assemble.ts';
import type { CheckedMachine } from '../interpreter/builds.ts';
import { machines } from './builds.ts';
import { Violation } from './target.ts';

const [simd, scalar] = ['simd', 'scalar'].map((name) => machines.find((one) => one.name === name));
const STEPS = 8;
/** More would take too long for one input among many. */
const WORK = 3e4;

/** A blob with the work in its header that its program has; null where no work is right. */
export function withWork(bytes: Uint8Array): Uint8Array | null {
  const machine = simd?.start();
  if (!machine) return null;
  const address = machine.reserve(bytes.length) >>> 0;
  new Uint8Array(machine.memory.buffer, address, bytes.length).set(bytes);
  const status = machine.open(bytes.length, 0, 0);
  if (status === L.OK) return bytes;
  if (status !== L.ERROR_WORK) return null;
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  view.setUint32(L.HEADER_MULTIPLY_ADDS, machine.detail(0), true);
  view.setUint32(L.HEADER_TRANSCENDENTALS, machine.detail(1), true);
  seal(copy);
  return simd?.open(copy) ? copy : null;
}

/** Statuses, and all floats that a host may look at, of steps from a session whose other memory holds `garbage`. */
function trace(
  machine: CheckedMachine,
  bytes: Uint8Array,
  inputs: readonly number[],
  garbage: number,
): number[] {
  const { ports, stateOffset, stateBytes, arenaBytes } = readBlob(bytes);
  const session = machine.session() >>> 0;
  if (session === 0) return [];
  const memory = (offset: number, length: number): Float32Array =>
    new Float32Array(machine.memory.buffer, session + offset, length);
  memory(0, stateOffset / 4).fill(garbage);
  memory(stateOffset + stateBytes, (arenaBytes - stateOffset - stateBytes) / 4).fill(garbage);
  const [input] = ports.filter(({ kind }) => kind === 'input');
  const looked = ports.filter(({ kind }) => kind !== 'input' && kind !== 'dt');
  const seen: number[] = [];
  for (let t = 0, at = 0; t < STEPS; t++) {
    const into = memory(input.offset, input.length);
    for (let i = 0; i < into.length; i++) into[i] = inputs[at++ % inputs.length];
    const status = machine.step(session, 0.02 * (1 + t));
    seen.push(status);
    if (status === L.OK) for (const { offset, length } of looked) seen.push(...memory(offset, length));
  }
  return seen;
}

/** @throws Violation where the builds differ on an accepted blob */
export function sameBits(bytes: Uint8Array, random: Random): void {
  const machinesOpen = [simd?.open(bytes), scalar?.open(bytes)];
  const [first, second] = machinesOpen;
  if (!first !== !second) throw new Violation('one build accepts what the other refuses');
  if (!first || !second) return;
  const inputs = Array.from({ length: 37 }, () => Math.fround(6 * random.next() - 3));
  const [a, b] = [trace(first, bytes, inputs, Number.NaN), trace(second, bytes, inputs, 1e30)];
  const differs = a.findIndex((x, i) => !Object.is(x, b[i]));
  if (differs >= 0 || a.length !== b.length)
    throw new Violation(`simd has ${a[differs]} where scalar has ${b[differs]}`);
}

function escapeOf(session: Session, outputs: ArrayLike<number>, box: Certificate): string | null {
  const outside = (name: string, values: ArrayLike<number>, ranges: readonly Interval[]): string | null => {
    const i = ranges.findIndex(([low, high], j) => !(values[j] >= low && values[j] <= high));
    return i < 0 ? null : `${name}[${i}] is ${values[i]}, outside ${ranges[i][0]} … ${ranges[i][1]}`;
  };
  for (const [name, ranges] of Object.entries(box.states)) {
    const found = outside(`state "${name}"`, session.state(name), ranges);
    if (found) return found;
  }
  return outside('output', outputs, box.outputs);
}

/** Random inputs, corners held for long, and whatever moves one unit furthest, step by step. */
function attack(bytes: Uint8Array, box: Certificate, random: Random): void {
  const model = loadSync(bytes, { weights: 'fast' });
  const session = model.session();
  const among = ([low, high]: Interval): number => {
    const x = random.next() < 0.7 ? (random.next() < 0.5 ? low : high) : low + (high - low) * random.next();
    return Math.min(high, Math.max(low, x));
  };
  const take = (x: readonly number[], dt: number): number | null => {
    let outputs: ArrayLike<number>;
    try {
      outputs = session.step(x, dt);
    } catch (error) {
      if (error instanceof MeniscusError && error.code === 'result') return null; // refused: it did not happen
      throw error;
    }
    const found = escapeOf(session, outputs, box);
    if (found) throw new Violation(found);
    return outputs[0];
  };
  for (let round = 0; round < 4; round++) {
    session.reset();
    const held = box.inputs.map(among);
    for (let t = 0; t < 40; t++) take(round % 2 === 0 ? held : box.inputs.map(among), among(box.dt));
  }
  const [name] = model.states;
  const unit = random.integer(session.state(name).length);
  for (const side of [1, -1]) {
    session.reset();
    for (let t = 0; t < 15; t++) {
      const before = session.snapshot();
      let best: { x: number[]; dt: number; reached: number } | null = null;
      for (let k = 0; k < 4; k++) {
        const [x, dt] = [box.inputs.map(among), among(box.dt)];
        session.restore(before);
        if (take(x, dt) === null) continue;
        const reached = side * session.state(name)[unit];
        if (!best || reached > best.reached) best = { x, dt, reached };
      }
      session.restore(before);
      if (!best || take(best.x, best.dt) === null) break;
    }
  }
  model.dispose();
}

/**
 * @returns whether there is a box
 * @throws Violation where a step leaves it
 */
export function boxHolds(bytes: Uint8Array, random: Random): boolean {
  const { ports } = readBlob(bytes);
  const width = ports.find(({ kind }) => kind === 'input')?.length ?? 0;
  const reach = [0.5, 1, 20][random.integer(3)];
  const inputs = Array.from({ length: width }, (): Interval => {
    const middle = Math.fround((2 * random.next() - 1) * reach);
    return [middle - reach, middle + (random.next() < 0.2 ? 0 : reach)];
  });
  const least = [1e-3, 0.02, 0.5][random.integer(3)];
  const dt: Interval = [least, least * [1, 3, 50][random.integer(3)]];
  let found: ReturnType<typeof certify>;
  try {
    found = certify(bytes, { inputs, dt }, { work: WORK });
  } catch (error) {
    if (error instanceof RangeError || error instanceof MeniscusError) return false;
    throw error;
  }
  if ('units' in found) return false;
  attack(bytes, found, random);
  return true;
}
