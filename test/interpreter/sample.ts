/** A small recurrent model by hand: two inputs, five units, three unfolds, a q8 readout to three outputs. */
import * as L from '../../assembly/layout.ts';
import { at, type Model, tensor } from './assemble.ts';

export const H = 5;
export const N = 2;
export const M = 3;
export const UNFOLDS = 3;

/** Arena offsets in bytes. */
export const INPUT = 0;
export const DT = 16;
export const STATE = 32; // two vectors of five floats
export const COMPENSATION = 64;
export const OUTPUT = 96;
export const SUBSTEP = 112;
export const DRIVE = 128;
export const ACTIVATION = 160;
export const ARENA = 208;

const wave = (count: number, frequency: number, size: number) =>
  Array.from({ length: count }, (_, i) => Math.fround(size * Math.sin(frequency * (i + 1))));

export const W_INPUT = wave(H * N, 1.7, 1);
export const W_STATE = wave(H * H, 2.3, 0.5);
export const BIAS = wave(H, 0.9, 0.1);
export const DECAY = wave(H, 0.3, 1).map((x) => Math.fround(Math.abs(x) + 0.5));
export const READOUT = Array.from({ length: M * H }, (_, i) => ((i * 37) % 255) - 127);
export const SCALES = [0.01, 0.02, 0.03].map(Math.fround);
export const READOUT_BIAS = wave(M, 1.1, 0.2);

export function sample(): Model {
  const { KIND_MATRIX: matrix, KIND_VECTOR: vector } = L;
  return {
    program: [
      { op: L.OP_AFFINE, n: H, k: N, out: at(DRIVE), in: [tensor(0), at(INPUT), tensor(2)] },
      { op: L.OP_LOOP, n: UNFOLDS, out: at(SUBSTEP), in: [at(DT)] },
      { op: L.OP_AFFINE, n: H, k: H, out: at(ACTIVATION), in: [tensor(1), at(STATE), at(DRIVE)] },
      { op: L.OP_TANH, n: H, out: at(ACTIVATION), in: [at(ACTIVATION)] },
      {
        op: L.OP_SEMI_IMPLICIT,
        n: H,
        out: at(STATE),
        in: [at(STATE), at(ACTIVATION), tensor(3), at(SUBSTEP)],
      },
      { op: L.OP_END },
      { op: L.OP_AFFINE, n: M, k: H, out: at(OUTPUT), in: [tensor(4), at(STATE), tensor(5)] },
    ],
    tensors: [
      { kind: matrix, rows: H, columns: N, values: W_INPUT },
      { kind: matrix, rows: H, columns: H, values: W_STATE },
      { kind: vector, rows: H, columns: 1, values: BIAS },
      { kind: vector, rows: H, columns: 1, values: DECAY },
      { kind: matrix, rows: M, columns: H, values: READOUT, scales: SCALES },
      { kind: vector, rows: M, columns: 1, values: READOUT_BIAS },
    ],
    ports: [
      { kind: L.PORT_INPUT, length: N, offset: INPUT },
      { kind: L.PORT_DT, length: 1, offset: DT },
      { kind: L.PORT_OUTPUT, length: M, offset: OUTPUT },
      { kind: L.PORT_STATE, length: H, offset: STATE },
      { kind: L.PORT_COMPENSATION, length: H, offset: COMPENSATION },
      { kind: L.PORT_PROBE, length: H, offset: ACTIVATION },
    ],
    arena: ARENA,
    state: [STATE, 64],
    multiplyAdds: H * N + UNFOLDS * H * H + M * H,
    transcendentals: UNFOLDS * H,
    metadata: '{"name":"sample"}',
  };
}

const f = Math.fround;

/** A row of affine as docs/format.md orders it: one chain in f32, bias first. */
export function affine(weights: number[], b: ArrayLike<number>, c: ArrayLike<number>): number[] {
  const k = b.length;
  return Array.from(c, (bias, row) => {
    let sum = bias;
    for (let j = 0; j < k; j++) sum = f(sum + f(weights[row * k + j] * b[j]));
    return sum;
  });
}

/** The sample in plain JavaScript, rounding to f32 where the interpreter does; `tanh` is the interpreter's. */
export class Reference {
  state = new Float32Array(H);
  compensation = new Float32Array(H);

  constructor(
    private readonly tanh: (x: number) => number,
    private readonly unfolds = UNFOLDS,
  ) {}

  step(input: number[], dt: number): number[] {
    const drive = affine(W_INPUT, input.map(f), BIAS);
    const s = f(f(dt) / this.unfolds);
    for (let i = 0; i < this.unfolds; i++) {
      const b = affine(W_STATE, this.state, drive).map(this.tanh);
      for (let u = 0; u < H; u++) {
        const a = this.state[u];
        const slope = f(b[u] - f(DECAY[u] * a));
        const y = f(f(f(s * slope) / f(1 + f(s * DECAY[u]))) - this.compensation[u]);
        const t = f(a + y);
        this.compensation[u] = f(f(t - a) - y);
        this.state[u] = t;
      }
    }
    const weights = READOUT.map((byte, i) => f(SCALES[Math.floor(i / H)] * byte));
    return affine(weights, this.state, READOUT_BIAS);
  }
}
