import { A, K, LANES, M, N, OUT, RECORD } from '../graph/op.ts';
import { sizeOf } from '../graph/parameter.ts';
import { lengthOf, type Part, sizes, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';

/** The trained numbers of each parameter by name. */
export type ParameterValues = ReadonlyMap<string, Float64Array>;

/**
 * Computes in float64 every value that depends only on parameters and constants.
 * @param constants in the order of a schedule
 * @param instead numbers that replace those of some constants
 * @throws RangeError if a parameter is missing, has the wrong size or is not finite
 */
export function fold(
  network: Network,
  constants: readonly Value[],
  parameters: ParameterValues,
  instead?: ReadonlyMap<Value, Float64Array>,
): Map<Value, Float64Array> {
  checkParameters(network, parameters);
  return computed(constants, parameters, instead);
}

/** Like `fold`, without its checks. Training uses it: there a number that is not finite shows in the loss. */
export function computed(
  constants: readonly Value[],
  parameters: ParameterValues,
  instead?: ReadonlyMap<Value, Float64Array>,
): Map<Value, Float64Array> {
  const folded = new Map<Value, Float64Array>();
  for (const value of constants) {
    const { source } = value;
    if (source.kind === 'constant') folded.set(value, instead?.get(value) ?? source.data);
    else if (source.kind === 'parameter')
      folded.set(value, parameters.get(source.parameter.name) as Float64Array);
    else if (source.kind === 'assembled') folded.set(value, assembled(value, source.parts, folded));
    else if (source.kind === 'op') {
      folded.set(
        value,
        evaluate(
          value,
          source.inputs.map((input) => folded.get(input) as Float64Array),
        ),
      );
    }
  }
  return folded;
}

/** @throws RangeError if a parameter is missing, has the wrong size or is not finite */
export function checkParameters(network: Network, parameters: ParameterValues): void {
  for (const { name, shape } of network.parameters) {
    const data = parameters.get(name);
    if (!data) throw new RangeError(`parameter "${name}" is missing`);
    if (data.length !== sizeOf(shape))
      throw new RangeError(`parameter "${name}" needs ${sizeOf(shape)} numbers, not ${data.length}`);
    const bad = data.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) throw new RangeError(`parameter "${name}" is not finite at element ${bad}: ${data[bad]}`);
  }
}

/** Applies one operation to its operands in float64. */
export function evaluate(value: Value, operands: readonly Float64Array[]): Float64Array {
  if (value.source.kind !== 'op') throw new TypeError(`a ${value.source.kind} is no operation`);
  const { op, attributes } = value.source;
  const record = new Int32Array(RECORD);
  let top = lengthOf(value);
  operands.forEach((operand, i) => {
    record[A + i] = top;
    top += operand.length;
  });
  const scratch = new Float64Array(top + 1);
  operands.forEach((operand, i) => {
    scratch.set(operand, record[A + i]);
  });
  scratch[top] = attributes.immediate ?? 0;
  record[OUT] = 0;
  const { n, k: columns } = sizes(value);
  record[N] = n;
  record[K] = columns;
  record[M] = top;
  record[LANES] = 1;
  op.forward(scratch, record, 0);
  return scratch.slice(0, lengthOf(value));
}

/** The factor of row r of a part. */
export const factorOf = ({ factor }: Part, r: number, folded: ReadonlyMap<Value, Float64Array>): number =>
  typeof factor === 'number' ? factor : (folded.get(factor) as Float64Array)[r];

/** Assembles a constant from its parts. */
export function assembled(
  value: Value,
  parts: readonly Part[],
  folded: ReadonlyMap<Value, Float64Array>,
): Float64Array {
  const data = new Float64Array(lengthOf(value));
  const [, width = 1] = value.shape;
  for (const part of parts) {
    const from = folded.get(part.value) as Float64Array;
    const [rows, columns = 1] = part.value.shape;
    for (let r = 0; r < rows; r++) {
      const factor = factorOf(part, r, folded);
      for (let k = 0; k < part.columns; k++)
        data[(part.row + r) * width + part.column + k] = factor * from[r * columns + part.from + k];
    }
  }
  return data;
}

/** Splits a flat parameter vector by name. */
export function parametersByName(network: Network, flat: Float64Array): Map<string, Float64Array> {
  let at = 0;
  return new Map(
    network.parameters.map(({ name, shape }) => {
      const size = sizeOf(shape);
      at += size;
      return [name, flat.slice(at - size, at)];
    }),
  );
}
