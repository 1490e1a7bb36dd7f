import { known } from '../check/keys.ts';
import { checkArgument, checkOptions } from '../check/options.ts';
import { flag, map, oneOf, type Rules, record, text } from '../check/rules.ts';
import { blocksOf } from '../format/sparse.ts';
import { type Tensor, writeBlob } from '../format/write.ts';
import { operands, type Value } from '../graph/value.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { type Rounding, roundings } from '../quantise/rounding/index.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { workOf } from './cost.ts';
import { describe } from './describe.ts';
import { fold, type ParameterValues } from './fold.ts';
import { type LowerOptions, lower, lowerRules } from './lower.ts';
import { checkRounding, momentsOf, type Recorded } from './moments.ts';
import { meansWithout, originsOf, withOrigins } from './origins.ts';
import { checkDecays } from './range.ts';
import { schedule } from './schedule.ts';
import { type CompiledTensor, computedWith, store } from './store.ts';
import { stripped } from './strip.ts';

export type { Recorded } from './moments.ts';
export type { CompiledTensor } from './store.ts';

export interface CompileOptions extends LowerOptions {
  readonly name?: string;
  /** Of single tensors, by the names that `inspect` gives them, instead of `weights`. Vectors stay f32, `levels` i16. */
  readonly types?: Readonly<Record<string, WeightType>>;
  /** Information for people and tools, added to the metadata. */
  readonly metadata?: object;
  /** How matrices in q8, i16, q4 and q4-row are rounded; other types have no levels to choose. Default `nearest`. */
  readonly rounding?: Rounding;
  /** What the model's vectors were along recordings, from `record`: `compensated` needs it. */
  readonly recorded?: Recorded;
  /** Leaves out all metadata that running does not need: what the model is, and how far its weights are from the trained. */
  readonly strip?: boolean;
}

const rules: Rules<CompileOptions> = {
  ...lowerRules,
  name: text,
  types: record,
  metadata: record,
  rounding: oneOf(roundings),
  recorded: map,
  strip: flag,
};

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
 * decay that can be negative, a model too large, a rounding without what it needs
 */
export function compile(
  network: Network,
  parameters: ParameterValues,
  options: CompileOptions = {},
): Compiled {
  checkNetwork('compile', network);
  checkArgument('compile', 'parameters', parameters, map);
  checkOptions('compile', options, rules);
  const {
    weights = 'f32',
    types = {},
    sparse,
    name = 'model',
    metadata = {},
    rounding = 'nearest',
    recorded,
    strip = false,
  } = options;
  checkRounding(network, rounding, recorded);
  const { plan, allocation, instructions, constants, originOf } = lower(network, options);
  const decayPlan = schedule(network.decays.map((d) => d.decay));
  checkDecays(network, fold(network, decayPlan.constants, parameters));
  const origins = originsOf(network.spec);
  const folded = fold(network, plan.constants, parameters, meansWithout(origins, network));
  const names = constants.map(({ value }) => nameOf(value));
  for (const [one, type] of Object.entries(types)) {
    if (!names.includes(one))
      throw new RangeError(`compile: types: there is no tensor "${one}"${known(one, names)}`);
    checkArgument('compile', `types: "${one}"`, type, oneOf(weightTypes));
  }
  const tensors = constants.map((constant): CompiledTensor => {
    const { value } = constant;
    const data = folded.get(value) as Float64Array;
    const moments =
      recorded && rounding === 'compensated' ? momentsOf(constant, originOf, recorded) : undefined;
    const storage = { ...options, weights: types[nameOf(value)] ?? weights };
    const stored = store(constant, data, storage, { rounding, moments });
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
  const { instructions: _, ...placed } = allocation;
  const described = {
    name,
    ...describe(network),
    ports: allocation.ports.map((port) => ({ name: port.name })),
    weights,
    ...(sparse && { sparse }),
    ...(rounding !== 'nearest' && tensors.some((tensor) => tensor.rounding) && { rounding }),
    tensors: tensors.map(({ name, error: { worst, rms } }) => ({
      name,
      error: { worst: short(worst), rms: short(rms) },
    })),
    ...metadata,
  };
  const blob = writeBlob({
    instructions,
    tensors: shaped,
    ...placed,
    ...cost,
    origins,
    metadata: strip ? stripped(described, allocation.ports) : described,
  });
  return { blob, tensors, constants: withOrigins(computedWith(tensors, folded), origins, network) };
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
