/** Probes and states of a session, by their names. Its arena is at `address`. */
import type { Port } from './blob.ts';
import type { Engine } from './engine.ts';
import { MeniscusError } from './errors.ts';

/** A copy of a probe or state, in `into` if given. */
export function copyOf(
  kind: 'probe' | 'state',
  engine: Engine,
  address: number,
  name: string,
  into?: Float32Array,
): Float32Array {
  const port = portOf(kind, engine, name);
  const target = into ?? new Float32Array(port.length);
  checkLength(kind, port, target);
  target.set(floats(engine, address, port));
  return target;
}

/** Sets a state, whose compensation begins anew. */
export function writeState(engine: Engine, address: number, name: string, values: ArrayLike<number>): void {
  const port = portOf('state', engine, name);
  checkLength('state', port, values);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(Math.fround(values[i])))
      throw new MeniscusError(
        'state',
        `state "${name}": element ${i} is ${values[i]}, not a finite 32-bit float`,
      );
  floats(engine, address, port).set(values);
  const compensation = engine.compensations.get(name);
  if (compensation) floats(engine, address, compensation).fill(0);
  keepState(engine, address);
}

/** Renews the copy from which a step that fails restores the state. */
export function keepState({ machine, arenaBytes, stateBlock }: Engine, address: number): void {
  const start = address + stateBlock.offset;
  new Uint8Array(machine.memory.buffer).copyWithin(address + arenaBytes, start, start + stateBlock.bytes);
}

function floats({ machine }: Engine, address: number, port: Port): Float32Array {
  return new Float32Array(machine.memory.buffer, address + port.offset, port.length);
}

function checkLength(kind: 'probe' | 'state', { name, length }: Port, array: ArrayLike<number>): void {
  if (array.length !== length)
    throw new MeniscusError(kind, `${kind} "${name}" has length ${length}, the array ${array.length}`);
}

function portOf(kind: 'probe' | 'state', engine: Engine, name: string): Port {
  const ports = kind === 'probe' ? engine.probes : engine.states;
  const port = ports.get(name);
  if (port) return port;
  const known = [...ports.keys()].map((one) => `"${one}"`).join(', ') || 'none';
  const there = kind === 'probe' ? 'the model was exported with' : 'the model has';
  throw new MeniscusError(kind, `there is no ${kind} "${name}"; ${there}: ${known}`);
}
