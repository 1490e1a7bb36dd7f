import { known } from '../check/keys.ts';
import { shown } from '../check/shown.ts';
import { type AutoNcpDescription, autoNcp } from './auto-ncp.ts';
import { type FullyConnectedDescription, fullyConnected } from './fully-connected.ts';
import { type MatricesDescription, matrices } from './matrices.ts';
import { type NcpDescription, ncp } from './ncp.ts';
import { type RandomDescription, random } from './random.ts';
import type { Wiring, WiringSize } from './wiring.ts';

/** Every wiring by the type in its description. A new one is a file, a line here and one in the union. */
export const wirings = {
  'fully-connected': fullyConnected,
  random,
  ncp,
  'auto-ncp': autoNcp,
  matrices,
} satisfies { [T in WiringType]: (description: never, size: WiringSize) => Wiring };

/** What a wiring is made from: plain JSON, so that a blob's metadata can hold it. */
export type WiringDescription =
  | FullyConnectedDescription
  | RandomDescription
  | NcpDescription
  | AutoNcpDescription
  | MatricesDescription;

export type WiringType = WiringDescription['type'];

/** A description, or the one that a name stands for. */
export const describeWiring = (given: WiringDescription | WiringType): WiringDescription =>
  typeof given === 'string' ? ({ type: given } as WiringDescription) : given;

/**
 * The wiring of a description: the same one each time, on every engine.
 * @throws RangeError for an unknown type, or naming the wrong field and what it may be
 */
export function buildWiring(description: WiringDescription, size: WiringSize): Wiring {
  const type: unknown = (description as Partial<WiringDescription> | null)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(wirings, type))
    throw new RangeError(
      `there is no wiring of type ${shown(type)}${known(String(type), Object.keys(wirings))}`,
    );
  return wirings[type as WiringType](description as never, size);
}

export { type AutoNcpDescription, describeNcp } from './auto-ncp.ts';
export { countSynapses, type SynapseCount } from './count.ts';
export type { FullyConnectedDescription } from './fully-connected.ts';
export { describeMatrices, type MatricesDescription } from './matrices.ts';
export type { NcpDescription } from './ncp.ts';
export type { RandomDescription } from './random.ts';
export { type PictureOptions, wiringSvg } from './svg.ts';
export type { Layer, Wiring, WiringSize } from './wiring.ts';
