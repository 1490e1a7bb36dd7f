/** Reads and sets probes and states of a session by name. Its arena is at `address`. */
import { PORT_COMPENSATION } from '../../assembly/layout.ts';
import { namedKinds, type Port } from './blob.ts';
import { fail } from './errors.ts';
import type { Instance } from './instance.ts';
import { checkNumbers } from './step-failure.ts';

type Kind = keyof typeof namedKinds;

/** Copies a probe or state, into `into` if given. */
export function copyOf(
  kind: Kind,
  instance: Instance,
  address: number,
  name: string,
  into?: Float32Array,
): Float32Array {
  const values = named(kind, instance, address, name, into);
  if (!into) return values.slice();
  into.set(values);
  return into;
}

/** Sets a state and clears its compensation. */
export function writeState(
  instance: Instance,
  address: number,
  name: string,
  values: ArrayLike<number>,
): void {
  const state = named('state', instance, address, name, values ?? []);
  for (let i = 0; i < values.length; i++)
    if (!(Number.isFinite(values[i]) && Number.isFinite(Math.fround(values[i]))))
      fail('state', `state "${name}": element ${i} is ${values[i]}, not a finite 32-bit float`);
  state.set(values);
  for (const port of instance.portsOf(PORT_COMPENSATION))
    if (port.name === name) floats(instance, address, port).fill(0);
  keepState(instance, address);
}

/** Renews the copy from which a failed step restores the state. */
export function keepState({ interpreter, arenaBytes, stateBlock }: Instance, address: number): void {
  const start = address + stateBlock.offset;
  new Uint8Array(interpreter.memory.buffer).copyWithin(address + arenaBytes, start, start + stateBlock.bytes);
}

/** Views a port's floats; valid until the memory grows. */
export const floats = ({ interpreter }: Instance, address: number, { offset, length }: Port): Float32Array =>
  new Float32Array(interpreter.memory.buffer, address + offset, length);

/**
 * Views a probe or state.
 * @throws {MeniscusError} for an unknown name, or an array of another length
 */
export function named(
  kind: Kind,
  instance: Instance,
  address: number,
  name: string,
  array?: ArrayLike<number>,
): Float32Array {
  const ports = instance.portsOf(namedKinds[kind]);
  const port =
    ports.find((one) => one.name === name) ??
    fail(kind, `there is no ${kind} "${name}" among [${ports.map((one) => one.name)}]`);
  if (array && array.length !== port.length)
    fail(kind, `${kind} "${name}" has length ${port.length}, the array ${array.length}`);
  return floats(instance, address, port);
}

/** From this many inputs on, the engine copies a typed array faster than a loop. */
const FEW = 16;

/** Copies the inputs of a step. A function of its own: engines inline `step`, and need not box its dt, only while it is short. */
export function take(input: ArrayLike<number>, view: Float32Array): void {
  const { length } = view;
  if (length < FEW || !ArrayBuffer.isView(input) || typeof input[0] !== 'number')
    for (let i = 0; i < length; i++) {
      const x = input[i];
      if (typeof x !== 'number') checkNumbers(input, length);
      view[i] = x;
    }
  else view.set(input);
}
