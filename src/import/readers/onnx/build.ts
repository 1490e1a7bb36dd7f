/** The graph that is written while a file's graph is read: values, parameters named after initialisers, notes. */
import { GraphBuilder } from '../../../graph/graph.ts';
import { matrix, type Parameter, vector } from '../../../graph/parameter.ts';
import type { Value } from '../../../graph/value.ts';
import { add, affine, mul, scale, shift, sub } from '../../../ops/index.ts';
import { joined, piecesOf, scattered } from './picking.ts';
import { Refusal } from './refusal.ts';
import { type Body, type Picked, type Scaled, type Sum, whole } from './tensor.ts';

/** A state that a recurrent operator carries, or one that the file's caller would. */
export interface BuiltState {
  readonly name: string;
  readonly before: Value;
  readonly initial: Float64Array;
  /** For elements that a caller would feed: which of them, or −1. */
  readonly labels: Int32Array | null;
  after: Value | null;
}

/** More runs than this are put in order by a product. */
const MOST_RUNS = 12;
/** A term of a scaled body that is larger than this stays a subtraction: in a product it would cost digits. */
const LARGE_TERM = 8;

export class Build {
  readonly graph = new GraphBuilder();
  readonly parameters = new Map<string, { readonly parameter: Parameter; readonly data: Float64Array }>();
  readonly states: BuiltState[] = [];
  /** The time since the last step, where the file reads it. */
  time: Value | undefined;
  readonly notes: string[] = [];
  readonly folded: string[] = [];
  readonly layers: string[] = [];
  /** How many operators of each kind compute something of a step, recurrent ones apart. */
  private readonly counts = new Map<string, number>();
  /** Recurrent operators that a sequence, or the caller's steps, run through. */
  recurrent = 0;

