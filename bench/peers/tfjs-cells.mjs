/**
 * One step of each cell in the kernels of tfjs-backend-wasm, in the form that ran fastest of those that were tried:
 * kernels are run directly, since the public fusedMatMul, which wraps itself for a gradient, takes more than twice as
 * long; tensors are disposed of one by one, not by tidy; and every gate has a product of its own, which costs less than
 * to split a long one.
 */

/**
 * @param K the kernels, see tfjs.mjs: `run` for what lives a step, `constant` for what lives as long as the cell
 * @returns {{ states: ArrayLike<number>[], step(x: object, dt: number, states: object[]): object[] }} the initial
 * states; a step's output and next states
 */
export function makeCell(K, { cell, inputs, units, parameters }) {
  return cells[cell](K, { inputs, units, p: (name) => parameters.get(name) });
}

const cells = {
  /** k = h − A as in onnx-cells.mjs, which saves one kernel an unfold. */
  ltc(K, { units, p }) {
    const A = p('A');
    const rate = p('tau').map((tau) => 1 / tau);
    const atA = (W, b) => b.map((sum, i) => A.reduce((total, a, j) => total + W[i * units + j] * a, sum));
    const [W, U] = [K.weights(p('W'), units), K.weights(p('U'), units)];
    const b = K.bias(atA(p('W'), p('b')));
    const readout = dense(K, p('readout.W'), atA(p('readout.W'), p('readout.b')));
    const ofTime = K.perTime((dt) => {
      const s = dt / 6;
      return [K.row([s]), K.row(rate.map((r) => 1 + s * r)), K.row(rate.map((r, i) => s * r * A[i]))];
    });
    return {
      states: [A.map((a) => -a)],
      step(x, dt, [state]) {
        const [s, rest, pull] = ofTime(dt);
        const bias = K.add(K.flat(K.matMul(x, U)), b);
        let k = state;
        for (let unfold = 0; unfold < 6; unfold++) {
          const f = K.matMul(k, W, bias, 'sigmoid');
          k = K.div(K.sub(k, pull), K.add(rest, K.mul(f, s)));
        }
        return [readout(k), k];
      },
    };
  },

  cfc(K, { units, p }) {
    const [first, second, a, b] = ['ff1', 'ff2', 'time_a', 'time_b'].map((head) =>
      dense(K, p(`${head}.weight`), p(`${head}.bias`)),
    );
    const readout = dense(K, p('readout.W'), p('readout.b'));
    const ofTime = K.perTime((dt) => [K.row([dt])]);
    return {
      states: [new Float32Array(units)],
      step(x, dt, [state]) {
        const [time] = ofTime(dt);
        const z = K.concat(x, state);
        const from = K.tanh(first(z));
        const gate = K.sigmoid(K.add(K.mul(a(z), time), b(z)));
        const h = K.add(from, K.mul(gate, K.sub(K.tanh(second(z)), from)));
        return [readout(h), h];
      },
    };
  },

  lstm(K, { inputs, units, p }) {
    const [W, R, b, c] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(p);
    const sum = b.map((value, i) => value + c[i]);
    const gate = (index, activation) => {
      const [input, state, bias] = [W, R, sum].map((all) => part(all, index, 4));
      return dense(K, beside(input, inputs, state, units), bias, activation);
    };
    const [enter, forget] = [gate(0, 'sigmoid'), gate(1, 'sigmoid')];
    const [candidate, leave] = [gate(2), gate(3, 'sigmoid')];
    const readout = dense(K, p('readout.W'), p('readout.b'));
    return {
      states: [new Float32Array(units), new Float32Array(units)],
      step(x, _dt, [state, memory]) {
        const z = K.concat(x, state);
        const next = K.add(K.mul(forget(z), memory), K.mul(enter(z), K.tanh(candidate(z))));
        const h = K.mul(leave(z), K.tanh(next));
        return [readout(h), h, next];
      },
    };
  },

  gru(K, { inputs, units, p }) {
    const [W, R, b, c] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(p);
    const sum = b.map((value, i) => value + c[i]);
    const gate = (index) => {
      const [input, state, bias] = [W, R, sum].map((all) => part(all, index, 3));
      return dense(K, beside(input, inputs, state, units), bias, 'sigmoid');
    };
    const [reset, update] = [gate(0), gate(1)];
    const fromInput = dense(K, part(W, 2, 3), part(b, 2, 3));
    const fromState = dense(K, part(R, 2, 3), part(c, 2, 3));
    const readout = dense(K, p('readout.W'), p('readout.b'));
    return {
      states: [new Float32Array(units)],
      step(x, _dt, [state]) {
        const z = K.concat(x, state);
        const proposal = K.tanh(K.add(fromInput(x), K.mul(reset(z), fromState(state))));
        const h = K.add(proposal, K.mul(update(z), K.sub(state, proposal)));
        return [readout(h), h];
      },
    };
  },
};

/** activation(W x + b) of a row x; W row-major. */
function dense(K, W, b, activation) {
  const weights = K.weights(W, b.length);
  const bias = K.bias(b);
  return (x) => K.matMul(x, weights, bias, activation);
}

/** The rows of one gate. */
function part(all, index, gates) {
  const size = all.length / gates;
  return all.slice(index * size, (index + 1) * size);
}

/** The matrix [A B] for a product with [a; b]. */
function beside(A, columnsA, B, columnsB) {
  const rows = Array.from({ length: A.length / columnsA }, (_, row) => [
    ...A.slice(row * columnsA, (row + 1) * columnsA),
    ...B.slice(row * columnsB, (row + 1) * columnsB),
  ]);
  return Float64Array.from(rows.flat());
}
