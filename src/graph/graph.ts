import type { Parameter, Shape } from './parameter.ts';
import type { Attributes, Graph, Loop, Op, Part, Source, Value } from './value.ts';

let nextId = 0;

/**
 * Builds one step of a model as a graph of values.
 *
 * Equal expressions are one value (hash-consing), and a value created inside a loop that does not depend on what the
 * loop carries belongs outside it: common subexpressions and loop-invariant work vanish while the graph is written.
 */
export class GraphBuilder implements Graph {
  readonly values: Value[] = [];
  scope = 'the model';
  private readonly known = new Map<string, Value>();
  private open: Loop | null = null;
  /** What operations that read states for a matrix get instead of one; null: the state. */
  masked: ((state: Value) => Value) | null = null;

  input(length: number): Value {
    return this.create([length], { kind: 'input' }, 'step', null);
  }

  dt(): Value {
    return this.create([1], { kind: 'dt' }, 'step', null);
  }

  /** Factors of a state's elements, the same in every step of a window. */
  mask(length: number): Value {
    return this.create([length], { kind: 'mask' }, 'step', null);
  }

  state(name: string, length: number): Value {
    return this.create([length], { kind: 'state', name }, 'step', null);
  }

  parameter(parameter: Parameter): Value {
    return this.create(parameter.shape, { kind: 'parameter', parameter }, 'constant', null);
  }

  constant(shape: Shape, data: ArrayLike<number>, name = 'constant'): Value {
    const key = `constant ${name} ${shape} ${Array.from(data).join()}`;
    return this.intern(key, () =>
      this.create(shape, { kind: 'constant', data: Float64Array.from(data), name }, 'constant', null),
    );
  }

  apply(op: Op, given: readonly Value[], attributes: Attributes = {}): Value {
    const inputs = op.readsStates ? given.map((value) => this.read(value)) : given;
    const { immediate = '', offset = '', length = '', form = '', activations = [] } = attributes;
    const key = `${op.name} ${inputs.map((v) => v.id)} ${immediate} ${offset} ${length} ${form} ${activations}`;
    return this.intern(key, () => {
      const region = inputs.every((v) => v.region === 'constant') ? 'constant' : 'step';
      const inside = this.open !== null && inputs.some((v) => v.loop === this.open);
      return this.create(
        op.shape(inputs, attributes),
        { kind: 'op', op, inputs, attributes },
        region,
        inside ? this.open : null,
      );
    });
  }

  assemble(shape: Shape, parts: readonly Part[], segments = 1): Value {
    const list = parts.map(
      ({ value, from, columns, row, column, factor }) =>
        `${value.id}[${from},${columns}]@${row},${column}*${typeof factor === 'number' ? factor : `v${factor.id}`}`,
    );
    return this.intern(`assembled ${shape} ${segments} ${list.join()}`, () =>
      this.create(shape, { kind: 'assembled', parts, segments }, 'constant', null),
    );
  }

  segment(of: Value, index: number, count: number): Value {
    return this.intern(`segment ${of.id} ${index} ${count}`, () =>
      this.create([of.shape[0] / count], { kind: 'segment', of, index }, of.region, of.loop),
    );
  }

  loop(count: number, dt: Value, initial: Value, body: (carried: Value, substep: Value) => Value): Value {
    if (this.open) throw new Error(`${this.scope}: loops do not nest`);
    if (!Number.isInteger(count) || count < 1 || count > 0xffff)
      throw new RangeError(`${this.scope}: unfolds must be a whole number from 1 to 65535, not ${count}`);
    const loop = { count, dt, initial } as Loop;
    loop.carried = this.create(initial.shape, { kind: 'carried', of: loop }, 'step', loop);
    loop.substep = this.create([1], { kind: 'substep', of: loop }, 'step', loop);
    this.open = loop;
    try {
      loop.next = body(loop.carried, loop.substep);
    } finally {
      this.open = null;
    }
    loop.result = this.create(initial.shape, { kind: 'result', of: loop }, 'step', null);
    return loop.result;
  }

  /** The value itself, or what stands for a state. */
  private read(value: Value): Value {
    const { kind } = value.source;
    return this.masked && (kind === 'state' || kind === 'carried') ? this.masked(value) : value;
  }

  private intern(key: string, make: () => Value): Value {
    let value = this.known.get(key);
    if (!value) {
      value = make();
      this.known.set(key, value);
    }
    return value;
  }

  private create(shape: Shape, source: Source, region: Value['region'], loop: Loop | null): Value {
    for (const size of shape)
      if (!Number.isInteger(size) || size < 1 || size > 0xffff)
        throw new RangeError(
          `${this.scope}: a size must be a whole number from 1 to 65535, not [${shape.join(', ')}]`,
        );
    const value: Value = { graph: this, id: nextId++, shape, source, region, loop };
    this.values.push(value);
    return value;
  }
}
