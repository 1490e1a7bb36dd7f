import { known } from '../check/keys.ts';
import { flag, listOf, map, oneOf, type Rules, text } from '../check/rules.ts';
import type { Instruction } from '../format/write.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { rootsOf, type Step } from '../network/step.ts';
import { storageOf, weightTypes } from '../quantise/types.ts';
import { type Allocation, allocate } from './allocate.ts';
import { type Constant, encode } from './encode.ts';
import { fuse } from './fuse/index.ts';
import { fuseHorizontally } from './horizontal/index.ts';
import type { Storing } from './horizontal/storing.ts';
import { legalise } from './legalise.ts';
import type { Rewritten } from './rewrite.ts';
import { type Schedule, schedule } from './schedule.ts';
import { sink } from './sink.ts';
import { mayQuantise, type StorageOptions } from './store.ts';

/** The options that decide the program of a network, whatever its weights are. */
export interface LowerOptions extends StorageOptions {
  /** Names of the probes to keep readable at run time. */
  readonly probes?: readonly string[];
  /**
   * The largest size of each vector that weights are multiplied with, from `calibrate`. With i16 weights the interpreter may
   * then multiply wide matrices in integers. Other weight types, and `fuse: false`, ignore it.
   */
  readonly ranges?: ReadonlyMap<Value, number>;
  /** Fuses operations. Default true; false keeps them one by one, to compare. */
  readonly fuse?: boolean;
}

export const lowerRules: Rules<LowerOptions> = {
  weights: oneOf(weightTypes),
  probes: listOf(text),
  ranges: map,
  sparse: flag,
  fuse: flag,
};

/** A network's program before its constants have numbers. */
export interface Lowered {
  readonly plan: Schedule;
  readonly allocation: Allocation;
  readonly instructions: readonly Instruction[];
  /** In the order of the tensor indices in the instructions. */
  readonly constants: readonly Constant[];
  /** The network's value that a value of the program stands for, if there is one. */
  originOf(value: Value): Value | undefined;
}

/**
 * Lowers a network's step to instructions: legalises, fuses (in depth, then horizontally), schedules, sinks, allocates and
 * encodes it.
 * @throws RangeError for an unknown probe, an operation without a kernel, or a network too large for the format
 */
export function lower(network: Network, options: LowerOptions): Lowered {
  const { probes: wanted = [], fuse: fusing = true } = options;
  const probes = new Map(
    wanted.map((probe) => {
      const value = network.probes.get(probe);
      if (!value)
        throw new RangeError(`the model has no probe "${probe}"${known(probe, [...network.probes.keys()])}`);
      return [probe, value];
    }),
  );
  const written: Step = { ...network, probes };
  const legal = legalise(written);
  const made = fusing ? fused(legal, options) : [legal];
  const step = made[made.length - 1];
  const plan = sink(schedule(rootsOf(step)));
  const allocation = allocate(step, plan);
  const { instructions, tensors } = encode(allocation);
  const originOf = (value: Value): Value | undefined =>
    made.reduceRight<Value | undefined>((found, { origins }) => found && origins.get(found), value);
  return { plan, allocation, instructions, constants: tensors, originOf };
}

/**
 * Fuses a step and then its products horizontally, as far as the weight type and the calibrated ranges allow.
 * @returns the step after each pass
 */
function fused(legal: Rewritten, { weights = 'f32', ranges, sparse = false }: LowerOptions): Rewritten[] {
  const step = fuse(legal);
  const storing: Storing = {
    weights,
    sparse,
    mayQuantise,
    rangeOf(vector) {
      const legalised = step.origins.get(vector);
      const original = legalised && legal.origins.get(legalised);
      return storageOf(weights).integers && original ? ranges?.get(original) : undefined;
    },
  };
  return [legal, step, fuseHorizontally(step, storing)];
}