  /**
   * @param way whether the graph is read for a sequence, or for one step that its caller repeats
   * @param steps how many steps a sequence of the file has; null: any number
   * @param explicit whether states are inputs and outputs of the file
   */
  constructor(
    readonly way: 'sequence' | 'step',
    readonly steps: number | null,
    readonly explicit: boolean,
  ) {
    this.graph.scope = 'the graph';
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  count(operator: string): void {
    this.counts.set(operator, (this.counts.get(operator) ?? 0) + 1);
  }

  /** What was found, for people: the recurrent operators one by one, the others by their number. */
  get found(): string[] {
    const others = [...this.counts].map(([name, count]) => (count > 1 ? `${count} ${name}` : name));
    return [...this.layers, ...(others.length > 0 ? [others.join(', ')] : [])];
  }

  /** A name that nothing has yet: the given one, or with a number behind it. */
  private free(name: string, taken: (name: string) => boolean): string {
    if (!taken(name)) return name;
    for (let k = 2; ; k++) if (!taken(`${name}.${k}`)) return `${name}.${k}`;
  }

  private parameter(name: string, data: Float64Array, declared: Omit<Parameter, 'name'>): Value {
    const same = (other: string): boolean => {
      const known = this.parameters.get(other);
      return (
        known !== undefined &&
        known.parameter.shape.join() === declared.shape.join() &&
        known.data.every((x, i) => x === data[i])
      );
    };
    const own = this.free(name || 'constant', (one) => this.parameters.has(one) && !same(one));
    const found = this.parameters.get(own)?.parameter ?? { ...declared, name: own };
    if (!this.parameters.has(own)) {
      const bad = data.findIndex((x) => !Number.isFinite(x));
      if (bad >= 0) throw new Refusal(`"${own}"`, `its element ${bad} is ${data[bad]}`);
      this.parameters.set(own, { parameter: found, data });
    }
    return this.known(found);
  }

  private readonly values = new Map<Parameter, Value>();
  private known(parameter: Parameter): Value {
    const value = this.values.get(parameter) ?? this.graph.parameter(parameter);
    this.values.set(parameter, value);
    return value;
  }

  /** A trained vector. */
  vector(name: string, data: Float64Array): Value {
    return this.parameter(name, data, vector(data.length));
  }

  /** A trained matrix. */
  matrix(name: string, rows: number, data: Float64Array, quantised = true): Value {
    return this.parameter(name, data, matrix(rows, data.length / rows, { quantised }));
  }

  /** A state, before its step. */
  state(name: string, initial: Float64Array, labels: Int32Array | null = null): BuiltState {
    const own = this.free(name, (one) => this.states.some((state) => state.name === one));
    const state = { name: own, before: this.graph.state(own, initial.length), initial, labels, after: null };
    this.states.push(state);
    return state;
  }

  /** Computes a body. */
  value(body: Body): Value {
    if (body.kind === 'picked') return this.ordered(body);
    if (body.kind === 'scaled') return this.scaled(body);
    if (body.kind === 'sum') return this.summed(body);
    throw new Refusal('an Erf', 'it can be computed only as a part of GELU, x · (1 + erf(x / √2))');
  }

  /** A body of computed elements. */
  computed(body: Body): Picked {
    return body.kind === 'picked' ? body : whole(this.value(body));
  }

  private summed({ terms, bias, biasName }: Sum): Value {
    const offset = biasName
      ? this.vector(biasName, bias)
      : bias.every((x) => x === 0)
        ? this.graph.constant([bias.length], bias, 'none')
        : this.vector('bias', bias);
    return affine(
      offset,
      ...terms.map(
        ({ value, matrix, name }) => [this.matrix(name || 'weight', bias.length, matrix), value] as const,
      ),
    );
  }

  /** x · f + t as (x + t/f) · f: what lies far from zero is subtracted before it is multiplied. */
  private scaled({ of, factor, term, names }: Scaled): Value {
    const first = Float64Array.from(term, (t, i) => t / factor[i]);
    if (first.every(Number.isFinite))
      return this.times(this.plus(this.value(of), first, names), factor, names);
    return this.plus(this.times(this.value(of), factor, names), term, names);
  }

  private plus(x: Value, term: Float64Array, names: readonly string[]): Value {
    const [t] = term;
    if (term.every((one) => one === t)) return t === 0 ? x : shift(x, t);
    const name = names[0] ?? 'offset';
    if (term.every((one) => one <= 0))
      return sub(
        x,
        this.vector(
          name,
          term.map((one) => 0 - one),
        ),
      );
    return add(x, this.vector(name, term));
  }

  private times(x: Value, factor: Float64Array, names: readonly string[]): Value {
    const [f] = factor;
    if (factor.every((one) => one === f)) return f === 1 ? x : scale(x, f);
    return mul(x, this.vector(names.at(-1) ?? 'scale', factor));
  }

  /** The picked elements as one vector. */
  private ordered(picked: Picked): Value {
    const pieces = piecesOf(picked);
    if (pieces.length > MOST_RUNS && this.fromSteps(picked)) {
      const n = picked.at.length;
      const unit = Float64Array.from({ length: n * n }, (_, i) => Number(i % n === Math.floor(i / n)));
      const { terms, bias } = this.product(unit, n, picked, '');
      return affine(
        this.graph.constant([n], bias, 'none'),
        ...terms.map(({ value, matrix }) => [this.matrix('order', n, matrix, false), value] as const),
      );
    }
    return joined(pieces);
  }

  private fromSteps({ values, at }: Picked): boolean {
    return at.length <= 1024 && values.every(({ region }) => region === 'step');
  }

  /**
   * A product of a matrix and a body, not yet computed.
   * @param matrix `rows` rows of as many numbers as the body has elements
   */
  product(matrix: Float64Array, rows: number, body: Body, name: string): Sum {
    const columns = matrix.length / rows;
    const bias = new Float64Array(rows);
    let of: Picked;
    let weights = matrix;
    if (body.kind === 'scaled') {
      const { factor, term } = body;
      weights = matrix.map((x, i) => x * factor[i % columns]);
      const first = term.map((t, i) => t / factor[i]);
      if (term.some((t) => Math.abs(t) > LARGE_TERM) && first.every(Number.isFinite)) {
        of = whole(this.plus(this.value(body.of), first, body.names));
      } else {
        of = body.of;
        for (let i = 0; i < matrix.length; i++)
          bias[Math.floor(i / columns)] += matrix[i] * term[i % columns];
      }
    } else of = this.computed(body);
    const terms = scattered(weights, rows, of, bias, name);
    return { kind: 'sum', terms, bias, biasName: '' };
  }
}
