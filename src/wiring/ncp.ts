import { RandomState } from './numpy/random-state.ts';
import { checkFields, checkSize, ids, noSynapses, type Wiring, type WiringSize } from './wiring.ts';

/** A neural circuit policy: sensory neurons onto inter, these onto command, these onto each other and onto motor. */
export interface NcpDescription {
  readonly type: 'ncp';
  /** Neurons of the three layers, each at least 1; they add up to the units. Motor neurons are the outputs. */
  readonly inter: number;
  readonly command: number;
  readonly motor: number;
  /** Synapses of each sensory neuron onto inter neurons, from 1 to inter. */
  readonly sensoryFanout: number;
  /** Synapses of each inter neuron onto command neurons, from 1 to command. */
  readonly interFanout: number;
  /** Draws of a synapse between command neurons, at least 0. A pair drawn twice has one synapse, with the last polarity. */
  readonly recurrentCommandSynapses: number;
  /** Synapses of command neurons onto each motor neuron, from 1 to command. */
  readonly motorFanin: number;
  /** Whole number in [0, 2³²). Default 22222. */
  readonly seed?: number;
}

const POLARITIES = [-1, 1] as const;
const FIELDS = [
  'inter',
  'command',
  'motor',
  'sensoryFanout',
  'interFanout',
  'recurrentCommandSynapses',
  'motorFanin',
  'seed',
];

/**
 * Motor neurons have the first ids, then command neurons, then inter neurons. The fan-outs may leave a neuron without an
 * input (inter, command) or without an output (command). It then gets as many as its layer has on average, rounded down,
 * but at least one; a command neuron gets at most as many as there are command neurons.
 *
 * Source: Lechner et al., "Neural circuit policies enabling auditable autonomy", Nature Machine Intelligence 2 (2020);
 * `NCP` of ncps, equal to it bit for bit. Unlike ncps it refuses fan-outs of 0, which leave motor neurons without input.
 * @throws RangeError naming the field and what it may be
 */
export function ncp(description: NcpDescription, size: WiringSize): Wiring {
  checkSize(size);
  checkNcp(description, size.units);
  const { sensoryFanout, interFanout, recurrentCommandSynapses, motorFanin, seed = 22222 } = description;
  const motor = ids(0, description.motor);
  const command = ids(motor.length, description.command);
  const inter = ids(motor.length + command.length, description.inter);
  const inputs = ids(0, size.inputs);
  const { sensory, recurrent } = noSynapses(size);
  const draw = new RandomState(seed);
  const connect = (matrix: Int8Array, source: number, target: number): void => {
    matrix[source * size.units + target] = draw.choice(POLARITIES);
  };
  /** `count` synapses at each of `neurons` with `others`, and up to `most` at each of the others that got none. */
  const between = (
    neurons: readonly number[],
    others: readonly number[],
    count: number,
    most: number,
    link: (neuron: number, other: number) => void,
  ): void => {
    const forgotten = new Set(others);
    for (const neuron of neurons)
      for (const other of draw.sample(others, count)) {
        forgotten.delete(other);
        link(neuron, other);
      }
    const mean = Math.floor((neurons.length * count) / others.length);
    for (const other of forgotten)
      for (const neuron of draw.sample(neurons, Math.min(Math.max(mean, 1), most))) link(neuron, other);
  };

  between(inputs, inter, sensoryFanout, inputs.length, (source, target) => connect(sensory, source, target));
  // ncps bounds these by the command neurons, though they come from inter neurons.
  between(inter, command, interFanout, command.length, (source, target) =>
    connect(recurrent, source, target),
  );
  for (let k = 0; k < recurrentCommandSynapses; k++) {
    const source = draw.choice(command);
    connect(recurrent, source, draw.choice(command));
  }
  between(motor, command, motorFanin, motor.length, (target, source) => connect(recurrent, source, target));

  const layers = Object.entries({ inter, command, motor }).map(([name, units]) => ({ name, units }));
  return { ...size, outputs: motor.length, sensory, recurrent, layers };
}

function checkNcp(description: NcpDescription, units: number): void {
  const { inter, command, motor } = description;
  const check = checkFields(description, FIELDS);
  for (const [name, value] of Object.entries({ inter, command, motor }))
    check.whole(name, value, 1, units, 'the number of units');
  if (inter + command + motor !== units)
    throw new RangeError(
      `wiring "ncp" has ${inter} inter, ${command} command and ${motor} motor neurons, ${inter + command + motor} in all, for ${units} units: make them equal`,
    );
  check.whole('sensoryFanout', description.sensoryFanout, 1, inter, 'the number of inter neurons');
  check.whole('interFanout', description.interFanout, 1, command, 'the number of command neurons');
  check.whole('motorFanin', description.motorFanin, 1, command, 'the number of command neurons');
  check.whole('recurrentCommandSynapses', description.recurrentCommandSynapses, 0, Number.POSITIVE_INFINITY);
  check.seed(description.seed ?? 22222);
}
