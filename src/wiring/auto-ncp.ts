import { type NcpDescription, ncp } from './ncp.ts';
import { checkFields, checkSize, type Wiring, type WiringSize } from './wiring.ts';

/** A neural circuit policy. You choose only the outputs and the sparsity. */
export interface AutoNcpDescription {
  readonly type: 'auto-ncp';
  /** Motor neurons: from 1 to units − 3, so that there are inter and command neurons. */
  readonly outputs: number;
  /** The share of synapses between two layers to leave out, in [0, 1). Default 0.5. */
  readonly sparsity?: number;
  /** Whole number in [0, 2³²). Default 22222. */
  readonly seed?: number;
}

/**
 * The numbers of the `ncp` that follows. Four tenths of the units that are no motor neurons are command neurons. Fan-outs,
 * fan-in and half the recurrent synapses are the layers' sizes times 1 − sparsity. All are rounded down, to at least 1.
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
