import type { WeightType } from '../blob/quantise.ts';
import { blocksOf } from '../blob/sparse.ts';
import { type Tensor, writeBlob } from '../blob/write.ts';
import { operands, type Value } from '../graph/value.ts';
import { workOf } from './cost.ts';
import { describe } from './describe.ts';
import { encode } from './encode.ts';
import { fold, type ParameterValues } from './fold.ts';
import { fuse } from './fuse/index.ts';
import { legalise } from './legalise.ts';
import type { Model } from './model.ts';
import { place } from './place.ts';
import { checkDecays } from './range.ts';
import type { Rewritten } from './rewrite.ts';
import { schedule } from './schedule.ts';
import { sink } from './sink.ts';
import { stack } from './stack/index.ts';
import type { Storing } from './stack/storing.ts';
import { rootsOf, type Step } from './step.ts';
import { type CompiledTensor, computedWith, mayQuantise, store } from './store.ts';

export type { CompiledTensor } from './store.ts';

export interface CompileOptions {
  /** How matrices are stored; vectors stay f32. */
  readonly weights?: WeightType;
  /** Names of the probes to keep readable at run time. */
  readonly probes?: readonly string[];
  readonly name?: string;
  /**
   * The largest size of the vectors that weights are multiplied with, from `calibrate`. With i16 weights, the machine may
   * then multiply wide matrices in integers. Other weight types, and `fuse: false`, do not look at it.
   */
  readonly ranges?: ReadonlyMap<Value, number>;
  /** Puts operations together where it can; false keeps them one by one, to compare. Default true. */
  readonly fuse?: boolean;
  /** Information for people and tools, added to the metadata. */
  readonly metadata?: object;
}

export interface Compiled {
  readonly blob: Uint8Array;
  /** What is stored: every constant as the machine will see it, dequantised, rounded to f32. */
  readonly tensors: readonly CompiledTensor[];
  /** The model's own constants as the machine computes with them, wherever it stores them: what to compare it with. */
  readonly constants: ReadonlyMap<Value, Float64Array>;
}

/**
 * Makes a blob of a model: legalises, fuses and stacks its step, schedules it, sinks what loops need not repeat, folds
 * what depends on parameters only, and places and encodes the rest. `docs/compiling.md` says what each pass does.
 * @throws RangeError: a probe that there is not, a parameter that is missing or not finite, a weight beyond its type, a
 * decay that can be negative, a model too large
 */
export function compile(model: Model, parameters: ParameterValues, options: CompileOptions = {}): Compiled {
  const {
    weights = 'f32',
    probes: wanted = [],
    name = 'model',
    metadata = {},
    fuse: fusing = true,
  } = options;
  const probes = new Map(
    wanted.map((probe) => {
      const value = model.probes.get(probe);
      if (!value)
        throw new RangeError(
          `the model has no probe "${probe}"; it has ${[...model.probes.keys()].join(', ') || 'none'}`,
        );
      return [probe, value];
    }),
  );
  const written: Step = { ...model, probes };
  const legal = legalise(written);
  const step = fusing ? fused(legal, { weights, ranges: options.ranges }) : legal;
  const plan = sink(schedule(rootsOf(step)));
  const decayPlan = schedule(model.decays.map((d) => d.decay));
  checkDecays(model, fold(model, decayPlan.constants, parameters));
  const folded = fold(model, plan.constants, parameters);
  const placement = place(step, plan);
  const { instructions, tensors: constants } = encode(placement);
  const tensors = constants.map((constant): CompiledTensor => {
    const { value } = constant;
    const data = folded.get(value) as Float64Array;
    const stored = store(constant, data, weights);
    const bad = stored.values.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0)
      throw new RangeError(
        `tensor "${nameOf(value)}" is not finite in ${stored.type} at element ${bad}: ${data[bad]}`,
      );
    return { ...stored, name: nameOf(value), value };
  });
  const shaped = tensors.map(
    ({ value, kind, type, bytes }): Tensor => ({
      kind,
      type,
      rows: value.shape[0],
      columns: value.shape[1] ?? 1,
      segments: value.source.kind === 'assembled' ? value.source.segments : 1,
      bytes,
    }),
  );
  const cost = workOf(plan, new Map(tensors.map(({ value }, i) => [value, blocksOf(shaped[i])])));
  const blob = writeBlob({
    instructions,
    tensors: shaped,
    ...placement,
    ...cost,
    metadata: {
      name,
      ...describe(model),
      ports: placement.ports.map((port) => ({ name: port.name })),
      weights,
      tensors: tensors.map(({ name, error: { worst, rms } }) => ({
        name,
        error: { worst: short(worst), rms: short(rms) },
      })),
      ...metadata,
    },
  });
  return { blob, tensors, constants: computedWith(tensors, folded) };
}

/** Fuses a step and stacks its products, with what the weight type and the calibrated ranges allow. */
function fused(
  legal: Rewritten,
  { weights = 'f32', ranges }: Pick<CompileOptions, 'weights' | 'ranges'>,
): Step {
  const step = fuse(legal);
  const storing: Storing = {
    weights,
    mayQuantise,
    rangeOf(vector) {
      const legalised = step.origins.get(vector);
      const original = legalised && legal.origins.get(legalised);
      return weights === 'i16' && original ? ranges?.get(original) : undefined;
    },
  };
  return stack(step, storing);
}

/** A figure for people: three digits. */
const short = (x: number): number => Number(x.toPrecision(3));

/** The parameters behind a value, or where there are none the named constants. */
function origins(value: Value): string[] {
  const found = { parameter: new Set<string>(), constant: new Set<string>() };
  const visit = (part: Value): void => {
    if (part.source.kind === 'parameter') found.parameter.add(part.source.parameter.name);
    else if (part.source.kind === 'constant') found.constant.add(part.source.name);
    else operands(part).forEach(visit);
  };
  visit(value);
  return [...(found.parameter.size > 0 ? found.parameter : found.constant)];
}

function nameOf(value: Value): string {
  const names = origins(value).join(', ');
  return value.source.kind === 'op' ? `${value.source.op.name}(${names})` : names;
}
