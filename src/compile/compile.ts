import { known } from '../check/keys.ts';
import { checkArgument, checkOptions } from '../check/options.ts';
import { flag, map, oneOf, type Rules, record, text } from '../check/rules.ts';
import { initialStateOf } from '../format/initial-state.ts';
import { blocksOf } from '../format/sparse.ts';
import { type Tensor, writeBlob } from '../format/write.ts';
import { operands, type Value } from '../graph/value.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { type Rounding, roundings } from '../quantise/rounding/index.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { workOfStep } from './cost.ts';
import { describe } from './describe.ts';
import { fold, type ParameterValues } from './fold.ts';
import { startConstants, storedStarts } from './initial-state.ts';
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
  /** Types of single tensors, by their names in `inspect`, in place of `weights`. Vectors stay f32, integer products i16. */
  readonly types?: Readonly<Record<string, WeightType>>;
  /** Added to the metadata, for people and tools. */
  readonly metadata?: object;
  /** How matrices in q8, i16, q4 and q4-row are rounded; other types have no levels to choose. Default `nearest`. */
  readonly rounding?: Rounding;
  /** The network's vectors along recordings, from `record`. `compensated` needs them. */
  readonly recorded?: Recorded;
  /** Leaves out all metadata that running does not need, such as the layers and the errors of stored weights. */
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
  /** The stored constants as the interpreter sees them: dequantised, rounded to f32. */
  readonly tensors: readonly CompiledTensor[];
  /** The network's own constants as the interpreter computes with them: a reference to compare with. */
  readonly constants: ReadonlyMap<Value, Float64Array>;
}

/**
 * Compiles a network into a blob: lowers its step, folds the constants, quantises and writes them. `docs/compiling.md`
 * says what each pass does.
 * @throws RangeError for an unknown probe, a missing or infinite parameter, a weight beyond its type, a decay that can be
 * negative, a network too large for the format, or a rounding without its recording
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
  checkTypes(
    types,
    constants.map(({ value }) => nameOf(value)),
  );
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
  const shaped = tensors.map(entryOf);
  const cost = workOfStep(plan, new Map(tensors.map(({ value }, i) => [value, blocksOf(shaped[i])])));
  const { instructions: _, ...placed } = allocation;
  const starts = storedStarts(network, parameters);
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
    initialState: initialStateOf(placed, starts),
    metadata: strip ? stripped(described, allocation.ports) : described,
  });
  const computed = withOrigins(computedWith(tensors, folded), origins, network);
  return { blob, tensors, constants: new Map([...computed, ...startConstants(network, starts)]) };
}

/** @throws RangeError for a type of a tensor that there is not, and for another type than there is */
function checkTypes(types: Readonly<Record<string, WeightType>>, names: readonly string[]): void {
  for (const [one, type] of Object.entries(types)) {
    if (!names.includes(one))
      throw new RangeError(`compile: types: there is no tensor "${one}"${known(one, names)}`);
    checkArgument('compile', `types: "${one}"`, type, oneOf(weightTypes));
  }
}

/** A constant as the blob has it. */
const entryOf = ({ value, kind, type, bytes }: CompiledTensor): Tensor => ({
  kind,
  type,
  rows: value.shape[0],
  columns: value.shape[1] ?? 1,
  segments: value.source.kind === 'assembled' ? value.source.segments : 1,
  bytes,
});

/** Three digits, for people. */
const short = (x: number): number => Number(x.toPrecision(3));

/** Names of the parameters behind a value; if it has none, of its constants. */
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
