/** One LSTM or GRU with a dense read-out, for both runtimes: as a blob, and as an ONNX graph with native operators and states. */
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { initialiseAll } from '../../src/graph/parameter.ts';
import { OnnxGraph } from '../../src/import/export/onnx/graph.ts';
import { buildNetwork } from '../../src/network/network.ts';

export interface Pair {
  readonly cell: 'lstm' | 'gru';
  readonly units: number;
  readonly blob: Uint8Array;
  /** The graph for a block of steps: x [steps, 1, 1] and states [1, 1, n] to y [steps, 1] and the next states. */
  readonly graph: (steps: number) => Uint8Array;
  readonly states: readonly string[];
}

/** Where ONNX's gates lie in PyTorch's order: i, o, f, c in i, f, g, o; z, r, h in r, z, n. */
const gates = { lstm: [0, 3, 1, 2], gru: [1, 0, 2] } as const;

export function pairOf(cell: 'lstm' | 'gru', units: number): Pair {
  const network = buildNetwork({ inputs: 1, outputs: 1, layers: [{ cell, units }], readout: 'dense' });
  const parameters = initialiseAll(network.parameters, new Random(units));
  const states = cell === 'lstm' ? ['h', 'c'] : ['h'];
  const of = (name: string): Float64Array => parameters.get(name) as Float64Array;
  const reordered = (name: string): number[] => {
    const size = of(name).length / gates[cell].length;
    return gates[cell].flatMap((gate) => Array.from(of(name).subarray(gate * size, (gate + 1) * size)));
  };
  const graph = (steps: number): Uint8Array => {
    const onnx = new OnnxGraph();
    const rows = gates[cell].length * units;
    onnx.input('x', [steps, 1, 1], 'float', '');
    for (const state of states) onnx.input(state, [1, 1, units], 'float', '');
    const W = onnx.floats('W', [1, rows, 1], reordered('weight_ih'));
    const R = onnx.floats('R', [1, rows, units], reordered('weight_hh'));
    const B = onnx.floats('B', [1, 2 * rows], [...reordered('bias_ih'), ...reordered('bias_hh')]);
    const attributes = {
      hidden_size: { i: units },
      ...(cell === 'gru' && { linear_before_reset: { i: 1 } }),
    };
    const all = ['sequence', ...states.map((state) => `${state}_out`)];
    onnx.node(cell.toUpperCase(), ['x', W, R, B, '', ...states], attributes, all);
    const flat = onnx.node('Reshape', ['sequence', onnx.integers([steps, units])]);
    const readout = [
      onnx.floats('readout W', [1, units], of('readout.W')),
      onnx.floats('readout b', [1], of('readout.b')),
    ];
    onnx.node('Gemm', [flat, ...readout], { transB: { i: 1 } }, ['y']);
    onnx.output('y', [steps, 1], 'float', '');
    for (const state of states) onnx.output(`${state}_out`, [1, 1, units], 'float', '');
    return onnx.finish({});
  };
  return { cell, units, blob: compile(network, parameters).blob, graph, states };
}
