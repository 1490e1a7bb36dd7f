/** An ONNX file as a network of one graph layer. */
import { describeGraph } from '../../../cells/graph.ts';
import type { Value } from '../../../graph/value.ts';
import { ImportError } from '../../error.ts';
import type { ImportOptions } from '../../options.ts';
import type { Found } from '../reader.ts';
import { aboutInputs, NEWEST } from './about.ts';
import { Build } from './build.ts';
import { inlined } from './inline.ts';
import { Failure, interpreted, needed } from './interpret.ts';
import { type Model, type Port, readModel } from './model.ts';
import { outputsIn, type Result } from './outputs.ts';
import { ownStates } from './own.ts';
import { Refusal } from './refusal.ts';
import { type Roles, rolesOf } from './states.ts';
import { constant, sizeOf, stream, type Tensor } from './tensor.ts';
import { timeIn } from './time.ts';
import { longer, sizeInStep, type Way, waysOf } from './ways.ts';
import { WireError } from './wire.ts';

/** The first opset whose operators are known. */
const OLDEST = 7;

const NO_STATE =
  'it has no state: no recurrent operator, and no names that tell an output to be the next value of an input; ' +
  'say which is with --state INPUT=OUTPUT';

/** @throws ImportError in one line that begins with the file's name and names the node, tensor or option */
export function read(bytes: Uint8Array, options: ImportOptions): Found {
  try {
    return found(readModel(bytes), options);
  } catch (error) {
    if (error instanceof Failure) throw new ImportError(`${options.file}: ${line(error.refusal.message)}`);
    if (error instanceof WireError || error instanceof Refusal)
      throw new ImportError(`${options.file}: ${line(error.message)}`);
    throw error;
  }
}

/** Names in a file may have any characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const line = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

function found(model: Model, options: ImportOptions): Found {
  if (model.opset < OLDEST)
    throw new Refusal(
      'the model',
      `it is of opset ${model.opset}: export it with opset ${OLDEST} to ${NEWEST}`,
    );
  if (model.outputs.length === 0) throw new Refusal('the graph', 'it has no outputs');
  const nodes = needed(
    inlined(model),
    model.outputs.map(({ name }) => name),
  );
  const roles = rolesOf(model, nodes, options);
  const ways = waysOf(roles);
  if (ways.length === 0) throw new Refusal('the graph', unknownShape(roles.signals));
  const { result, way } = best(ways, (way) => readIn(way, model, roles, options));
  if (result.build.states.length === 0) throw new Refusal('the graph', NO_STATE);
  if (way.kind === 'step' && roles.states.size > 0)
    for (const other of longer(roles, model.inputs))
      checkNoMixing(() => readIn(other, model, roles, options));
  return finished(result, way, model, roles);
}

function unknownShape(signals: readonly Port[]): string {
  const [{ name, dims }] = signals;
  return dims === null
    ? `input "${name}" has no shape: export the model with one`
    : `no axis of the input "${name}" [${dims.join(', ')}] can be time`;
}

/** The first way that goes through; of a graph without recurrence only if none before it would mix steps. */
function best(ways: readonly Way[], attempt: (way: Way) => Result): { result: Result; way: Way } {
  let furthest: Failure | null = null;
  let mixes = false;
  for (const way of ways)
    try {
      const result = attempt(way);
      if (!mixes || result.build.recurrent > 0) return { result, way };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      mixes ||= error.refusal.why === 'time';
      if (!furthest || tellsMore(error, furthest)) furthest = error;
    }
  throw furthest ?? new Refusal('the graph', 'it cannot be read');
}

/** Whether a failure tells more of the file than one in a likelier way: by its kind, then by how far it came. */
function tellsMore(one: Failure, other: Failure): boolean {
  const isOfWay = ({ refusal }: Failure): boolean => refusal.why === 'way';
  if (isOfWay(one) !== isOfWay(other)) return isOfWay(other);
  const bothMix = one.refusal.why === 'time' && other.refusal.why === 'time';
  return !bothMix && one.progress > other.progress;
}

/** @throws Failure if a sequence of several steps, which the file allows, would be mixed */
function checkNoMixing(attempt: () => Result): void {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.refusal.why === 'time') throw error;
  }
}

