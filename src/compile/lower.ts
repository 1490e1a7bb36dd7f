import { known } from '../check/keys.ts';
import { flag, listOf, map, oneOf, type Rules, text } from '../check/rules.ts';
import type { Instruction } from '../format/write.ts';
import type { Value } from '../graph/value.ts';
import type { Model } from '../network/network.ts';
import { rootsOf, type Step } from '../network/step.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { type Placement, place } from './allocate.ts';
import { type Constant, encode } from './encode.ts';
import { fuse } from './fuse/index.ts';
import { stack } from './horizontal/index.ts';
import type { Storing } from './horizontal/storing.ts';
import { legalise } from './legalise.ts';
import type { Rewritten } from './rewrite.ts';
import { type Schedule, schedule } from './schedule.ts';
import { sink } from './sink.ts';
import { mayQuantise } from './store.ts';

/** What decides the program of a model, whatever its weights are. */
export interface OutlineOptions {
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

export const outlineRules: Rules<OutlineOptions> = {
  weights: oneOf(weightTypes),
  probes: listOf(text),
  ranges: map,
  sparse: flag,
  fuse: flag,
};

/** A model's program before its constants have numbers. */
export interface Outline {
  readonly plan: Schedule;
  readonly placement: Placement;
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
export function outline(model: Model, options: OutlineOptions): Outline {
  const { probes: wanted = [], fuse: fusing = true } = options;
  const probes = new Map(
    wanted.map((probe) => {
      const value = model.probes.get(probe);
      if (!value)
        throw new RangeError(`the model has no probe "${probe}"${known(probe, [...model.probes.keys()])}`);
      return [probe, value];
    }),
  );
  const written: Step = { ...model, probes };
  const legal = legalise(written);
  const made = fusing ? fused(legal, options) : [legal];
  const step = made[made.length - 1];
  const plan = sink(schedule(rootsOf(step)));
  const placement = place(step, plan);
  const { instructions, tensors } = encode(placement);
  const originOf = (value: Value): Value | undefined =>
    made.reduceRight<Value | undefined>((found, { origins }) => found && origins.get(found), value);
  return { plan, placement, instructions, constants: tensors, originOf };
}

/**
 * Fuses a step and stacks its products, with what the weight type and the calibrated ranges allow.
 * @returns the step after each pass
 */
function fused(legal: Rewritten, { weights = 'f32', ranges, sparse = false }: OutlineOptions): Rewritten[] {
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
  return [legal, step, stack(step, storing)];
}
