/** Steps of ncps.torch and torch.nn in float64, from their equations alone: nothing of src is in it. */

export type Vector = readonly number[];
export type Matrix = readonly Vector[];
/** The tensors of a state_dict by name, each number as f32 has it. */
export type Tensors = Readonly<Record<string, Vector | Matrix>>;
/** h and c of each layer, where a class has them. */
export interface State {
  readonly h: Matrix;
  readonly c: Matrix;
}
/** One step: inputs, the state before, the elapsed time. */
export type Step = (x: Vector, state: State, elapsed: number) => { output: Vector; state: State };

export const vector = (t: Tensors, name: string): Vector => t[name] as Vector;
export const matrix = (t: Tensors, name: string): Matrix => t[name] as Matrix;

/** The tensors whose names begin so, without that. */
export const within = (t: Tensors, prefix: string): Tensors =>
  Object.fromEntries(
    Object.entries(t).flatMap(([name, data]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), data]] : [],
    ),
  );

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** To the last digits: 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms have one sign. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let sum = 0;
  for (let n = 0, term = x; Math.abs(term) > 1e-20 * Math.abs(sum); n++, term *= (2 * x * x) / (2 * n + 1)) {
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

export const activations: Readonly<Record<string, (z: number) => number>> = {
  lecun_tanh: (z) => 1.7159 * Math.tanh(0.666 * z),
  relu: (z) => Math.max(z, 0),
  silu: (z) => z * sigmoid(z),
  gelu: (z) => (z * (1 + erf(z / Math.SQRT2))) / 2,
  tanh: Math.tanh,
};

/** W x + b; a bias that is not there is 0. */
export const affine = (W: Matrix, x: Vector, b?: Vector): Vector =>
  W.map((row, i) => row.reduce((sum, w, j) => sum + w * x[j], b ? b[i] : 0));

export const linear = (t: Tensors, name: string, x: Vector): Vector =>
  affine(matrix(t, `${name}.weight`), x, t[`${name}.bias`] && vector(t, `${name}.bias`));

/** LTCCell: the new v and the outputs, the first units after their map. */
export function ltcCell(
  t: Tensors,
  { unfolds, implicit, outputs }: { unfolds: number; implicit: boolean; outputs: number },
) {
  const positive = implicit ? softplus : (q: number) => q;
  const mapped = (side: string, x: Vector): Vector =>
    x.map((x, i) => x * (vector(t, `${side}_w`)?.[i] ?? 1) + (vector(t, `${side}_b`)?.[i] ?? 0));
  /** What the synapses from `from` add to the numerator and the denominator of unit j. */
  const sums = (side: string, from: Vector, j: number): [number, number] => {
    const at = (name: string, i: number): number => matrix(t, side + name)[i][j];
    return from.reduce(
      ([current, conductance], v, i) => {
        const open = sigmoid(at('sigma', i) * (v - at('mu', i))) * at('sparsity_mask', i);
        const a = positive(at('w', i)) * open;
        return [current + a * at('erev', i), conductance + a];
      },
      [0, 0] as [number, number],
    );
  };
  return (x: Vector, before: Vector, elapsed: number) => {
    const u = mapped('input', x);
    const sensory = before.map((_, j) => sums('sensory_', u, j));
    let v = before;
    for (let k = 0; k < unfolds; k++) {
      const old = v;
      v = old.map((vj, j) => {
        const c = positive(vector(t, 'cm')[j]) / (elapsed / unfolds);
        const leak = positive(vector(t, 'gleak')[j]);
        const [current, conductance] = sums('', old, j);
        const numerator = c * vj + leak * vector(t, 'vleak')[j] + current + sensory[j][0];
        return numerator / (c + leak + conductance + sensory[j][1] + 1e-8);
      });
    }
    return { output: mapped('output', v.slice(0, outputs)), h: v };
  };
}

/** The heads of CfCCell on z. */
export function heads(t: Tensors, mode: string, z: Vector, elapsed: number): Vector {
  const f1 = linear(t, 'ff1', z);
  if (mode === 'pure') {
    const [A] = matrix(t, 'A');
    const [tau] = matrix(t, 'w_tau');
    return f1.map((f, i) => A[i] - A[i] * f * Math.exp(-elapsed * (Math.abs(tau[i]) + Math.abs(f))));
  }
  const f2 = linear(t, 'ff2', z);
  const b = linear(t, 'time_b', z);
  const gate = linear(t, 'time_a', z).map((a, i) => sigmoid(a * elapsed + b[i]));
  return f1.map((f, i) => Math.tanh(f) * (mode === 'no_gate' ? 1 : 1 - gate[i]) + gate[i] * Math.tanh(f2[i]));
}

/** CfCCell. @param backbone the numbers in the names of its linear layers */
export const cfcCell =
  (t: Tensors, { mode, activation, backbone }: { mode: string; activation: string; backbone: Vector }) =>
  (x: Vector, h: Vector, elapsed: number) => {
    const z = backbone.reduce((z, at) => linear(t, `backbone.${at}`, z).map(activations[activation]), [
      ...x,
      ...h,
    ] as Vector);
    const next = heads(t, mode, z, elapsed);
    return { output: next, h: next };
  };

/** WiredCfCCell: the state is inter, command, motor, one after the other. */
export const wiredCfcCell =
  (t: Tensors, { mode, layers }: { mode: string; layers: number }) =>
  (x: Vector, h: Vector, elapsed: number) => {
    const after: number[] = [];
    let z = x;
    for (let l = 0; l < layers; l++) {
      const own = within(t, `layer_${l}.`);
      const mask = matrix(own, 'sparsity_mask');
      const masked = (name: string): Matrix =>
        matrix(own, name)?.map((row, i) => row.map((w, j) => w * mask[i][j]));
      const state = h.slice(after.length, after.length + mask.length);
      const weights = { 'ff1.weight': masked('ff1.weight'), 'ff2.weight': masked('ff2.weight') };
      z = heads({ ...own, ...weights }, mode, [...z, ...state], elapsed);
      after.push(...z);
    }
    return { output: z, h: after };
  };

/** The LSTM that ncps has in front of a cell: the new c, and the h that the cell goes on from. */
export function memory(t: Tensors, x: Vector, h: Vector, c: Vector): { h: Vector; c: Vector } {
  const recurrent = affine(matrix(t, 'recurrent_map.weight'), h);
  const p = linear(t, 'input_map', x).map((a, i) => a + recurrent[i]);
  const gate = (k: number, i: number): number => p[k * h.length + i];
  const next = c.map((c, i) => c * sigmoid(gate(2, i) + 1) + Math.tanh(gate(0, i)) * sigmoid(gate(1, i)));
  return { c: next, h: next.map((c, i) => Math.tanh(c) * sigmoid(gate(3, i))) };
}

/** One layer of torch.nn: the new h and c. */
export function torchLayer(t: Tensors, kind: string, k: number, x: Vector, h: Vector, c: Vector) {
  const part = (side: string, from: Vector): Vector =>
    affine(matrix(t, `weight_${side}_l${k}`), from, vector(t, `bias_${side}_l${k}`));
  const [a, b] = [part('ih', x), part('hh', h)];
  const n = h.length;
  const sum = (gate: number, i: number): number => a[gate * n + i] + b[gate * n + i];
  if (kind === 'LSTM') {
    const next = c.map((c, i) => sigmoid(sum(1, i)) * c + sigmoid(sum(0, i)) * Math.tanh(sum(2, i)));
    return { h: next.map((c, i) => sigmoid(sum(3, i)) * Math.tanh(c)), c: next };
  }
  if (kind === 'GRU') {
    const next = h.map((h, i) => {
      const fresh = Math.tanh(a[2 * n + i] + sigmoid(sum(0, i)) * b[2 * n + i]);
      const keep = sigmoid(sum(1, i));
      return (1 - keep) * fresh + keep * h;
    });
    return { h: next, c };
  }
  return { h: h.map((_, i) => activations[kind === 'RNN tanh' ? 'tanh' : 'relu'](sum(0, i))), c };
}
