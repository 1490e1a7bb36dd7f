/** Graphs of random operators around random recurrent ones, as exporters write them. */
import type { Random } from '../../../src/data/random.ts';
import type { Attribute, Graph, GraphNode, Numbers, Port } from './graph.ts';

/** How a tensor's axes lie: time, batch, features. */
type Layout = 'tbn' | 'btn' | 'tn';

interface Tensor {
  readonly name: string;
  readonly layout: Layout;
  readonly n: number;
}

/** A function without attributes, or with one. */
const activations: readonly (readonly [string, Readonly<Record<string, Attribute>>?])[] = [
  ['Relu'],
  ['Sigmoid'],
  ['Tanh'],
  ['Softplus'],
  ['Softsign'],
  ['Abs'],
  ['Neg'],
  ['Identity'],
  ['Dropout'],
  ['LeakyRelu', { alpha: { float: 0.07 } }],
  ['Elu', { alpha: { float: 0.8 } }],
  ['Celu', { alpha: { float: 1.3 } }],
  ['Selu'],
  ['HardSigmoid', { alpha: { float: 0.3 }, beta: { float: 0.4 } }],
  ['ThresholdedRelu', { alpha: { float: 0.1 } }],
  ['HardSwish'],
  ['Mish'],
];
const cells = ['LSTM', 'GRU', 'RNN'] as const;

export class Builder {
  private readonly nodes: GraphNode[] = [];
  private readonly initialisers: Record<string, Numbers> = {};
  private fresh = 0;

  constructor(
    private readonly random: Random,
    readonly opset: number,
    /** The size of the axis of time in the file. */
    private readonly steps: number | string,
  ) {}

  private int(low: number, high: number): number {
    return low + Math.floor(this.random.next() * (high - low + 1));
  }
  private pick<T>(all: readonly T[]): T {
    return all[this.int(0, all.length - 1)];
  }
  private chance(share: number): boolean {
    return this.random.next() < share;
  }
  private uniform(size: number, bound: number): number[] {
    return Array.from({ length: size }, () => Math.fround((2 * this.random.next() - 1) * bound));
  }

  constant(numbers: Numbers): string {
    const name = `c${this.fresh++}`;
    this.initialisers[name] = numbers;
    return name;
  }
  private weights(shape: readonly number[], bound: number): string {
    return this.constant({
      shape,
      data: this.uniform(
        shape.reduce((a, b) => a * b, 1),
        bound,
      ),
    });
  }
  private positive(shape: readonly number[]): string {
    const size = shape.reduce((a, b) => a * b, 1);
    return this.constant({ shape, data: this.uniform(size, 0.5).map((x) => Math.fround(x + 1)) });
  }
  private integers(...data: number[]): string {
    return this.constant({ shape: [data.length], data, integer: true });
  }

  node(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    outputs = 1,
  ): string[] {
    const names = Array.from({ length: outputs }, () => `v${this.fresh++}`);
    this.nodes.push({ op, inputs, outputs: names, attributes, name: `${op}_${this.fresh}` });
    return names;
  }
  private of(op: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.node(op, inputs, attributes)[0];
  }

  /** Operators whose axes are an attribute before an opset. */
  private axes(
    op: string,
    x: string,
    axes: number[],
    since: number,
    more: Record<string, Attribute> = {},
  ): string {
    return this.opset < since
      ? this.of(op, [x], { axes, ...more })
      : this.of(op, [x, this.integers(...axes)], more);
  }

  /** The tensor with its axes in another order. */
  as(x: Tensor, layout: Layout): Tensor {
    if (x.layout === layout) return x;
    const name = ((): string => {
      if (x.layout === 'tn') return this.axes('Unsqueeze', x.name, [layout === 'tbn' ? 1 : 0], 13);
      if (layout === 'tn') {
        if (this.chance(0.5)) return this.axes('Squeeze', x.name, [x.layout === 'tbn' ? 1 : 0], 13);
        return this.of('Reshape', [x.name, this.integers(-1, x.n)]);
      }
      return this.of('Transpose', [x.name], { perm: [1, 0, 2] });
    })();
    return { ...x, layout, name };
  }

  private with(x: Tensor, name: string, n = x.n): Tensor {
    return { ...x, name, n };
  }

  dense(x: Tensor): Tensor {
    const n = this.int(1, 6);
    if (this.chance(0.4)) {
      const flat = this.as(x, 'tn');
      const transB = this.int(0, 1);
      const w = this.weights(transB ? [n, x.n] : [x.n, n], 1 / Math.sqrt(x.n));
      const scales: Record<string, Attribute> = this.chance(0.3)
        ? { alpha: { float: 0.5 }, beta: { float: 1.5 } }
        : {};
      return this.with(
        flat,
        this.of('Gemm', [flat.name, w, this.weights([n], 0.5)], { transB, ...scales }),
        n,
      );
    }
    const product = this.of('MatMul', [x.name, this.weights([x.n, n], 1 / Math.sqrt(x.n))]);
    const b = this.weights([n], 0.5);
    return this.with(x, this.of('Add', this.chance(0.5) ? [product, b] : [b, product]), n);
  }

