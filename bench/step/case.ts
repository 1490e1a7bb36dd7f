/** One case of the step benchmark: a cell at a size, with random weights and inputs that all engines share. */
import { HEADER_MULTIPLY_ADDS } from '../../assembly/layout.ts';
import { type Cell, cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { initialise } from '../../src/graph/parameter.ts';
import { rk4, semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { type Build, loadSync, type Session } from '../../src/runtime/index.ts';

/** The cells that have references to compare with: a program in bench/native and a function in bench/step/plain. */
export const cellNames = [
  'ltc',
  'ltc-tau',
  'ctrnn',
  'node',
  'cfc',
  'cfc-slim',
  'hlln',
  'hlln-wide',
  'lstm',
  'gru',
  'rnn',
] as const satisfies readonly (keyof typeof cells)[];
export type CellName = (typeof cellNames)[number];

export interface Size<Name extends keyof typeof cells = CellName> {
  readonly cell: Name;
  readonly inputs: number;
  /** A multiple of 8: the C programs know no tails. */
  readonly units: number;
}

export const nameOf = ({ cell, inputs, units }: Size<keyof typeof cells>): string =>
  `${cell} (${inputs}, ${units})`;

export interface Case<Name extends keyof typeof cells = CellName> extends Size<Name> {
  readonly steps: number;
  /** As f32, so that every engine takes the same. */
  readonly dt: number;
  /** What the cell sees, constrained and rounded to f32, in the order of declaration; matrices row-major. */
  readonly parameters: ReadonlyMap<string, Float64Array>;
  /** [steps × inputs], rounded to f32. */
  readonly sequence: Float64Array;
  readonly blob: Uint8Array;
  readonly network: Network;
  /** As they are trained, by name. */
  readonly trained: ReadonlyMap<string, Float64Array>;
  /** Of a step, by the blob's header. */
  readonly multiplyAdds: number;
}

/** Semi-implicit, as the liquid cells are used; the neural ODE one step of Runge–Kutta, as is usual for it. */
const solverOf = ({ kind, name }: Cell, unfolds: number) => {
  if (kind === 'map') return {};
  return name === 'node' ? { integrator: rk4, unfolds: 1 } : { integrator: semiImplicit, unfolds };
};

/** A dense read-out to 1 output, but for the HLLNs, whose prediction of the input is the output. */
export function makeCase<Name extends keyof typeof cells>(
  { cell, inputs, units }: Size<Name>,
  { steps = 64, seed = 1, unfolds = 6 } = {},
): Case<Name> {
  const made: Cell = cells[cell]();
  const predicts = cell === 'hlln' || cell === 'hlln-wide';
  const network = buildNetwork({
    inputs,
    outputs: predicts ? inputs : 1,
    layers: [{ cell: made, units, ...solverOf(made, unfolds) }],
    readout: predicts ? 'none' : 'dense',
  });
  const random = new Random(seed);
  const raw = new Map<string, Float64Array>();
  const parameters = new Map<string, Float64Array>();
  for (const parameter of network.parameters) {
    const data = initialise(parameter, random);
    // off their constants, so that no bias is zero and no two units are alike
    if (parameter.shape.length === 1) for (let i = 0; i < data.length; i++) data[i] += 0.2 * random.normal();
    raw.set(parameter.name, data);
    const seen = parameter.constraint === 'softplus' ? data.map((x) => Math.log1p(Math.exp(x))) : data;
    parameters.set(parameter.name, seen.map(Math.fround));
  }
  const sequence = Float64Array.from({ length: steps * inputs }, () => Math.fround(random.normal()));
  const { blob } = compile(network, raw);
  const multiplyAdds = new DataView(blob.buffer, blob.byteOffset).getUint32(HEADER_MULTIPLY_ADDS, true);
  return {
    cell,
    inputs,
    units,
    steps,
    dt: Math.fround(0.1),
    parameters,
    sequence,
    blob,
    network,
    trained: raw,
    multiplyAdds,
  };
}

/** The inputs of each step. */
export function rowsOf({
  sequence,
  steps,
  inputs,
}: Pick<Case, 'sequence' | 'steps' | 'inputs'>): Float64Array[] {
  return Array.from({ length: steps }, (_, t) => sequence.slice(t * inputs, (t + 1) * inputs));
}

/** The same in f32, as sensors give them: what the interpreter and the kernels take, as C does. */
export const floatRowsOf = (one: Case): Float32Array[] => rowsOf(one).map((row) => Float32Array.from(row));

/** The interpreter, as a user steps it. */
export const openSession = ({ blob }: Pick<Case, 'blob'>, build: Build = 'simd'): Session =>
  loadSync(blob, { build }).session();

/** All outputs of an engine, from the zero state. */
export function outputsOf(one: Case, step: (x: Float64Array, dt: number) => ArrayLike<number>): Float64Array {
  return Float64Array.from(rowsOf(one).flatMap((x) => Array.from(step(x, one.dt))));
}

/** All outputs of the interpreter, from the zero state: what the others are held to. */
export function ownOutputs(one: Case, build?: Build): Float64Array {
  const session = openSession(one, build);
  return outputsOf(one, (x, dt) => session.step(x, dt));
}

/** The largest difference from the wanted outputs, relative to the largest of these. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) throw new RangeError(`${got.length} outputs instead of ${want.length}`);
  let error = 0;
  let scale = 0;
  for (let i = 0; i < want.length; i++) {
    error = Math.max(error, Math.abs(got[i] - want[i])); // a NaN stays in it
    scale = Math.max(scale, Math.abs(want[i]));
  }
  return error / scale;
}

/** More than this relative error, and an engine computes something else. */
export const TOLERANCE = 1e-4;
