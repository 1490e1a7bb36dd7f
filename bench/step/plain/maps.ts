/** Maps: the next state directly. */
import { affine, type Make, type Parameters, sigmoid, withReadout } from './affine.ts';

/** The weights and biases of several heads, one below the other. */
function stack(p: Parameters, heads: readonly string[]): [Float64Array, Float64Array] {
  const join = (part: string) => Float64Array.from(heads.flatMap((head) => Array.from(p(`${head}.${part}`))));
  return [join('weight'), join('bias')];
}

export const cfc: Make = (p, units, inputs) => {
  const [W, b] = stack(p, ['ff1', 'ff2', 'time_a', 'time_b']);
  const z = new Float64Array(inputs + units);
  const h = z.subarray(inputs);
  const all = new Float64Array(4 * units);
  return withReadout(p, h, (x, dt) => {
    z.set(x);
    affine(all, b, W, z);
    for (let i = 0; i < units; i++) {
      const t = sigmoid(all[2 * units + i] * dt + all[3 * units + i]);
      h[i] = Math.tanh(all[i]) * (1 - t) + t * Math.tanh(all[units + i]);
    }
  });
};

export const cfcSlim: Make = (p, units, inputs) => {
  const [W, b] = stack(p, ['g', 'k', 'a']);
  const z = new Float64Array(inputs + units);
  const h = z.subarray(inputs);
  const all = new Float64Array(3 * units);
  return withReadout(p, h, (x, dt) => {
    z.set(x);
    affine(all, b, W, z);
    for (let i = 0; i < units; i++) {
      const t = sigmoid(-dt * all[2 * units + i]);
      h[i] = t * Math.tanh(all[i]) + (1 - t) * Math.tanh(all[units + i]);
    }
  });
};

export const lstm: Make = (p, units) => {
  const [inputW, stateW, inputB, stateB] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(p);
  const b = inputB.map((value, i) => value + stateB[i]);
  const h = new Float64Array(units);
  const c = new Float64Array(units);
  const gates = new Float64Array(4 * units);
  return withReadout(p, h, (x) => {
    affine(gates, b, inputW, x);
    affine(gates, gates, stateW, h);
    for (let i = 0; i < units; i++) {
      const candidate = Math.tanh(gates[2 * units + i]);
      c[i] = sigmoid(gates[units + i]) * c[i] + sigmoid(gates[i]) * candidate;
      h[i] = sigmoid(gates[3 * units + i]) * Math.tanh(c[i]);
    }
  });
};

export const gru: Make = (p, units) => {
  const [inputW, stateW, inputB, stateB] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(p);
  const h = new Float64Array(units);
  const a = new Float64Array(3 * units);
  const b = new Float64Array(3 * units);
  return withReadout(p, h, (x) => {
    affine(a, inputB, inputW, x);
    affine(b, stateB, stateW, h);
    for (let i = 0; i < units; i++) {
      const r = sigmoid(a[i] + b[i]);
      const z = sigmoid(a[units + i] + b[units + i]);
      const u = Math.tanh(a[2 * units + i] + r * b[2 * units + i]);
      h[i] = u + z * (h[i] - u);
    }
  });
};

export const rnn: Make = (p, units) => {
  const [inputW, stateW, inputB, stateB] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(p);
  const b = inputB.map((value, i) => value + stateB[i]);
  const h = new Float64Array(units);
  const z = new Float64Array(units);
  return withReadout(p, h, (x) => {
    affine(z, b, inputW, x);
    affine(z, z, stateW, h);
    for (let i = 0; i < units; i++) h[i] = Math.tanh(z[i]);
  });
};

export const hlln: Make = (p, units) => {
  const [W, b] = ['W', 'b'].map(p);
  const [E, hbar, alpha, d] = ['E', 'hbar', 'alpha', 'd'].map((name) => p(name)[0]);
  const h = new Float64Array(units);
  const proposal = new Float64Array(units);
  return (x) => {
    let sum = 0;
    for (let i = 0; i < units; i++) sum += Math.abs(x[i] - h[i]);
    const gamma = sigmoid(E / (hbar * (1 + (alpha * sum) / units)) + d);
    affine(proposal, b, W, x);
    for (let i = 0; i < units; i++) h[i] = gamma * h[i] + (1 - gamma) * proposal[i];
    return h;
  };
};

export const hllnWide: Make = (p, units, inputs) => {
  const [W, b, R, r] = ['W', 'b', 'R', 'r'].map(p);
  const [E, hbar, alpha, d] = ['E', 'hbar', 'alpha', 'd'].map((name) => p(name)[0]);
  const h = new Float64Array(units);
  const proposal = new Float64Array(units);
  const prediction = new Float64Array(inputs);
  return (x) => {
    affine(prediction, r, R, h);
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += Math.abs(x[i] - prediction[i]);
    const gamma = sigmoid(E / (hbar * (1 + (alpha * sum) / inputs)) + d);
    affine(proposal, b, W, x);
    for (let i = 0; i < units; i++) h[i] = gamma * h[i] + (1 - gamma) * proposal[i];
    affine(prediction, r, R, h);
    return prediction;
  };
};
