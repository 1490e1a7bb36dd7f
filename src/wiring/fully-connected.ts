import { Generator } from './numpy/generator.ts';
import { checkFields, checkSize, noSynapses, oneLayer, type Wiring, type WiringSize } from './wiring.ts';

/** Every input onto every unit, every unit onto every unit. */
export interface FullyConnectedDescription {
  readonly type: 'fully-connected';
  /** Whole number from 1 to units. Default: all units. */
  readonly outputs?: number;
  /** Whether a unit has a synapse onto itself. Default true. */
  readonly selfConnections?: boolean;
  /** Whole number in [0, 2³²). Default 1111. */
  readonly seed?: number;
}

/** Two of three synapses excite: `FullyConnected` and `Random` of ncps draw from this list. */
export const POLARITIES = [-1, 1, 1] as const;

/**
 * Source: `FullyConnected` of ncps, equal to it bit for bit. Polarities come from one stream, row by row, first those
 * between units, then those from inputs.
 * @throws RangeError naming the field and what it may be
 */
export function fullyConnected(description: FullyConnectedDescription, size: WiringSize): Wiring {
  checkSize(size);
  const { inputs, units } = size;
  const { outputs = units, selfConnections = true, seed = 1111 } = description;
  const check = checkFields(description, ['outputs', 'selfConnections', 'seed']);
  check.whole('outputs', outputs, 1, units, 'the number of units');
  check.seed(seed);
  if (typeof selfConnections !== 'boolean')
    throw new RangeError(
      `selfConnections of wiring "${description.type}" is ${String(selfConnections)}: it must be true or false`,
    );
  const generator = new Generator(seed);
  const { sensory, recurrent } = noSynapses(size);
  for (let synapse = 0; synapse < recurrent.length; synapse++) {
    const self = synapse % (units + 1) === 0;
    if (selfConnections || !self) recurrent[synapse] = generator.choice(POLARITIES);
  }
  for (let synapse = 0; synapse < sensory.length; synapse++) sensory[synapse] = generator.choice(POLARITIES);
  return { inputs, units, outputs, sensory, recurrent, layers: oneLayer(units) };
}
