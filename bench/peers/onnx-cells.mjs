/**
 * One step of each cell as an ONNX graph, in the form that onnxruntime-web runs fastest of those that were tried: input
 * and state are one tensor, outputs and next state are one tensor. A tensor that crosses between JavaScript and
 * WebAssembly is copied, with about the cost of ten small nodes: with a tensor each an LSTM (8, 32) takes a third longer.
 */
import { OnnxGraph } from './onnx.mjs';

/**
 * @typedef {object} CellModel
 * @property {Uint8Array} bytes the model; its input is `in`, its output `out`
 * @property {number[]} shape of `in`, which holds the inputs, the state, and the time last where the cell uses it
 * @property {Float32Array} initial what `in` holds before the first step
 * @property {number} timeScale the time that the model wants, in units of dt; 0 if it ignores the time
 */

/** @returns {CellModel} */
export function cellModel({ cell, inputs, units, parameters }) {
  return cells[cell](inputs, units, (name) => parameters.get(name));
}

const cells = {
  /**
   * With k = h − A an unfold of the semi-implicit Euler step is one node shorter:
   * k ← (k − s A/τ) / (1 + s/τ + s f) with f = σ(W k + (W A + b) + U x) and s = dt/6.
   */
  ltc(inputs, units, p) {
    const A = p('A');
    const rate = p('tau').map((tau) => 1 / tau);
    const atA = (W, b) => b.map((sum, i) => A.reduce((total, a, j) => total + W[i * units + j] * a, sum));
    const graph = new OnnxGraph();
    const row = (data) => graph.floats([1, units], data);
    const [x, state, s] = split(graph, [1], [inputs, units, 1]);
    const fromInput = linear(graph, x, p('U'), atA(p('W'), p('b')));
    const W = graph.floats([units, units], p('W'));
    const rest = graph.node('Add', [graph.node('Mul', [row(rate), s])[0], graph.floats([1], [1])])[0];
    const pull = graph.node('Mul', [row(A.map((a, i) => a * rate[i])), s])[0];
    let k = state;
    for (let unfold = 0; unfold < 6; unfold++) {
      const [z] = graph.node('Gemm', [k, W, fromInput], { transB: { i: 1 } });
      const [f] = graph.node('Sigmoid', [z]);
      const [decay] = graph.node('Add', [rest, graph.node('Mul', [f, s])[0]]);
      [k] = graph.node('Div', [graph.node('Sub', [k, pull])[0], decay]);
    }
    const y = linear(graph, k, p('readout.W'), atA(p('readout.W'), p('readout.b')));
    return finish(graph, { lead: [1], inputs, state: A.map((a) => -a), outputs: [y, k], timeScale: 1 / 6 });
  },

  /** One Gemm for each head: faster than one for all four, which would have to be split again. */
  cfc(inputs, units, p) {
    const graph = new OnnxGraph();
    const [z, dt] = split(graph, [1], [inputs + units, 1]);
    const head = (name) => linear(graph, z, p(`${name}.weight`), p(`${name}.bias`));
    const [first] = graph.node('Tanh', [head('ff1')]);
    const [second] = graph.node('Tanh', [head('ff2')]);
    const [a] = graph.node('Mul', [head('time_a'), dt]);
    const [gate] = graph.node('Sigmoid', [graph.node('Add', [a, head('time_b')])[0]]);
    const [way] = graph.node('Mul', [gate, graph.node('Sub', [second, first])[0]]);
    const [h] = graph.node('Add', [first, way]);
    const y = linear(graph, h, p('readout.W'), p('readout.b'));
    return finish(graph, {
      lead: [1],
      inputs,
      state: new Float64Array(units),
      outputs: [y, h],
      timeScale: 1,
    });
  },

  lstm(inputs, units, p) {
    return recurrent(inputs, units, p, { operator: 'LSTM', gates: [0, 3, 1, 2], states: 2 });
  },

  gru(inputs, units, p) {
    const attributes = { linear_before_reset: { i: 1 } };
    return recurrent(inputs, units, p, { operator: 'GRU', gates: [1, 0, 2], states: 1, attributes });
  },
};

/**
 * ONNX's own operators: 10 to 25 % faster than the same of Gemm, Sigmoid and Tanh.
 * @param gates where ONNX's gates lie in PyTorch's order: i, o, f, c in i, f, g, o; z, r, h in r, z, n
 */
function recurrent(inputs, units, p, { operator, gates, states, attributes = {} }) {
  const graph = new OnnxGraph();
  const reordered = (name) => {
    const size = p(name).length / gates.length;
    return gates.flatMap((gate) => Array.from(p(name).subarray(gate * size, (gate + 1) * size)));
  };
  const [x, ...before] = split(graph, [1, 1], [inputs, ...Array(states).fill(units)]);
  const rows = gates.length * units;
  const W = graph.floats([1, rows, inputs], reordered('weight_ih'));
  const R = graph.floats([1, rows, units], reordered('weight_hh'));
  const B = graph.floats([1, 2 * rows], [...reordered('bias_ih'), ...reordered('bias_hh')]);
  const after = ['h', 'c'].slice(0, states);
  graph.node(
    operator,
    [x, W, R, B, '', ...before],
    { hidden_size: { i: units }, ...attributes },
    ['', ...after], // the first output, the whole sequence, is not wanted
  );
  const [product] = graph.node('MatMul', ['h', graph.floats([units, 1], p('readout.W'))]);
  const [y] = graph.node('Add', [product, graph.floats([1], p('readout.b'))]);
  const state = new Float64Array(states * units);
  return finish(graph, { lead: [1, 1], inputs, state, outputs: [y, ...after], timeScale: 0 });
}

/** The parts of `in`, whose shape has the sizes of `lead` in front. */
function split(graph, lead, sizes) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  graph.input('in', [...lead, total]);
  return graph.node('Split', ['in', graph.integers(sizes)], { axis: { i: lead.length } }, sizes.length);
}

/** W x + b of a row x; W row-major. */
function linear(graph, x, W, b) {
  const weights = graph.floats([b.length, W.length / b.length], W);
  return graph.node('Gemm', [x, weights, graph.floats([b.length], b)], { transB: { i: 1 } })[0];
}

function finish(graph, { lead, inputs, state, outputs, timeScale }) {
  graph.node('Concat', outputs, { axis: { i: lead.length } }, ['out']);
  graph.output('out', [...lead, 1 + state.length]);
  const initial = new Float32Array(inputs + state.length + (timeScale ? 1 : 0));
  initial.set(state, inputs);
  return { bytes: graph.bytes(), shape: [...lead, initial.length], initial, timeScale };
}
