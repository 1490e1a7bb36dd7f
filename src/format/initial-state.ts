/** The initial state of a blob: where its states start, if not all at 0. docs/format.md, "Initial state". */
import * as L from '../../assembly/layout.ts';
import { inside } from './inside.ts';

/** What a blob says of its states. */
interface States {
  readonly ports: readonly { readonly kind: string; readonly length: number; readonly offset: number }[];
  readonly stateOffset: number;
  readonly initialState?: Float32Array | null;
}

interface Sized extends States {
  readonly stateBytes: number;
}

/** Where a port of the state block lies in the initial state, in floats. */
const placeOf = ({ offset }: { readonly offset: number }, stateOffset: number): number =>
  (offset - stateOffset) / 4;

/** The numbers of each state in a blob's initial state, in the order of the ports; zeros without one. */
export const startsOf = ({ ports, stateOffset, initialState }: States): Float32Array[] =>
  ports.flatMap((port) => {
    if (port.kind !== 'state') return [];
    const at = placeOf(port, stateOffset);
    return [initialState?.slice(at, at + port.length) ?? new Float32Array(port.length)];
  });

/**
 * The initial state in which the states have these numbers; null if all are 0.
 * @param starts of each state, in the order of the ports
 */
export function initialStateOf(
  { ports, stateOffset, stateBytes }: Sized,
  starts: readonly (ArrayLike<number> | null)[],
): Float32Array | null {
  const block = new Float32Array(stateBytes / 4);
  ports
    .filter(({ kind }) => kind === 'state')
    .forEach((port, i) => {
      block.set(starts[i] ?? [], placeOf(port, stateOffset));
    });
  return block.some((x) => x !== 0) ? block : null;
}

/** The most that a compensation is of its state. */
const COMPENSATED = 2 ** -22;

/**
 * @throws RangeError if an initial state is not of the size of the state block, not finite, has more in a compensation than one
 * can be, or is not 0 outside of states and compensations
 */
export function checkInitialState({ ports, stateOffset, stateBytes, initialState }: Sized): void {
  if (!initialState) return;
  const floats = stateBytes / 4;
  const fault = (why: string) => new RangeError(`initialState: ${why}`);
  if (initialState.length !== floats)
    throw fault(`it has ${initialState.length} numbers, the state block ${floats}`);
  const owned = new Set<number>();
  for (const port of ports) {
    if (port.kind !== 'state' && port.kind !== 'compensation') continue;
    const room = 4 * Math.ceil(port.length / 4);
    for (let i = placeOf(port, stateOffset), end = i + port.length; i < end; i++) {
      owned.add(i);
      const of = Math.abs(initialState[i - room]);
      if (port.kind === 'compensation' && !(Math.abs(initialState[i]) <= COMPENSATED * of))
        throw fault(
          `number ${i} is more than the compensation of ${initialState[i - room]} can be: ${initialState[i]}`,
        );
    }
  }
  initialState.forEach((x, i) => {
    if (!Number.isFinite(x)) throw fault(`number ${i} is not finite: ${x}`);
    if (!owned.has(i) && !Object.is(x, 0)) throw fault(`number ${i} is of no state and not 0: ${x}`);
  });
}

/** Reads the initial state between origins and weights; null without one. */
export function readInitialState(
  view: DataView,
  {
    initialOffset: at,
    stateBytes,
    version,
    weightsOffset,
  }: Readonly<Record<'initialOffset' | 'stateBytes' | 'version' | 'weightsOffset', number>>,
): Float32Array | null {
  if (at === 0) return null;
  if (version < L.VERSION_INITIAL)
    throw new RangeError(`initial state: there is none in a blob of version ${version}`);
  inside('initial state', at, stateBytes, weightsOffset);
  return Float32Array.from({ length: stateBytes / 4 }, (_, i) => view.getFloat32(at + 4 * i, true));
}
