/** Layers that read several tensors, and sums and products with numbers of functional models. */
import { pairwise } from '../../../chain/graphs.ts';
import { elementwise } from '../../../chain/layers.ts';
import { shown } from '../../../error.ts';
import { concatenated, type Value } from '../plan.ts';
import { type Call, only, type Read } from './layer.ts';

/** @throws ImportError unless they have one width */
function checkWidths({ layer }: Call, values: readonly Value[]): void {
  const widths = values.map(({ width }) => width);
  if (new Set(widths).size > 1)
    throw layer.error(`it reads tensors of ${widths.join(' and ')} numbers; only equal ones can be read`);
}

const constant = ({ plan, layer }: Call, value: Value, scale: number, shift: number): Value => {
  const all = (x: number) => new Float64Array(value.width).fill(x);
  return plan.push({ ...elementwise(all(scale), all(shift)), title: layer.title }, value, value.width);
};

const readConcatenate: Read = (call) => {
  const { layer, inputs } = call;
  const axis = layer.config.axis ?? -1;
  if (axis !== -1 && axis !== 2 && !(axis === 1 && inputs.every(({ single }) => single)))
    throw layer.error(
      `the axis ${shown(axis)} is not read: only the last, which joins the numbers of a step`,
    );
  return concatenated(inputs);
};

const readAdd: Read = (call) => {
  const { inputs, numbers, plan } = call;
  if (inputs.length === 1) return constant(call, inputs[0], 1, numberOf(call));
  checkWidths(call, inputs);
  if (numbers.some((one) => one !== null)) throw call.layer.error('it adds tensors and numbers');
  return plan.sum(inputs);
};

const readSubtract: Read = (call) => {
  const { layer, inputs, plan, numbers } = call;
  if (inputs.length === 1)
    return numbers[0] === null || numbers.length < 2
      ? constant(call, inputs[0], 1, -numberOf(call))
      : constant(call, inputs[0], -1, numberOf(call));
  checkWidths(call, inputs);
  if (inputs.length !== 2) throw layer.error(`it reads ${inputs.length} tensors; expected two`);
  return plan.sum([inputs[0], constant(call, inputs[1], -1, 0)]);
};

const readAverage: Read = (call) => {
  checkWidths(call, call.inputs);
  return constant(call, call.plan.sum(call.inputs), 1 / call.inputs.length, 0);
};

const readDivide: Read = (call) => {
  if (call.inputs.length === 1 && call.numbers[0] === null)
    return constant(call, call.inputs[0], 1 / numberOf(call), 0);
  throw call.layer.error('only a division by a number can be read');
};

/** Products, largest and smallest of tensors, element by element. */
const each =
  (kind: 'mul' | 'max' | 'min'): Read =>
  (call) => {
    const { inputs, plan, layer } = call;
    if (inputs.length === 1 && kind === 'mul') return constant(call, inputs[0], numberOf(call), 0);
    checkWidths(call, inputs);
    if (inputs.length === 1) throw layer.error('it reads one tensor; expected several');
    return inputs.slice(1).reduce((so, next) => {
      const made = pairwise(kind, so.width);
      return plan.push({ ...made, title: layer.title }, concatenated([so, next]), so.width);
    }, inputs[0]);
  };

/** The number beside a tensor. @throws ImportError if there is not just one */
function numberOf(call: Call): number {
  only(call);
  const found = call.numbers.filter((one) => one !== null);
  if (found.length === 1) return found[0];
  throw call.layer.error(
    `it reads one tensor and ${found.length} numbers; expected another tensor, or a number`,
  );
}

export const merges: Readonly<Record<string, Read>> = {
  Concatenate: readConcatenate,
  Add: readAdd,
  Subtract: readSubtract,
  Average: readAverage,
  Multiply: each('mul'),
  Maximum: each('max'),
  Minimum: each('min'),
  Divide: readDivide,
  TrueDivide: readDivide,
};