function readIn(way: Way, model: Model, roles: Roles, options: ImportOptions): Result {
  const build = new Build(way.kind, way.steps, roles.states.size > 0);
  const size = (port: Port): number => {
    if (port.dims === null)
      throw new Failure(new Refusal(`input "${port.name}"`, 'it has no shape: export the model with one'), 0);
    return sizeOf(port.dims.map((n, k) => (k === way.time.get(port.name) ? 1 : sizeInStep(n))));
  };
  const inputs = roles.signals.reduce((sum, port) => sum + size(port), 0);
  if (!(inputs >= 1 && inputs <= 0xffff))
    throw new Failure(
      new Refusal(`input "${roles.signals[0].name}"`, `it has ${inputs} numbers in a step`),
      0,
    );
  const x = build.graph.input(inputs);
  const known = new Map<string, Tensor>();
  let from = 0;
  for (const port of roles.signals) {
    const length = size(port);
    known.set(port.name, signal(port, x, from, length, way));
    from += length;
  }
  if (roles.time) known.set(roles.time.name, timeIn(build, roles.time));
  const firsts = first(build, way, model, roles, options);
  for (const [name, tensor] of firsts.tensors) known.set(name, tensor);
  for (const { name, dims } of roles.lengths) {
    const shape = (dims ?? []).map(sizeInStep);
    const n = sizeOf(shape);
    const isOpen = way.steps === null;
    known.set(
      name,
      constant(shape, new Float64Array(n).fill(isOpen ? 0 : (way.steps ?? 1)), 'integer', {
        lengths: isOpen ? new Float64Array(n).fill(1) : null,
      }),
    );
  }
  const names = model.outputs.map(({ name }) => name);
  const tensors = interpreted(build, model, needed(inlined(model), names), known, names);
  return outputsIn({ build, way, roles, names, tensors, x, bases: firsts.bases });
}

/** An input that is fed in each step. */
function signal({ name, dims }: Port, x: Value, from: number, length: number, way: Way): Tensor {
  const time = way.time.get(name) ?? -1;
  const shape = (dims ?? []).map((n, k) => (k === time ? 1 : sizeInStep(n)));
  const at = Int32Array.from({ length }, (_, k) => from + k);
  return stream(shape, { kind: 'picked', values: new Array<Value>(length).fill(x), at }, { time });
}

/** States before the first step: in a graph of one step real states, in one of sequences numbers with labels. */
function first(build: Build, way: Way, model: Model, roles: Roles, { start = {} }: ImportOptions) {
  const tensors = new Map<string, Tensor>();
  const bases = new Map<string, number>();
  let base = 0;
  const own = ownStates(model);
  for (const port of model.inputs) {
    const isState = roles.states.has(port.name);
    if (!isState && !roles.starts.includes(port)) continue;
    const shape = port.dims?.map(sizeInStep);
    if (!shape)
      throw new Failure(new Refusal(`input "${port.name}"`, 'it has no shape: export the model with one'), 0);
    const n = sizeOf(shape);
    if (!(n >= 1 && n <= 0xffff))
      throw new Failure(new Refusal(`input "${port.name}"`, `the state has ${n} numbers`), 0);
    const given = start[port.name] ?? own.get(port.name)?.initial;
    if (given && given.length !== n)
      throw new Failure(
        new Refusal(
          start[port.name] ? `--start ${port.name}` : `property "initial.${port.name}"`,
          `it needs ${n} numbers, not ${given.length}`,
        ),
        1e9,
      );
    if (!given)
      build.note(`the state "${port.name}" starts at 0 (--start ${port.name}=0.1,… for other numbers)`);
    const data = Float64Array.from(given ?? new Float64Array(n));
    if (way.kind === 'step' && !isState)
      throw new Failure(
        new Refusal(
          `input "${port.name}"`,
          `it looks like a state, but no output gives its next value: say which does with --state ${port.name}=OUTPUT`,
        ),
        0,
      );
    bases.set(port.name, base);
    const labels = Int32Array.from({ length: n }, (_, k) => base + k);
    base += n;
    if (way.kind === 'sequence')
      tensors.set(port.name, constant(shape, data, 'float', { labels, name: port.name }));
    else {
      const { before } = build.state(port.name, data);
      tensors.set(
        port.name,
        stream(shape, {
          kind: 'picked',
          values: new Array<Value>(n).fill(before),
          at: Int32Array.from({ length: n }, (_, k) => k),
        }),
      );
    }
  }
  return { tensors, bases };
}

function finished({ build, x, output, leftOut }: Result, way: Way, model: Model, roles: Roles): Found {
  const { parameters, states } = build;
  const steps = states.filter(({ after }) => after !== null);
  const values = Object.fromEntries(
    build.graph.values.flatMap((value) =>
      value.source.kind === 'parameter' ? [[value.source.parameter.name, value]] : [],
    ),
  );
  const options = describeGraph({
    input: x,
    dt: build.time,
    parameters: values,
    states: Object.fromEntries(steps.map(({ name, before }) => [name, before])),
    next: Object.fromEntries(steps.map(({ name, after }) => [name, after as Value])),
    output,
  });
  const units = output.shape[0];
  const used = Object.keys(options.parameters);
  const isZero = steps.every(({ initial }) => initial.every((one) => one === 0));
  const starts = new Map(isZero ? [] : steps.map(({ name, initial }) => [`initial.${name}`, initial]));
  return {
    spec: {
      inputs: x.shape[0],
      outputs: units,
      layers: [{ cell: 'graph', units, options, ...(starts.size > 0 && { initialState: 'trained' }) }],
      readout: 'none',
    },
    parameters: new Map([
      ...used.map((name) => [name, (parameters.get(name) as { data: Float64Array }).data] as const),
      ...starts,
    ]),
    notes: [...aboutInputs(way, model, roles), ...roles.notes, ...build.notes, ...leftOut],
    folded: build.folded,
    layers: build.found,
  };
}