  activation(x: Tensor): Tensor {
    const [op, attributes = {}] = this.pick(activations);
    return this.with(x, this.of(op, [x.name], attributes));
  }

  scaled(x: Tensor): Tensor {
    const shifted = this.of('Sub', [x.name, this.weights([x.n], 1)]);
    const divided = this.of(this.pick(['Div', 'Mul']), [
      shifted,
      this.positive(this.chance(0.3) ? [] : [x.n]),
    ]);
    return this.with(x, divided);
  }

  normalised(x: Tensor): Tensor {
    if (this.chance(0.3)) {
      const flat = this.as(x, 'tn');
      const [g, b, m, v] = [
        this.positive([x.n]),
        this.weights([x.n], 1),
        this.weights([x.n], 1),
        this.positive([x.n]),
      ];
      return this.with(
        flat,
        this.of('BatchNormalization', [flat.name, g, b, m, v], { epsilon: { float: 1e-3 } }),
      );
    }
    const [gamma, beta] = [this.positive([x.n]), this.weights([x.n], 1)];
    if (this.opset >= 17 && this.chance(0.5))
      return this.with(x, this.of('LayerNormalization', [x.name, gamma, beta], { epsilon: { float: 1e-3 } }));
    const mean = (of: string): string => this.axes('ReduceMean', of, [-1], 18);
    const centred = this.of('Sub', [x.name, mean(x.name)]);
    const two = this.constant({ shape: [], data: [2] });
    const square = this.chance(0.5) ? this.of('Pow', [centred, two]) : this.of('Mul', [centred, centred]);
    const epsilon = this.constant({ shape: [], data: [Math.fround(1e-3)] });
    const deviation = this.of('Sqrt', [this.of('Add', [mean(square), epsilon])]);
    const normal = this.of('Div', [centred, deviation]);
    return this.with(x, this.of('Add', [this.of('Mul', [normal, gamma]), beta]));
  }

  cell(x: Tensor): Tensor {
    const op = this.pick(cells);
    const units = this.int(1, 5);
    const gates = { LSTM: 4, GRU: 3, RNN: 1 }[op];
    const layout = this.opset >= 14 && this.chance(0.3) ? 1 : 0;
    const from = this.as(x, layout ? 'btn' : 'tbn');
    const w = (shape: number[]): string => this.weights(shape, 1.2 / Math.sqrt(shape[shape.length - 1]));
    const state = (): string => (this.chance(0.3) ? this.weights([1, 1, units], 0.8) : '');
    const bias = this.chance(0.8) ? this.weights([1, 2 * gates * units], 0.5) : '';
    const inputs = [from.name, w([1, gates * units, x.n]), w([1, gates * units, units]), bias, '', state()];
    const attributes: Record<string, Attribute> = { hidden_size: units, ...(layout && { layout }) };
    if (op === 'LSTM') {
      inputs.push(state());
      if (this.chance(0.25)) inputs.push(this.weights([1, 3 * units], 0.5));
      if (this.chance(0.2)) attributes.input_forget = 1;
    }
    if (op === 'GRU') attributes.linear_before_reset = this.int(0, 1);
    if (this.chance(0.2)) attributes.clip = { float: 0.7 };
    if (this.chance(0.25)) {
      const gate = this.pick(['Sigmoid', 'HardSigmoid']);
      const all = [gate, this.pick(['Tanh', 'Softsign', 'Relu']), 'Tanh'];
      attributes.activations =
        op === 'LSTM' ? all : op === 'GRU' ? all.slice(0, 2) : [this.pick(['Tanh', 'ScaledTanh'])];
      if (gate === 'HardSigmoid' && op !== 'RNN') {
        attributes.activation_alpha = { floats: [0.25] };
        attributes.activation_beta = { floats: [0.45] };
      }
    }
    while (inputs.at(-1) === '') inputs.pop();
    const [y] = this.node(op, inputs, attributes);
    const squeezed = this.axes('Squeeze', y, [layout ? 2 : 1], 13);
    return { name: squeezed, layout: from.layout, n: units };
  }

  /** Put together with what was there before. */
  joined(x: Tensor, earlier: Tensor): Tensor {
    const other = this.as(earlier, x.layout);
    if (x.n === other.n && this.chance(0.5))
      return this.with(x, this.of(this.pick(['Add', 'Mul', 'Sub', 'Max', 'Min']), [x.name, other.name]));
    const axis = x.layout === 'tn' ? 1 : 2;
    return this.with(
      x,
      this.of('Concat', [x.name, other.name], { axis: this.chance(0.5) ? axis : -1 }),
      x.n + other.n,
    );
  }

