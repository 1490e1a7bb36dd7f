import { weightsOf } from '../format/decode.ts';
import { startsOf } from '../format/initial-state.ts';
import { type ReadContents, readBlob } from '../format/read.ts';
import type { Instruction, Origins } from '../format/write.ts';
import { sizeOf } from '../graph/parameter.ts';
import { lengthOf, type Part, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { weightTypes } from '../quantise/types.ts';
import { evaluate, type ParameterValues } from './fold.ts';
import { first, inverses, quotient, second } from './inverses.ts';
import { type Lowered, lower } from './lower.ts';
import { meansWithout } from './origins.ts';

/**
 * Recovers parameters from a blob: with them the network computes the same. If several choices would (two biases that are
 * only added, or a common factor of a rate and the value that it multiplies), it gives one of them.
 * @param origins of the network's inputs and outputs; default: those of the blob
 * @returns null if the blob is of another network
 * @throws RangeError for a parameter that cannot be computed back from the weights
 */
export function recover(blob: Uint8Array, network: Network, origins?: Origins | null): Recovered | null {
  const contents = readBlob(blob);
  const means = meansWithout(origins === undefined ? contents.origins : origins, network);
  const made = loweredOf(contents, network);
  if (!made || startsElsewhere(contents, network)) return null;
  return {
    parameters: new Recovery(made, contents, means).parameters(network, startsOf(contents)),
    constants: constantsOf(made, contents),
  };
}

/** Whether a state that starts at 0 in the network starts elsewhere in the blob. */
const startsElsewhere = (contents: ReadContents, { states }: Network): boolean =>
  startsOf(contents).some((start, i) => !states[i].initial && start.some((x) => x !== 0));

/** How a network was lowered to this blob, constants in the order of the blob's tensors; null if it is of another network. */
export function loweredOf(contents: ReadContents, network: Network): Lowered | null {
  const weights = weightTypes.find((type) => type === contents.metadata.weights);
  const sparse = contents.metadata.sparse === true;
  const probes = contents.ports.filter(({ kind }) => kind === 'probe').map(({ name }) => name);
  if (!weights || probes.some((probe) => !network.probes.has(probe))) return null;
  // ranges for every vector put i16 matrices on the integer path
  const made = [undefined, EVERYWHERE]
    .map((ranges) => lower(network, { weights, sparse, probes, ...(ranges && { ranges }) }))
    .find((one) => matches(one, contents));
  return made ?? null;
}

const EVERYWHERE: ReadonlyMap<Value, number> = new (class extends Map<Value, number> {
  override get = (): number => 1;
})();

export interface Recovered {
  readonly parameters: ParameterValues;
  /** The blob's stored constants by name. The network's may have other numbers. */
  readonly constants: ReadonlyMap<string, Float64Array>;
}

const constantsOf = ({ constants }: Lowered, { tensors }: ReadContents): ReadonlyMap<string, Float64Array> =>
  new Map(
    constants.flatMap(({ value: { source } }, i) =>
      source.kind === 'constant' ? [[source.name, weightsOf(tensors[i])]] : [],
    ),
  );

/** Whether a blob has this program and constants of these shapes. */
function matches({ instructions, constants, allocation }: Lowered, contents: ReadContents): boolean {
  return (
    allocation.arenaBytes === contents.arenaBytes &&
    instructions.length === contents.instructions.length &&
    instructions.every((one, i) => alike(one, contents.instructions[i])) &&
    constants.length === contents.tensors.length &&
    constants.every(({ value: { shape } }, i) => {
      const { rows, columns } = contents.tensors[i];
      return rows === shape[0] && columns === (shape[1] ?? 1);
    })
  );
}

function alike(one: Instruction, other: Instruction): boolean {
  const { op, n, k = 0, form = 0, out, inputs, immediate = 0, activations = [] } = one;
  return (
    [op, n, k, form, out].every((x, i) => x === [other.op, other.n, other.k, other.form, other.out][i]) &&
    inputs.length === other.inputs.length &&
    inputs.every((from, i) => JSON.stringify(from) === JSON.stringify(other.inputs[i])) &&
    Math.fround(immediate) === other.immediate &&
    activations.every((code, i) => code === other.activations?.[i])
  );
}

/** Computes back from the tensors to the parameters. */
class Recovery {
  private readonly known = new Map<Value, Float64Array>();
  /** Matrices that still miss columns. */
  private readonly pieces = new Map<Value, { readonly data: Float64Array; missing: number }>();
  /** Parts with an unknown factor, and operations with two unknown operands. */
  private parts: { readonly part: Part; readonly data: Float64Array }[] = [];
  private sums: { readonly value: Value; readonly data: Float64Array }[] = [];

  /** @param means that replace the network's own */
  constructor(
    { constants }: Lowered,
    { tensors }: ReadContents,
    private readonly means: ReadonlyMap<Value, Float64Array>,
  ) {
    constants.forEach(({ value }, i) => {
      const data = weightsOf(tensors[i]);
      if (value.source.kind !== 'assembled') this.set(value, data);
      else for (const part of value.source.parts) this.parts.push({ part, data: piece(part, value, data) });
    });
    while (this.advance()) {
      // each round finds at least one more value
    }
  }

  /**
   * @param starts of the network's states
   * @throws RangeError for a parameter that stays unknown
   */
  parameters(network: Network, starts: readonly Float32Array[]): ParameterValues {
    network.states.forEach(
      ({ initial }, i) => void (initial && this.set(initial, Float64Array.from(starts[i]))),
    );
    const byName = new Map<string, Float64Array>();
    for (const [value, data] of this.known)
      if (value.source.kind === 'parameter') byName.set(value.source.parameter.name, data);
    for (const { name, shape, mask, constraint } of network.parameters) {
      const [low, high] = typeof constraint === 'object' ? constraint.clip : [-Infinity, Infinity];
      // rounding may put a clipped number slightly beyond its limit
      const data = byName.get(name)?.map((x) => Math.min(high, Math.max(low, x)));
      if (!data || data.length !== sizeOf(shape) || !data.every(Number.isFinite))
        throw new RangeError(`parameter "${name}" cannot be told from the weights of the blob`);
      byName.set(name, mask ? data.map((x, i) => (mask[i] === 0 ? 0 : x)) : data);
    }
    return byName;
  }

  private advance(): boolean {
    const before = this.parts.length + this.sums.length;
    const { parts, sums } = this;
    this.parts = [];
    this.sums = [];
    for (const { part, data } of parts) this.setPart(part, data);
    for (const { value, data } of sums) this.undo(value, data);
    if (this.parts.length + this.sums.length < before) return true;
    return this.choose();
  }

  /** Chooses where several parameters would do: a second summand is 0, a factor is 1. */
  private choose(): boolean {
    const sum = this.sums.find(({ value }) => nameOf(value) === 'add' || nameOf(value) === 'sub');
    const [, summand] = sum ? operandsOf(sum.value) : [];
    if (summand) {
      this.set(summand, new Float64Array(lengthOf(summand)));
      return true;
    }
    const factor = this.parts.find(({ part }) => typeof part.factor !== 'number')?.part.factor as
      | Value
      | undefined;
    if (!factor) return false;
    this.set(factor, new Float64Array(lengthOf(factor)).fill(1));
    return true;
  }

  private setPart(part: Part, data: Float64Array): void {
    const factor = typeof part.factor === 'number' ? part.factor : this.valueOf(part.factor);
    if (factor === null) this.parts.push({ part, data });
    else {
      const by = (i: number): number =>
        typeof factor === 'number' ? factor : factor[Math.floor(i / part.columns)];
      this.setColumns(
        part,
        data.map((x, i) => quotient(x, by(i))),
      );
    }
  }

  /** Notes columns of a matrix, which may lie in several parts. */
  private setColumns({ value, from, columns }: Part, data: Float64Array): void {
    const [rows, width = 1] = value.shape;
    if (columns === width) {
      this.set(value, data);
      return;
    }
    const whole = this.pieces.get(value) ?? { data: new Float64Array(rows * width), missing: width };
    this.pieces.set(value, whole);
    for (let i = 0; i < data.length; i++)
      whole.data[Math.floor(i / columns) * width + from + (i % columns)] = data[i];
    whole.missing -= columns;
    if (whole.missing === 0) this.set(value, whole.data);
  }

  private set(value: Value, data: Float64Array): void {
    if (this.known.has(value) || value.source.kind === 'constant') return;
    this.known.set(value, data);
    if (value.source.kind === 'op') this.undo(value, data);
  }

  /** Finds the one unknown operand of an operation. */
  private undo(value: Value, data: Float64Array): void {
    const name = nameOf(value);
    const [a, b] = operandsOf(value);
    if (b === undefined) {
      const inverse = inverses[name];
      const m = value.source.kind === 'op' ? (value.source.attributes.immediate ?? 0) : 0;
      if (inverse)
        this.set(
          a,
          data.map((x) => inverse(x, m)),
        );
      return;
    }
    const [x, y] = [this.valueOf(a), this.valueOf(b)];
    if (x && y) return;
    if (!x && !y) this.sums.push({ value, data });
    else if (x)
      this.set(
        b,
        data.map((z, i) => second[name]?.(z, x[i]) ?? Number.NaN),
      );
    else if (y)
      this.set(
        a,
        data.map((z, i) => first[name]?.(z, y[i]) ?? Number.NaN),
      );
  }

  /** The numbers of a constant if everything that it is made of is known. */
  private valueOf(value: Value): Float64Array | null {
    const found = this.known.get(value);
    if (found) return found;
    if (value.source.kind === 'constant') return this.means.get(value) ?? value.source.data;
    if (value.source.kind !== 'op') return null;
    const operands = value.source.inputs.map((input) => this.valueOf(input));
    return operands.every((operand) => operand !== null) ? evaluate(value, operands) : null;
  }
}

const nameOf = ({ source }: Value): string => (source.kind === 'op' ? source.op.name : '');
const operandsOf = ({ source }: Value): readonly Value[] => (source.kind === 'op' ? source.inputs : []);

/** Cuts a part's rows and columns out of its constant. */
function piece({ value, row, column, columns }: Part, whole: Value, data: Float64Array): Float64Array {
  const [rows] = value.shape;
  const [, width = 1] = whole.shape;
  return Float64Array.from(
    { length: rows * columns },
    (_, i) => data[(row + Math.floor(i / columns)) * width + column + (i % columns)],
  );
}
