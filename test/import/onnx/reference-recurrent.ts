/** LSTM, GRU and RNN on whole sequences in float64, from the operators' texts; batch 1, forward. */
import type { GraphNode, Numbers } from './graph.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

type Function = (x: number) => number;

function activations(node: GraphNode, defaults: readonly string[]): Function[] {
  const names = (node.attributes?.activations as readonly string[] | undefined) ?? defaults;
  const list = (name: string): number[] => [
    ...((node.attributes?.[name] as { floats: readonly number[] } | undefined)?.floats.map(Math.fround) ??
      []),
  ];
  const [alphas, betas] = [list('activation_alpha'), list('activation_beta')];
  return names.map((name): Function => {
    const alpha = (otherwise: number): number => alphas.shift() ?? otherwise;
    const beta = (otherwise: number): number => betas.shift() ?? otherwise;
    if (name === 'Sigmoid') return sigmoid;
    if (name === 'Tanh') return Math.tanh;
    if (name === 'Relu') return (x) => Math.max(0, x);
    if (name === 'Softsign') return (x) => x / (1 + Math.abs(x));
    if (name === 'LeakyRelu') {
      const a = alpha(0.01);
      return (x) => (x < 0 ? a * x : x);
    }
    if (name === 'HardSigmoid') {
      const [a, b] = [alpha(Math.fround(0.2)), beta(0.5)];
      return (x) => Math.max(0, Math.min(1, a * x + b));
    }
    if (name === 'ScaledTanh') {
      const [a, b] = [alpha(1), beta(1)];
      return (x) => a * Math.tanh(b * x);
    }
    throw new Error(`the reference has no activation ${name}`);
  });
}

/** Y, Y_h and for LSTM Y_c. */
export function recurrent(node: GraphNode, inputs: readonly (Numbers | null)[]): Numbers[] {
  const [x, w, r, b, , h0, c0, p] = inputs;
  if (!x || !w || !r) throw new Error('no weights');
  const layout = (node.attributes?.layout as number | undefined) ?? 0;
  const units = node.attributes?.hidden_size as number;
  const steps = x.shape[layout];
  const n = x.shape[2];
  const gates = w.shape[1] / units;
  const clip = Math.fround((node.attributes?.clip as { float: number } | undefined)?.float ?? Infinity);
  const cut = (y: number): number => Math.max(-clip, Math.min(clip, y));
  const weight = (of: Numbers, row: number, k: number): number => of.data[row * of.shape[2] + k];
  const bias = (row: number, side: 0 | 1): number => b?.data[side * gates * units + row] ?? 0;
  let h = [...(h0?.data ?? new Array<number>(units).fill(0))];
  let c = [...(c0?.data ?? new Array<number>(units).fill(0))];
  const rows: number[] = [];
  const each = (of: (j: number) => number): number[] => Array.from({ length: units }, (_, j) => of(j));
  for (let t = 0; t < steps; t++) {
    const xs = x.data.slice(t * n, (t + 1) * n);
    const input = (g: number, j: number): number =>
      xs.reduce((sum, one, k) => sum + one * weight(w, g * units + j, k), bias(g * units + j, 0));
    const state = (g: number, j: number, of = h): number =>
      of.reduce((sum, one, k) => sum + one * weight(r, g * units + j, k), bias(g * units + j, 1));
    if (node.op === 'RNN') {
      const [f] = activations(node, ['Tanh']);
      h = each((j) => f(cut(input(0, j) + state(0, j))));
    } else if (node.op === 'GRU') {
      const [f, g] = activations(node, ['Sigmoid', 'Tanh']);
      const z = each((j) => f(cut(input(0, j) + state(0, j))));
      const reset = each((j) => f(cut(input(1, j) + state(1, j))));
      const gated = h.map((one, j) => one * reset[j]);
      const isAfter = node.attributes?.linear_before_reset === 1;
      const next = each((j) => g(cut(input(2, j) + (isAfter ? reset[j] * state(2, j) : state(2, j, gated)))));
      h = each((j) => (1 - z[j]) * next[j] + z[j] * h[j]);
    } else {
      const [f, g, out] = activations(node, ['Sigmoid', 'Tanh', 'Tanh']);
      const peep = (k: number, j: number): number => p?.data[k * units + j] ?? 0;
      const old = c;
      const i = each((j) => f(cut(input(0, j) + state(0, j) + peep(0, j) * old[j])));
      const forget =
        node.attributes?.input_forget === 1
          ? i.map((one) => 1 - one)
          : each((j) => f(cut(input(2, j) + state(2, j) + peep(2, j) * old[j])));
      const candidate = each((j) => g(cut(input(3, j) + state(3, j))));
      c = each((j) => forget[j] * old[j] + i[j] * candidate[j]);
      const o = each((j) => f(cut(input(1, j) + state(1, j) + peep(1, j) * c[j])));
      h = each((j) => o[j] * out(c[j]));
    }
    rows.push(...h);
  }
  const shape = layout === 0 ? [steps, 1, 1, units] : [1, steps, 1, units];
  return [
    { shape, data: rows },
    { shape: [1, 1, units], data: h },
    { shape: [1, 1, units], data: c },
  ];
}
