/** Why a step was not done: what the machine says of it, in words. */
import { ERROR_DT, ERROR_INPUT, ERROR_RESULT } from '../../assembly/layout.ts';
import type { Engine } from './engine.ts';
import { MeniscusError } from './errors.ts';

/**
 * @param inputs of one step or more
 * @param start of the step's row in them
 * @param where begins the message
 */
export function stepFailure(
  engine: Engine,
  status: number,
  inputs: ArrayLike<number>,
  start: number,
  dt: number,
  where = '',
): MeniscusError {
  const { machine } = engine;
  const index = machine.detail(0) >>> 0;
  switch (status) {
    case ERROR_INPUT:
      return new MeniscusError(
        'input',
        `${where}input ${index} is ${inputs[start + index]}, not a finite 32-bit float`,
      );
    case ERROR_DT:
      return wrongDt(dt, where);
    case ERROR_RESULT:
      return new MeniscusError(
        'result',
        `${where}element ${index} of ${engine.portName(machine.detail(1) >>> 0)} is not finite; the state is as before the step: ` +
          'check the scale of the inputs and dt against those of the training data',
      );
    default:
      return new MeniscusError('machine', `${where}the machine gave status ${status}, detail ${index}`);
  }
}

export function validDt(dt: number): boolean {
  const rounded = Math.fround(dt);
  return rounded > 0 && rounded < Infinity;
}

export function wrongDt(dt: number, where = ''): MeniscusError {
  return new MeniscusError(
    'dt',
    `${where}dt is ${dt}; it must be finite and greater than 0 as a 32-bit float`,
  );
}