  parts(x: Tensor): Tensor {
    const axis = x.layout === 'tn' ? 1 : 2;
    if (x.n % 2 === 0 && this.chance(0.5)) {
      const [a, b] = this.node('Split', [x.name], { axis }, 2);
      return this.with(x, this.of('Mul', [a, this.of('Sigmoid', [b])]), x.n / 2);
    }
    if (this.chance(0.5)) {
      const which = Array.from({ length: this.int(1, 5) }, () => this.int(-x.n, x.n - 1));
      return this.with(x, this.of('Gather', [x.name, this.integers(...which)], { axis }), which.length);
    }
    const from = this.int(0, x.n - 1);
    const to = this.int(from + 1, x.n);
    const name =
      this.opset < 10
        ? this.of('Slice', [x.name], { starts: [from], ends: [to], axes: [axis] })
        : this.of('Slice', [x.name, this.integers(from), this.integers(to), this.integers(axis)]);
    return this.with(x, name, to - from);
  }

  statistic(x: Tensor): Tensor {
    const op = this.pick(['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceL2']);
    const since = op === 'ReduceSum' ? 13 : 18;
    const one = this.axes(op, x.name, [-1], since);
    return this.with(x, this.of(this.pick(['Sub', 'Add']), [x.name, one]));
  }

  share(x: Tensor): Tensor {
    const axis = x.layout === 'tn' ? 1 : 2;
    return this.with(x, this.of(this.pick(['Softmax', 'LogSoftmax']), [x.name], { axis }));
  }

  written(x: Tensor): Tensor {
    const number = (data: number): string => this.constant({ shape: [], data: [Math.fround(data)] });
    const name = this.pick<() => string>([
      () => {
        const erf = this.of('Erf', [this.of('Div', [x.name, number(Math.SQRT2)])]);
        const half = this.of('Mul', [x.name, this.of('Add', [erf, number(1)])]);
        return this.of('Mul', [half, number(0.5)]);
      },
      () => this.of('Mul', [x.name, this.of('Sigmoid', [x.name])]),
      () => this.of('Sqrt', [this.of('Add', [this.of('Abs', [x.name]), number(0.2)])]),
      () => this.of('Pow', [x.name, number(this.pick([2, 3]))]),
      () => this.of('Div', [x.name, this.of('Add', [this.of('Exp', [this.of('Neg', [x.name])]), number(1)])]),
      () => this.of('Min', [this.of('Max', [x.name, number(-0.3)]), number(0.6)]),
      () =>
        this.of('Where', [
          this.of('Greater', [x.name, number(0.1)]),
          this.of('Tanh', [x.name]),
          number(0.25),
        ]),
      () => this.of('PRelu', [x.name, this.weights([x.n], 0.5)]),
      () => this.of('Mul', [x.name, this.of('Reciprocal', [this.of('Softplus', [x.name])])]),
      () =>
        this.opset < 11
          ? this.of('Clip', [x.name], { min: { float: -0.5 }, max: { float: 0.5 } })
          : this.of('Clip', [x.name, number(-0.4), number(0.9)]),
    ])();
    return this.with(x, this.of('Tanh', [name]));
  }

  /** The last step alone. */
  last(x: Tensor): Tensor {
    const flat = this.as(x, 'tn');
    const name = this.chance(0.5)
      ? this.axes(
          'Unsqueeze',
          this.of('Gather', [flat.name, this.constant({ shape: [], data: [-1], integer: true })], {
            axis: 0,
          }),
          [0],
          13,
        )
      : this.opset < 10
        ? this.of('Slice', [flat.name], { starts: [-1], ends: [2 ** 31 - 1], axes: [0] })
        : this.of('Slice', [flat.name, this.integers(-1), this.integers(2 ** 31 - 1), this.integers(0)]);
    return { ...flat, name };
  }

  /** A graph of some operators; whether only the last step leaves it. */
  graph(): { graph: Graph; last: boolean; inputs: number } {
    const inputs = this.int(1, 4);
    const layout = this.pick<Layout>(['tbn', 'btn', 'tn']);
    const dims = { tbn: [this.steps, 1, inputs], btn: [1, this.steps, inputs], tn: [this.steps, inputs] }[
      layout
    ];
    let x: Tensor = { name: 'x', layout, n: inputs };
    const seen = [x];
    const kinds = [
      'dense',
      'activation',
      'scaled',
      'normalised',
      'cell',
      'cell',
      'parts',
      'statistic',
      'share',
      'written',
    ] as const;
    const cellAt = this.int(0, 5);
    for (let k = 0; k < 7; k++) {
      const kind = k === cellAt ? 'cell' : this.pick([...kinds, 'joined'] as const);
      x = kind === 'joined' ? this.joined(x, this.pick(seen)) : this[kind](x);
      if (x.n > 12) x = this.dense(x);
      seen.push(x);
    }
    x = this.dense(x);
    const last = this.chance(0.3);
    if (last) x = this.dense(this.last(x));
    const input: Port = { name: 'x', dims };
    const output: Port = { name: x.name, dims: x.layout === 'tn' ? ['N', x.n] : ['A', 'B', x.n] };
    return {
      graph: {
        opset: this.opset,
        nodes: this.nodes,
        initialisers: this.initialisers,
        inputs: [input],
        outputs: [output],
      },
      last,
      inputs,
    };
  }
}
