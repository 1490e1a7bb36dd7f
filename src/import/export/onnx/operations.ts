/** How each elementary operation is written in ONNX. Vectors are rows [1, n]. */
import { dataOf, nameOf } from '../elementary.ts';
import type { Named, Writer } from '../emit.ts';
import type { Attribute, OnnxGraph } from './graph.ts';

type Attributes = Readonly<Record<string, Attribute>>;

export function onnxWriter(graph: OnnxGraph): Writer {
  /** A node on the operands as they are. */
  const plain =
    (operator: string, attributes: (one: Named) => Attributes = () => ({})) =>
    (one: Named, name: string): void => {
      graph.node(operator, one.inputs, attributes(one), name);
    };
  /** A node whose second operand is the immediate. */
  const withNumber =
    (operator: string) =>
    ({ inputs: [x], immediate }: Named, name: string): void => {
      graph.node(operator, [x, graph.scalar(immediate)], {}, name);
    };
  const within = (x: string, low: number, high: number, name: string): void => {
    graph.node('Clip', [x, graph.scalar(low), graph.scalar(high)], {}, name);
  };
  const alpha = ({ immediate }: Named): Attributes => ({ alpha: { f: immediate } });
  return {
    named: (wanted) => graph.named(wanted),
    constant(value) {
      const [rows, columns] = value.shape;
      const shape = columns === undefined ? [1, rows] : [rows, columns];
      return graph.floats(nameOf(value), shape, dataOf(value));
    },
    operations: {
      abs: plain('Abs'),
      add: plain('Add'),
      // y = c + W x of rows: x Wᵀ + c
      affine({ inputs: [W, x, c] }, name) {
        graph.node('Gemm', [x, W, c], { transB: { i: 1 } }, name);
      },
      broadcast({ inputs: [x], length }, name) {
        graph.node('Expand', [x, graph.integers([1, length])], {}, name);
      },
      clip: ({ inputs: [x], immediate }, name) => within(x, -immediate, immediate, name),
      concat: plain('Concat', () => ({ axis: { i: 1 } })),
      copy: plain('Identity'),
      div: plain('Div'),
      elu: plain('Elu', alpha),
      exp: plain('Exp'),
      gelu: ({ inputs: [x] }, name) => gelu(graph, x, name),
      'hard-sigmoid': ({ inputs: [x] }, name) => within(x, 0, 1, name),
      'leaky-relu': plain('LeakyRelu', alpha),
      log: plain('Log'),
      mean: plain('ReduceMean', () => ({ axes: { ints: [1] }, keepdims: { i: 1 } })),
      mul: plain('Mul'),
      neg: plain('Neg'),
      reciprocal: plain('Reciprocal'),
      relu: plain('Relu'),
      scale: withNumber('Mul'),
      shift: withNumber('Add'),
      sigmoid: plain('Sigmoid'),
      slice({ inputs: [x], offset, length }, name) {
        const [start, end] = [offset, offset + length].map((at) => graph.integers([at]));
        graph.node('Slice', [x, start, end, graph.integers([1])], {}, name);
      },
      softmax: plain('Softmax', () => ({ axis: { i: 1 } })),
      softplus: plain('Softplus'),
      sqrt: plain('Sqrt'),
      sub: plain('Sub'),
      synapses({ inputs: [slope, offset, x] }, name) {
        graph.node('Sigmoid', [graph.node('Add', [graph.node('Mul', [slope, x]), offset])], {}, name);
      },
      tanh: plain('Tanh'),
      // sums of the rows, which come out as [n]
      'weighted-rows'({ inputs: [W, x, c] }, name) {
        const product = graph.node('Mul', [W, x]);
        const sums = graph.node('ReduceSum', [product, graph.integers([1])], { keepdims: { i: 0 } });
        graph.node('Add', [c, sums], {}, name);
      },
    },
  };
}

/** x/2 · (1 + erf(x/√2)): it is an operator of its own only from opset 20 on. */
function gelu(graph: OnnxGraph, x: string, name: string): void {
  const erf = graph.node('Erf', [graph.node('Mul', [x, graph.scalar(Math.SQRT1_2)])]);
  const sum = graph.node('Add', [erf, graph.scalar(1)]);
  graph.node('Mul', [graph.node('Mul', [x, graph.scalar(0.5)]), sum], {}, name);
}
