/** Runs sequences through a session: in the interpreter's own loop, or step by step. */
import { fail, MeniscusError } from './errors.ts';
import type { Instance } from './instance.ts';
import type { Missing } from './missing.ts';
import type { Outputs } from './origins.ts';
import { failDt, failStep } from './step-failure.ts';

/** The part of a session, or of a watched one, that steps. */
interface Stepping {
  step(input: ArrayLike<number>, dt: number): Outputs;
}

export interface RunOptions {
  /** Time since the previous step in the model's time unit, > 0: one number, or one for each step. 1 by default. */
  dt?: number | ArrayLike<number>;
}

/**
 * How many steps a sequence has.
 * @param width N
 * @throws {MeniscusError} `input` or `dt` if the lengths do not fit
 */
export function stepsIn(inputs: ArrayLike<number>, width: number, dt: RunOptions['dt']): number {
  const steps = inputs.length / width;
  if (steps % 1) fail('input', `expected N = ${width} inputs for each step, got ${inputs.length} in all`);
  if (typeof dt !== 'number' && dt?.length !== steps)
    fail('dt', `expected one dt or ${steps}, got ${dt?.length ?? dt}`);
  return steps;
}

/**
 * Runs a sequence step by step.
 * @param inputs [T × N]; checked
 * @param dt one, or T
 * @param outputs [T × M], filled and returned
 * @throws {MeniscusError} as `step`, naming the step
 */
export function runSteps<O extends Outputs>(
  session: Stepping,
  inputs: ArrayLike<number>,
  dt: number | ArrayLike<number>,
  steps: number,
  outputs: O,
): O {
  const width = inputs.length / steps;
  const row = new Float64Array(width);
  for (let t = 0; t < steps; t++) {
    for (let i = 0; i < width; i++) row[i] = inputs[t * width + i];
    try {
      outputs.set(session.step(row, typeof dt === 'number' ? dt : dt[t]), (t * outputs.length) / steps);
    } catch (cause) {
      if (!(cause instanceof MeniscusError)) throw cause;
      fail(cause.code, `step ${t}: ${cause.message}`, cause);
    }
  }
  return outputs;
}

/**
 * Runs a sequence in the interpreter's loop, as many steps at once as it has room for.
 * @param address of the session's arena
 * @param missing fills missing inputs; null if they are errors
 * @param inputs [T × N]; checked
 * @param dt one, or T
 * @param outputs [T × M], filled and returned
 * @throws {MeniscusError} as `session.run`
 */
export function runBatches<O extends Outputs>(
  instance: Instance,
  address: number,
  missing: Missing | null,
  inputs: ArrayLike<number>,
  dt: number | ArrayLike<number>,
  outputs: O,
): O {
  const { interpreter, input, output, origins, runViews } = instance;
  const steps = outputs.length / output.length;
  const uniform = typeof dt === 'number';
  // 0 would make the interpreter read one dt a step
  if (uniform && !Math.fround(dt)) failDt(dt);
  const capacity = interpreter.runSteps() >>> 0;
  for (let from = 0; from < steps; from += capacity) {
    const count = Math.min(capacity, steps - from);
    const start = from * input.length;
    runViews.fit(instance, count);
    const { rows, dts, found } = runViews;
    if (origins !== null) origins.take(inputs, start, rows);
    else for (let i = 0; i < rows.length; i++) rows[i] = inputs[start + i];
    missing?.fillRows(rows);
    if (!uniform) for (let t = 0; t < count; t++) dts[t] = dt[from + t];
    const done = interpreter.run(address, count, uniform ? dt : 0) >>> 0;
    missing?.keepRows(rows, done, inputs, start);
    if (done < count) {
      const step = from + done;
      const at = uniform ? dt : dt[step];
      failStep(instance, interpreter.status(), inputs, step * input.length, at, `step ${step}: `);
    }
    if (origins?.outputs) origins.give(found, outputs as Float64Array, from * output.length);
    else outputs.set(found, from * output.length);
  }
  return outputs;
}
