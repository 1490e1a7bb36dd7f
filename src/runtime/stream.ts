/** Makes a session a stage of a Web Streams pipeline. */
import { fail, type MeniscusError } from './errors.ts';
import type { Outputs } from './origins.ts';

/** The inputs of a step, or an object with them and, optionally, the time since the previous reading. */
export type Reading = ArrayLike<number> | { readonly input: ArrayLike<number>; readonly dt?: number };

export interface StreamOptions<R extends Reading = Reading, O = Outputs> {
  /** The dt of readings without their own; 1 by default. */
  dt?: number;
  /**
   * Makes the stream's output for a reading; by default a copy of the outputs. Called right after the step, with outputs
   * that are valid until the next one.
   */
  output?: (outputs: Outputs, reading: R) => O;
}

/** The part of a session that a stream needs. */
interface Stepping {
  step(input: ArrayLike<number>, dt?: number): Outputs;
}

/** Implements `session.stream()`. */
export function streamOf<R extends Reading, O>(
  session: Stepping,
  { dt = 1, output = (outputs) => outputs.slice() as O }: StreamOptions<R, O>,
): TransformStream<R, O> {
  if (typeof TransformStream !== 'function')
    fail('stream', 'this host has no TransformStream: call step() for each reading');
  let index = 0;
  return new TransformStream({
    transform(reading, controller) {
      let outputs: Outputs;
      try {
        const { input, dt: own = dt } = 'input' in reading ? reading : { input: reading };
        outputs = session.step(input, own);
      } catch (cause) {
        const { code = 'input', message } = cause as MeniscusError;
        fail(code, `reading ${index}: ${message}`, cause);
      }
      index++;
      controller.enqueue(output(outputs, reading));
    },
  });
}
