/** First values of states that a file does not hold. */
import { known } from '../check/keys.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { lengthOf } from '../graph/value.ts';
import { buildNetwork, type LayerSpec, type NetworkSpec } from '../network/network.ts';
import { ImportError, shown } from './error.ts';

interface Model {
  readonly spec: NetworkSpec;
  readonly parameters: ParameterValues;
}

/**
 * The model with these first values. Other states keep theirs.
 * @param start numbers by the names of the states, as `h` or `1.h` in a stack
 * @throws ImportError for a state that is not there, or another number of values than it has
 */
export function started<M extends Model>(
  model: M,
  start: Readonly<Record<string, readonly number[]>>,
  file: string,
): M {
  const { states } = buildNetwork(model.spec);
  const several = model.spec.layers.length > 1;
  const begun = new Set<number>();
  for (const [name, values] of Object.entries(start)) {
    const state = states.find((one) => one.name === name);
    if (!state) {
      const names = states.map((one) => one.name);
      throw new ImportError(`${file}: --start: there is no state ${shown(name)}${known(name, names)}`);
    }
    const length = lengthOf(state.before);
    if (values.length !== length || !values.every(Number.isFinite))
      throw new ImportError(`${file}: --start ${name} has ${values.length} numbers, the state ${length}`);
    begun.add(several ? Number(name.split('.', 1)[0]) : 0);
  }
  const layers = model.spec.layers.map(
    (layer, i): LayerSpec => (begun.has(i) ? { ...layer, initialState: 'trained' } : layer),
  );
  const spec = { ...model.spec, layers };
  const parameters = new Map(model.parameters);
  for (const { name, before, initial } of buildNetwork(spec).states) {
    if (initial?.source.kind !== 'parameter') continue;
    const key = initial.source.parameter.name;
    const values = start[name] ?? parameters.get(key) ?? new Float64Array(lengthOf(before));
    parameters.set(key, Float64Array.from(values));
  }
  return { ...model, spec, parameters };
}
