import { known } from '../check/keys.ts';
import { flag, listOf, map, oneOf, type Rules, text } from '../check/rules.ts';
import type { Instruction } from '../format/write.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { rootsOf, type Step } from '../network/step.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { type Allocation, allocate } from './allocate.ts';
import { type Constant, encode } from './encode.ts';
import { fuse } from './fuse/index.ts';
import { fuseHorizontally } from './horizontal/index.ts';
import type { Storing } from './horizontal/storing.ts';
import { legalise } from './legalise.ts';
import type { Rewritten } from './rewrite.ts';
import { type Schedule, schedule } from './schedule.ts';
import { sink } from './sink.ts';
import { mayQuantise } from './store.ts';

/** What decides the program of a model, whatever its weights are. */
export interface LowerOptions {
  /** How matrices are stored; vectors stay f32. */
  readonly weights?: WeightType;
  /** Names of the probes to keep readable at run time. */
  readonly probes?: readonly string[];
  /**
   * The largest size of the vectors that weights are multiplied with, from `calibrate`. With i16 weights, the machine may
   * then multiply wide matrices in integers. Other weight types, and `fuse: false`, do not look at it.
   */
  readonly ranges?: ReadonlyMap<Value, number>;
  /**
   * Leaves out the empty blocks of every matrix that gets smaller by it, even where its product gets slower, and keeps the
   * matrices of two vectors apart so that they can: for pruned models. Default false: only where it is not slower.
   */
  readonly sparse?: boolean;
  /** Puts operations together where it can; false keeps them one by one, to compare. Default true. */
  readonly fuse?: boolean;
}

export const lowerRules: Rules<LowerOptions> = {
  weights: oneOf(weightTypes),
  probes: listOf(text),
  ranges: map,
  sparse: flag,
  fuse: flag,
};

/** A model's program before its constants have numbers. */
export interface Lowered {
  readonly plan: Schedule;
  readonly allocation: Allocation;
  readonly instructions: readonly Instruction[];
  /** In the order of the tensors that the instructions name. */
  readonly constants: readonly Constant[];
  /** The value of the model that one of the program stands for, if there is one. */
  originOf(value: Value): Value | undefined;
}

/**
 * Legalises, fuses and stacks a model's step, schedules, places and encodes it.
 * @throws RangeError: a probe that there is not, an operation that the machine has not, a model too large
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
 * Fuses a step and stacks its products, with what the weight type and the calibrated ranges allow.
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
      return weights === 'i16' && original ? ranges?.get(original) : undefined;
    },
  };
  return [legal, step, fuseHorizontally(step, storing)];
}
