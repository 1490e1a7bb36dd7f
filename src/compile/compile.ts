import { type Quantised, toF16, toF32, toI16, toQ8, type WeightType } from '../blob/quantise.ts';
import { writeBlob } from '../blob/write.ts';
import { operands, sizes, type Value } from '../graph/value.ts';
import { describe } from './describe.ts';
import { type Constant, encode } from './encode.ts';
import { factorOf, fold, type ParameterValues } from './fold.ts';
import { fuse } from './fuse/index.ts';
import { segmentsOf } from './fuse/operations.ts';
import { legalise } from './legalise.ts';
import type { Model } from './model.ts';
import { place } from './place.ts';
import { checkDecays } from './range.ts';
import { isLoop, type Schedule, schedule } from './schedule.ts';
import { stack } from './stack/index.ts';
import type { RangeOf } from './stack/plan.ts';
import { rootsOf, type Step } from './step.ts';

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

export interface CompiledTensor extends Quantised, Constant {
  readonly name: string;
}

export interface Compiled {
  readonly blob: Uint8Array;
  /** What is stored: every constant as the machine will see it, dequantised, rounded to f32. */
  readonly tensors: readonly CompiledTensor[];
  /** The model's own constants as the machine computes with them, wherever it stores them: what to compare it with. */
  readonly constants: ReadonlyMap<Value, Float64Array>;
}

/**
 * Makes a blob of a model: legalises, fuses and stacks its step, schedules it, folds what depends on parameters only, and
 * places and encodes the rest. `docs/compiling.md` says what each pass does.
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
  const ranges = weights === 'i16' ? options.ranges : undefined;
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
  const fused = fuse(legal);
  const rangeOf: RangeOf = (vector) => {
    const legalised = fused.origins.get(vector);
    const original = legalised && legal.origins.get(legalised);
    return original && ranges?.get(original);
  };
  const step = fusing ? stack(fused, rangeOf) : legal;
  const plan = schedule(rootsOf(step));
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
    return { ...stored, name: nameOf(value), ...constant };
  });
  const cost = costOf(plan);
  const blob = writeBlob({
    instructions,
    tensors: tensors.map(({ value, kind, type, bytes }) => ({
      kind,
      type,
      rows: value.shape[0],
      columns: value.shape[1] ?? 1,
      segments: value.source.kind === 'assembled' ? value.source.segments : 1,
      bytes,
    })),
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

/** A constant in its stored type: vectors, and what may not be quantised, in f32. */
function store({ value, kind }: Constant, data: Float64Array, weights: WeightType): Quantised {
  const [rows, columns = 1] = value.shape;
  if (kind === 'levels') return toI16(data, rows, columns, true);
  if (kind === 'vector' || !mayQuantise(value)) return toF32(data);
  if (weights === 'q8') return toQ8(data, rows, columns);
  if (weights === 'i16') return toI16(data, rows, columns, false);
  return weights === 'f16' ? toF16(data) : toF32(data);
}

/** What the stored tensors mean for the constants that they were put together from. */
function computedWith(
  tensors: readonly CompiledTensor[],
  folded: ReadonlyMap<Value, Float64Array>,
): Map<Value, Float64Array> {
  const found = new Map<Value, Float64Array>();
  for (const { value, values } of tensors) {
    const { source } = value;
    if (source.kind !== 'assembled') {
      found.set(value, values);
      continue;
    }
    const [, width = 1] = value.shape;
    for (const part of source.parts) {
      const [rows, columns = 1] = part.value.shape;
      const own = found.get(part.value) ?? (folded.get(part.value) as Float64Array).slice();
      for (let r = 0; r < rows; r++) {
        const factor = factorOf(part, r, folded);
        for (let k = 0; k < part.columns && factor !== 0; k++)
          own[r * columns + part.from + k] = values[(part.row + r) * width + part.column + k] / factor;
      }
      found.set(part.value, own);
    }
  }
  return found;
}

/** A figure for people: three digits. */
const short = (x: number): number => Number(x.toPrecision(3));

/** Work of one step, loops included, as `docs/format.md` counts it. */
function costOf(plan: Schedule): { multiplyAdds: number; transcendentals: number } {
  let multiplyAdds = 0;
  let transcendentals = 0;
  const add = (value: Value, times: number): void => {
    if (value.source.kind !== 'op') return;
    const { op, inputs, attributes } = value.source;
    const { n, k } = sizes(value);
    const cost = op.cost(n, k, { ...attributes, columns: inputs[0].shape[1], segments: segmentsOf(value) });
    multiplyAdds += times * cost.multiplyAdds;
    transcendentals += times * cost.transcendentals;
  };
  for (const item of plan.step) {
    if (!isLoop(item)) add(item, 1);
    else for (const value of item.body) add(value, item.loop.count);
  }
  return { multiplyAdds, transcendentals };
}

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

function mayQuantise(value: Value): boolean {
  if (value.source.kind === 'parameter') return value.source.parameter.quantised;
  return operands(value).every(mayQuantise);
}
