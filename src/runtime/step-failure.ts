/** Says why a step failed: the interpreter's status in words. */
import { ERROR_DT, ERROR_INPUT } from '../../assembly/layout.ts';
import { fail } from './errors.ts';
import type { InterpreterExports } from './interpreter.ts';

/** The part of an instance that a message needs. */
interface Failing {
  readonly interpreter: Pick<InterpreterExports, 'detail'>;
  portName(index: number): string;
}

/**
 * @param status of the interpreter; its details tell the place
 * @param inputs of one step or more
 * @param start of the step's row in them
 * @param where begins the message
 * @throws {MeniscusError} `input`, `dt` or `result`
 */
export function failStep(
  instance: Failing,
  status: number,
  inputs: ArrayLike<number>,
  start: number,
  dt: number,
  where = '',
): never {
  const index = instance.interpreter.detail(0) >>> 0;
  if (status === ERROR_INPUT)
    fail('input', `${where}input ${index} is ${inputs[start + index]}, not a finite 32-bit float`);
  if (status === ERROR_DT) failDt(dt, where);
  return fail(
    'result',
    `${where}element ${index} of ${instance.portName(instance.interpreter.detail(1) >>> 0)} is not finite; the state is as before ` +
      'the step: check the scale of the inputs and dt against those of the training data',
  );
}

/**
 * Checks that inputs are numbers in one flat array: JavaScript would also convert null, text, or a list of one number.
 * @param inputs of one step or more
 * @param width N
 * @throws {MeniscusError} `input`
 */
export function checkNumbers(inputs: ArrayLike<unknown>, width: number): void {
  const length = inputs?.length;
  if (!(length >= 0))
    fail('input', `expected an array of numbers, N = ${width} for each step, got ${typeOf(inputs)}`);
  // one element of a typed array stands for all
  const end = ArrayBuffer.isView(inputs) ? Math.min(1, length) : length;
  for (let i = 0; i < end; i++) {
    const type = typeOf(inputs[i]);
    if (type === 'number') continue;
    const where = length > width ? `step ${Math.floor(i / width)}: ` : '';
    const advice = type === 'object' ? ': rows go one after another into one array' : '';
    fail('input', `${where}input ${i % width} is ${type}, not a number${advice}`);
  }
}

/** @throws {MeniscusError} `input` for inputs of one step that are not `width` numbers */
export function failLength(inputs: ArrayLike<unknown>, width: number): never {
  checkNumbers(inputs, width);
  return fail('input', `expected N = ${width} inputs, got ${inputs.length}`);
}

/**
 * Checks an array that a caller gives for outputs. Its type is known by its name: it may come from another realm.
 * @throws {MeniscusError} `input`
 */
export function checkOutputs(outputs: ArrayLike<number>, length: number, type: string): void {
  const tag: unknown = (outputs as Float32Array | undefined)?.[Symbol.toStringTag];
  if (tag === type && outputs.length === length) return;
  fail(
    'input',
    `expected a ${type} of ${length} for the outputs, got ${tag ?? typeOf(outputs)} of ${outputs?.length}`,
  );
}

const typeOf = (value: unknown): string => (value === null ? 'null' : typeof value);

export function failDt(dt: number, where = ''): never {
  return fail('dt', `${where}dt is ${dt}; it must be finite and greater than 0 as a 32-bit float`);
}
