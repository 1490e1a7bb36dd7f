/** Long runs that check memory, finite outputs, and drift of the state. */
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { loadSync, type Model, type Session } from '../../src/runtime/index.ts';
import { makeCase } from '../step/case.ts';
import { leak } from './leak.ts';

export interface Memory {
  /** Of the process, in bytes, after a collection where the host allows one. */
  readonly resident: number;
  /** Of the interpreter. */
  readonly pages: number;
}

function memoryOf(model: Model): Memory {
  (globalThis as { gc?: () => void }).gc?.();
  return { resident: process.memoryUsage().rss, pages: model.memory.wasmBytes / 65_536 };
}

/** Rows of inputs, repeated for ever. */
const ROWS = 1000;

/** An LTC of 8 units and one input, with drawn weights. */
export function smallLtc(): Model {
  const { network, trained } = makeCase({ cell: 'ltc', inputs: 1, units: 8 });
  return loadSync(compile(network, trained, { weights: 'q8' }).blob, { name: 'small LTC' });
}

const wave = (row: number): number => Math.fround(Math.sin(0.05 * row) + 0.5 * Math.sin(0.0173 * row));
const rows = Float32Array.from({ length: ROWS }, (_, row) => wave(row));

/** Steps a model: whether all outputs were finite, and memory at the start, half-way and at the end. */
export function soakSteps(model: Model, steps: number): { finite: boolean; memory: Memory[] } {
  const session = model.session();
  const memory = [memoryOf(model)];
  let finite = true;
  for (let done = 0; done < steps; done += ROWS) {
    for (const y of session.run(rows, { dt: 1e-3 })) if (!Number.isFinite(y)) finite = false;
    if (done === Math.floor(steps / ROWS / 2) * ROWS) memory.push(memoryOf(model));
  }
  memory.push(memoryOf(model));
  session.dispose();
  return { finite, memory };
}

/** Opens, steps and closes sessions, a few of them at once. */
export function soakSessions(model: Model, sessions: number): { memory: Memory[] } {
  const open: Session[] = [];
  const memory: Memory[] = [];
  for (let i = 0; i < sessions; i++) {
    const session = model.session();
    session.step([rows[i % ROWS]], 1e-3);
    open.push(session);
    if (open.length === 8) for (const one of open.splice(0)) one.dispose();
    // the first ones make what the pool keeps
    if (i === 100 || i === sessions >> 1) memory.push(memoryOf(model));
  }
  for (const one of open) one.dispose();
  memory.push(memoryOf(model));
  return { memory };
}

const TAU = 10;
/** At 10 kHz. */
const DT = Math.fround(1e-4);

/**
 * The largest error of a leaky integrator dh/dt = (u − h)/τ in the interpreter, against the same steps in float64, over so many
 * steps at 10 kHz.
 */
export function soakDrift(steps: number): number {
  const model = loadSync(compile(leak(TAU, 1), new Map()).blob, { name: 'leak' });
  const session = model.session();
  const decay = Math.fround(1 / TAU);
  let exact = 0;
  let worst = 0;
  for (let done = 0; done < steps; done += ROWS) {
    const got = session.run(rows, { dt: DT });
    for (let i = 0; i < ROWS; i++) {
      exact += (DT * (decay * rows[i] - decay * exact)) / (1 + DT * decay);
      worst = Math.max(worst, Math.abs(got[i] - exact));
    }
  }
  model.dispose();
  return worst;
}

/** Whether a run in pieces, each taken up from a snapshot in a new instance of the interpreter, gives the bits of one run. */
export function soakPieces(make: () => Model, steps: number, pieces: number): boolean {
  const random = new Random(3);
  const whole = make();
  const one = whole.session();
  let model = make();
  let session = model.session();
  let same = true;
  const piece = Math.ceil(steps / pieces);
  for (let done = 0, left = 1 + random.integer(2 * piece); done < steps; done += ROWS) {
    const [a, b] = [one.run(rows, { dt: 1e-3 }), session.run(rows, { dt: 1e-3 })];
    for (let i = 0; i < ROWS; i++) if (!Object.is(a[i], b[i])) same = false;
    left -= ROWS;
    if (left > 0) continue;
    left = 1 + random.integer(2 * piece);
    const snapshot = session.snapshot();
    model.dispose();
    model = make();
    session = model.session();
    session.restore(snapshot);
  }
  model.dispose();
  whole.dispose();
  return same;
}
