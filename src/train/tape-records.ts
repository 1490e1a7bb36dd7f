/** The records that compute the values of a tape, and their rules. */
import { A, K, LANES, M, N, OP, type Op, OUT, RECORD, SPARED } from '../graph/op.ts';
import { type Loop, lengthOf, sizes, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { scaleOp } from '../ops/index.ts';
import { sparedElements } from './spared.ts';
import type { Layout } from './tape-layout.ts';
import { type Forcing, interpolate, spread } from './tape-operations.ts';

type Rules = Pick<Op, 'forward' | 'backward'>;

/** Writes records; what the field OP of them counts is `rules`. */
export class Recorder {
  readonly rules: { readonly op: Rules; readonly back: boolean }[] = [];
  private readonly spared: (value: Value) => number;

  /** @param fed whether the network reads its own outputs */
  constructor(
    private readonly network: Network,
    private readonly layout: Layout,
    private readonly lanes: number,
    fed: boolean,
  ) {
    this.spared = sparedElements(fed ? network.input : undefined);
  }

  /** The record of a value; nothing for one that is computed with another. */
  value(into: number[], value: Value, step: number, unfold?: number): void {
    const { source } = value;
    if (source.kind === 'op') into.push(...this.operation(value, step, unfold));
    else if (source.kind === 'substep' && !unfold) into.push(...this.substep(value, source.of, step));
  }

  private operation(value: Value, step: number, unfold?: number): number[] {
    const { op, inputs, attributes } = value.source as Extract<Value['source'], { kind: 'op' }>;
    const { fixed, address } = this.layout;
    const constant = value.region === 'constant';
    const copies = constant ? 1 : this.lanes;
    const { n, k } = sizes(value);
    const r = this.begin(op, this.leads(value), n * copies);
    r[LANES] = copies;
    r[OUT] = constant ? (fixed.get(value) as number) : address(value, step, unfold);
    r[K] = k * copies;
    inputs.forEach((input, j) => {
      const one = constant || j < (op.sharedOperands ?? 0);
      const inner = input.loop && input.loop === value.loop ? unfold : undefined;
      r[A + j] = one ? (fixed.get(input) as number) : address(input, step, inner);
    });
    r[M] = this.immediate(attributes.immediate ?? 0);
    if (inputs.length > 1) r[SPARED] = this.spared(inputs[1]);
    return r;
  }

  private substep(value: Value, { dt, count }: Loop, step: number): number[] {
    const r = this.begin(scaleOp, this.leads(value), this.lanes);
    r[OUT] = this.layout.address(value, step);
    r[A] = this.layout.address(dt, step);
    r[M] = this.immediate(1 / count);
    return r;
  }

  /** Gives each lane its copy of a constant, at `at`. */
  spread(into: number[], value: Value, at: number): void {
    const r = this.begin(spread, this.leads(value), lengthOf(value));
    r[OUT] = at;
    r[A] = this.layout.fixed.get(value) as number;
    into.push(...r);
  }

  /** Mixes the outputs of the step before into the inputs of a step. */
  feed(into: number[], step: number, { alpha, from }: Forcing): void {
    const { input, output } = this.network;
    const r = this.begin(interpolate, true, step < from ? 0 : lengthOf(input) * this.lanes);
    r[OUT] = this.layout.address(input, step);
    r[A] = this.layout.address(output, Math.max(0, step - 1));
    r[M] = this.immediate(alpha);
    into.push(...r);
  }

  private begin(op: Rules, back: boolean, n: number): number[] {
    const r = new Array<number>(RECORD).fill(0);
    r[OP] = this.index(op, back);
    r[N] = n;
    r[LANES] = this.lanes;
    return r;
  }

  private index(op: Rules, back: boolean): number {
    const found = this.rules.findIndex((rule) => rule.op === op && rule.back === back);
    return found >= 0 ? found : this.rules.push({ op, back }) - 1;
  }

  private immediate(m: number): number {
    return this.layout.immediates.get(m) as number;
  }

  /** Whether its gradient leads to a parameter. */
  private leads(value: Value): boolean {
    return this.spared(value) < lengthOf(value);
  }
}
