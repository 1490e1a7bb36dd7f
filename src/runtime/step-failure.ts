/** Why a step was not done: what the machine says of it, in words. */
import { ERROR_DT, ERROR_INPUT } from '../../assembly/layout.ts';
import type { Engine } from './engine.ts';
import { fail } from './errors.ts';

/**
 * @param status of the machine; its details say where
 * @param inputs of one step or more
 * @param start of the step's row in them
 * @param where begins the message
 * @throws {MeniscusError} `input`, `dt` or `result`
 */
export function failStep(
  engine: Engine,
  status: number,
  inputs: ArrayLike<number>,
  start: number,
  dt: number,
  where = '',
): never {
  const index = engine.machine.detail(0) >>> 0;
  if (status === ERROR_INPUT)
    fail('input', `${where}input ${index} is ${inputs[start + index]}, not a finite 32-bit float`);
  if (status === ERROR_DT) failDt(dt, where);
  return fail(
    'result',
    `${where}element ${index} of ${engine.portName(engine.machine.detail(1) >>> 0)} is not finite; the state is as before ` +
      'the step: check the scale of the inputs and dt against those of the training data',
  );
}

export function failDt(dt: number, where = ''): never {
  return fail('dt', `${where}dt is ${dt}; it must be finite and greater than 0 as a 32-bit float`);
}
