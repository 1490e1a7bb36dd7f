import { type NcpDescription, ncp } from './ncp.ts';
import { checkFields, checkSize, type Wiring, type WiringSize } from './wiring.ts';

/** A neural circuit policy of which only the outputs and the sparsity are chosen. */
export interface AutoNcpDescription {
  readonly type: 'auto-ncp';
  /** Motor neurons: from 1 to units − 3, so that there are inter and command neurons. */
  readonly outputs: number;
  /** The part of the synapses between two layers to leave out, in [0, 1); 0.5 if left out. */
  readonly sparsity?: number;
  /** Whole number in [0, 2³²); 22222 if left out. */
  readonly seed?: number;
}

/**
 * The numbers of an `ncp` that follow: of the units that are not motor neurons four tenths are command neurons, and the
 * fan-outs, the fan-in and half the recurrent synapses are the layers' sizes times 1 − sparsity, all rounded down but at
 * least 1.
 *
 * Source: `AutoNCP` of ncps, which takes sparsities in [0.1, 1].
 * @throws RangeError naming the field and what it may be
 */
export function describeNcp(description: AutoNcpDescription, units: number): NcpDescription {
  const { outputs, sparsity = 0.5, seed = 22222 } = description;
  const check = checkFields(description, ['outputs', 'sparsity', 'seed']);
  if (units < 4) throw new RangeError(`wiring "auto-ncp" for ${units} units: it needs 4 or more`);
  check.whole('outputs', outputs, 1, units - 3, 'the number of units less 3');
  check.sparsity(sparsity);
  check.seed(seed);
  const part = (size: number): number => Math.max(Math.floor(size), 1);
  const density = 1 - sparsity;
  const command = part(0.4 * (units - outputs));
  const inter = units - outputs - command;
  return {
    type: 'ncp',
    inter,
    command,
    motor: outputs,
    sensoryFanout: part(inter * density),
    interFanout: part(command * density),
    recurrentCommandSynapses: part(command * density * 2),
    motorFanin: part(command * density),
    seed,
  };
}

/**
 * The `ncp` of `describeNcp`, bit for bit the `AutoNCP` of ncps.
 * @throws RangeError naming the field and what it may be
 */
export function autoNcp(description: AutoNcpDescription, size: WiringSize): Wiring {
  checkSize(size);
  return ncp(describeNcp(description, size.units), size);
}
