import { type Quantised, toF32, toQ8, type WeightType } from '../blob/quantise.ts';
import { writeBlob } from '../blob/write.ts';
import { operands, sizes, type Value } from '../graph/value.ts';
import { describe } from './describe.ts';
import { encode } from './encode.ts';
import { fold, type ParameterValues } from './fold.ts';
import type { Model } from './model.ts';
import { place } from './place.ts';
import { checkDecays } from './range.ts';
import { isLoop, type Schedule, schedule } from './schedule.ts';

export interface CompileOptions {
  /** How matrices are stored; vectors stay f32. */
  readonly weights?: WeightType;
  /** Names of the probes to keep readable at run time. */
  readonly probes?: readonly string[];
  readonly name?: string;
  /** Information for people and tools, added to the metadata. */
  readonly metadata?: object;
}

export interface CompiledTensor extends Quantised {
  readonly name: string;
  readonly value: Value;
}

export interface Compiled {
  readonly blob: Uint8Array;
  /** Every constant as the machine will see it: dequantised, rounded to f32. */
  readonly tensors: readonly CompiledTensor[];
}

/**
 * Schedules, folds, checks, places and encodes a model into a blob.
 * @throws RangeError: a parameter that is missing or not finite, a decay that can be negative, a model too large
 */
export function compile(model: Model, parameters: ParameterValues, options: CompileOptions = {}): Compiled {
  const { weights = 'f32', probes: wanted = [], name = 'model', metadata = {} } = options;
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
  const plan = schedule([model.output, ...model.states.map((s) => s.after), ...probes.values()]);
  const decayPlan = schedule(model.decays.map((d) => d.decay));
  checkDecays(model, fold(model, decayPlan.constants, parameters));
  const folded = fold(model, plan.constants, parameters);
  const placement = place(model, plan, probes);
  const { instructions, tensors: constants } = encode(placement);
  const tensors = constants.map((value): CompiledTensor => {
    const data = folded.get(value) as Float64Array;
    const [rows, columns = 1] = value.shape;
    const stored =
      value.shape.length === 2 && weights === 'q8' && mayQuantise(value)
        ? toQ8(data, rows, columns)
        : toF32(data);
    const bad = stored.values.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0)
      throw new RangeError(`tensor "${nameOf(value)}" is not finite in f32 at element ${bad}: ${data[bad]}`);
    return { ...stored, name: nameOf(value), value };
  });
  const cost = costOf(plan);
  const blob = writeBlob({
    instructions,
    tensors: tensors.map(({ value, type, bytes }) => ({
      kind: value.shape.length === 2 ? 'matrix' : 'vector',
      type,
      rows: value.shape[0],
      columns: value.shape[1] ?? 1,
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
  return { blob, tensors };
}

/** A figure for people: three digits. */
const short = (x: number): number => Number(x.toPrecision(3));

/** Work of one step, loops included, as `docs/format.md` counts it. */
function costOf(plan: Schedule): { multiplyAdds: number; transcendentals: number } {
  let multiplyAdds = 0;
  let transcendentals = 0;
  const add = (value: Value, times: number): void => {
    if (value.source.kind !== 'op') return;
    const { n, k } = sizes(value);
    const cost = value.source.op.cost(n, k);
    multiplyAdds += times * cost.multiplyAdds;
    transcendentals += times * cost.transcendentals;
  };
  for (const item of plan.step) {
    if (!isLoop(item)) add(item, 1);
    else for (const value of item.body) add(value, item.loop.count);
  }
  return { multiplyAdds, transcendentals };
}

/** The parameters and named constants behind a value. */
function origins(value: Value): string[] {
  if (value.source.kind === 'parameter') return [value.source.parameter.name];
  if (value.source.kind === 'constant') return [value.source.name];
  return [...new Set(operands(value).flatMap(origins))];
}

function nameOf(value: Value): string {
  const names = origins(value).join(', ');
  return value.source.kind === 'op' ? `${value.source.op.name}(${names})` : names;
}

function mayQuantise(value: Value): boolean {
  if (value.source.kind === 'parameter') return value.source.parameter.quantised;
  return operands(value).every(mayQuantise);
}
