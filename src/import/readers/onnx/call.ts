/** One node with its inputs, as the code of its operator sees it. */
import type { Build } from './build.ts';
import { readInitialiser } from './initialiser.ts';
import type { Attribute, Node } from './model.ts';
import { Refusal } from './refusal.ts';
import { type Constant, constant, type Stream, type Tensor } from './tensor.ts';

export class Call {
  constructor(
    readonly build: Build,
    readonly node: Node,
    readonly inputs: readonly (Tensor | null)[],
    readonly opset: number,
  ) {}

  /** @throws Refusal that names the node */
  fail(reason: string, why: Refusal['why'] = 'file'): never {
    throw new Refusal(this.node.place, reason, why);
  }

  /** @throws Refusal for what a step cannot know */
  mixes(what: string): never {
    return this.fail(`${what}: a model that runs step by step cannot do that`, 'time');
  }

  private attribute(name: string): Attribute | undefined {
    return this.node.attributes.get(name);
  }

  has(name: string): boolean {
    return this.node.attributes.has(name);
  }

  integer(name: string, otherwise: number): number {
    return this.attribute(name)?.integer ?? otherwise;
  }

  float(name: string, otherwise: number): number {
    return this.attribute(name)?.float ?? otherwise;
  }

  text(name: string, otherwise: string): string {
    return this.attribute(name)?.text ?? otherwise;
  }

  integers(name: string): readonly number[] | null {
    return this.attribute(name)?.integers ?? null;
  }

  floats(name: string): readonly number[] {
    return this.attribute(name)?.floats ?? [];
  }

  texts(name: string): readonly string[] | null {
    return this.attribute(name)?.texts ?? null;
  }

  tensor(name: string): Constant | null {
    const message = this.attribute(name)?.tensor;
    if (!message) return null;
    const { shape, data, type } = readInitialiser(message);
    return constant(shape, data, type);
  }

  /** Whether input i is there: absent ones at the end may be left out. */
  given(i: number): boolean {
    return (this.inputs[i] ?? null) !== null;
  }

  input(i: number): Tensor {
    return this.inputs[i] ?? this.fail(`its input ${i} is missing`);
  }

  /** Input i as numbers that the file fixes. */
  constant(i: number, what: string): Constant {
    const found = this.input(i);
    if (found.kind !== 'constant')
      this.fail(`${what} "${this.node.inputs[i]}" must be constant: it is computed or fed in each step`);
    return found;
  }

  /** Input i as whole numbers that do not depend on the number of steps; null if it is absent. */
  numbers(i: number, what: string): number[] | null {
    if (!this.given(i)) return null;
    const found = this.constant(i, what);
    if (found.lengths?.some((x) => x !== 0))
      this.fail(`${what} "${this.node.inputs[i]}" depends on the number of steps`, 'way');
    return [...found.data];
  }

  /** Whole numbers that are an attribute up to some opset, and an input from then on; null if they are absent. */
  either(name: string, i: number): readonly number[] | null {
    return this.integers(name) ?? this.numbers(i, name);
  }

  /** An axis from the front. */
  axis(axis: number, rank: number): number {
    const found = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(found) || found < 0 || found >= Math.max(rank, 1))
      this.fail(`axis ${axis} of a tensor of ${rank} axes`, 'way');
    return found;
  }

  /** @throws Refusal unless the tensor is known, as constants are, or in each step */
  stream(tensor: Tensor): Stream {
    return tensor.kind === 'stream' ? tensor : this.fail('it needs no such constant here');
  }
}

/** The code of an operator: its outputs, as many as are wanted. */
export type Operator = (call: Call) => Tensor | readonly (Tensor | null)[];
