/** How each elementary operation is written in TorchScript. Vectors are [n], or rows of a batch [B, n]. */
import type { Value } from '../../../graph/value.ts';
import { dataOf, nameOf } from '../elementary.ts';
import type { Named, Writer } from '../emit.ts';
import type { Buffer } from './archive.ts';

/** Code of a method under construction, and the tensors that it reads. */
export class Script {
  readonly lines: string[] = [];
  readonly buffers: Buffer[] = [];
  private readonly used = new Set<string>();

  /** An identifier like the wanted name that nothing else has. */
  named(wanted: string): string {
    const plain = wanted.replace(/\W/g, '_').replace(/^(?=\d)/, 'layer_');
    let name = plain;
    for (let i = 1; this.used.has(name); i++) name = `${plain}_${i}`;
    this.used.add(name);
    return name;
  }

  assign(name: string, expression: string): void {
    this.lines.push(`${name} = ${expression}`);
  }

  /** Keeps numbers as an attribute of the module; the expression that reads it. */
  buffer(wanted: string, shape: readonly number[], data: Buffer['data']): string {
    const name = this.named(wanted);
    this.buffers.push({ name, shape, data });
    return `self.${name}`;
  }
}

type Expression = (...inputs: string[]) => string;
const call =
  (name: string): Expression =>
  (...inputs) =>
    `torch.${name}(${inputs.join(', ')})`;
/** A number as Python and float32 read it. */
const float = (x: number): string => {
  const text = String(x);
  return /^-?\d+$/.test(text) ? `${text}.` : text;
};

export function torchWriter(script: Script): Writer {
  const as =
    (expression: (one: Named) => string) =>
    (one: Named, name: string): void =>
      script.assign(name, expression(one));
  const plain = (name: string) => as(({ inputs }) => call(name)(...inputs));
  const first = (expression: (x: string, one: Named) => string) =>
    as((one) => expression(one.inputs[0], one));
  return {
    named: (wanted) => script.named(wanted),
    constant: (value) => script.buffer(nameOf(value), value.shape, Float32Array.from(dataOf(value))),
    operations: {
      abs: plain('abs'),
      add: plain('add'),
      affine: as(({ value, inputs: [W, x, c] }) =>
        isConstant(value, 2) ? `torch.linear(${x}, ${W}, ${c})` : `torch.add(torch.linear(${x}, ${W}), ${c})`,
      ),
      broadcast: first(
        (x, { length }) =>
          `torch.mul(${x}, ${script.buffer('ones', [length], new Float32Array(length).fill(1))})`,
      ),
      clip: first((x, { immediate: m }) => `torch.clamp(${x}, ${float(-m)}, ${float(m)})`),
      concat: as(
        (one) => `torch.cat([${one.inputs.map((input, i) => spread(one, input, i)).join(', ')}], -1)`,
      ),
      copy: first((x) => x),
      div: plain('div'),
      elu: first((x, { immediate }) => `torch.elu(${x}, ${float(immediate)})`),
      exp: plain('exp'),
      gelu: first(
        (x) => `torch.mul(torch.mul(${x}, 0.5), torch.add(torch.erf(torch.mul(${x}, ${Math.SQRT1_2})), 1.))`,
      ),
      'hard-sigmoid': first((x) => `torch.clamp(${x}, 0., 1.)`),
      'leaky-relu': first((x, { immediate }) => `torch.leaky_relu(${x}, ${float(immediate)})`),
      log: plain('log'),
      mean: first((x) => `torch.mean(${x}, [-1], True)`),
      mul: plain('mul'),
      neg: plain('neg'),
      reciprocal: plain('reciprocal'),
      relu: plain('relu'),
      scale: first((x, { immediate }) => `torch.mul(${x}, ${float(immediate)})`),
      shift: first((x, { immediate }) => `torch.add(${x}, ${float(immediate)})`),
      sigmoid: plain('sigmoid'),
      slice: first((x, { offset, length }) => `torch.narrow(${x}, -1, ${offset}, ${length})`),
      softmax: first((x) => `torch.softmax(${x}, -1)`),
      softplus: first((x) => `torch.softplus(${x})`),
      sqrt: plain('sqrt'),
      sub: plain('sub'),
      synapses: as(
        ({ inputs: [slope, offset, x] }) =>
          `torch.sigmoid(torch.add(torch.mul(${slope}, torch.unsqueeze(${x}, -2)), ${offset}))`,
      ),
      tanh: plain('tanh'),
      'weighted-rows': as(
        ({ inputs: [W, x, c] }) => `torch.add(${c}, torch.sum(torch.mul(${W}, ${x}), [-1]))`,
      ),
    },
  };
}

const isConstant = ({ source }: Value, i: number): boolean =>
  source.kind === 'op' && source.inputs[i].source.kind === 'constant';

/** An operand of a concatenation: a constant takes the rows of the other. */
function spread({ value, inputs }: Named, input: string, i: number): string {
  if (!isConstant(value, i)) return input;
  return `torch.add(${input}, torch.zeros_like(torch.narrow(${inputs[1 - i]}, -1, 0, 1)))`;
}
