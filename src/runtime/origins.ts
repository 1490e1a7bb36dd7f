/**
 * Origins: offsets of the data that are too large beside their spread for single precision. In double precision they are
 * subtracted from inputs and added to outputs. See docs/format.md, "Origins".
 */
import { coarseness } from '../check/single.ts';
import type { Origin, OriginTable } from './blob.ts';
import { fail } from './errors.ts';
import type { Metadata } from './metadata.ts';
import { checkNumbers } from './step-failure.ts';

/** The outputs of a model: 64-bit if one of them has an origin. */
export type Outputs = Float32Array | Float64Array;

/** Whether any origin is not 0. */
export const hasOrigins = (side: readonly Origin[] = []): boolean => side.some(({ origin }) => origin !== 0);

/** Makes the array for the outputs of a model, with or without an origin table. */
export const arrayOf = (table: OriginTable | null): Float32ArrayConstructor | Float64ArrayConstructor =>
  hasOrigins(table?.outputs) ? Float64Array : Float32Array;

export class Origins {
  readonly inputs: Float64Array;
  /** Null if all are 0: outputs then stay in single precision. */
  readonly outputs: Float64Array | null;
  /** Why inputs in single precision are rejected; empty if they are accepted. */
  readonly #coarse: string;

  /** @param metadata for messages */
  constructor({ inputs, outputs }: OriginTable, metadata: Metadata) {
    const of = (side: readonly Origin[]): Float64Array => Float64Array.from(side, ({ origin }) => origin);
    this.inputs = of(inputs);
    this.outputs = hasOrigins(outputs) ? of(outputs) : null;
    const why = inputs.map(({ origin, deviation }, i) =>
      coarseness(inputName(metadata, i), origin, deviation),
    );
    const first = why.find((one) => one !== null);
    this.#coarse = first ? `${first}; pass numbers or a Float64Array` : '';
  }

  /** @throws {MeniscusError} `input` if an array of single precision, or less, is too coarse */
  check(given: ArrayLike<number>): void {
    // compares names: it may come from another realm
    const kind = (given as Float32Array)[Symbol.toStringTag] as string | undefined;
    if (this.#coarse !== '' && (kind === 'Float32Array' || kind === 'Float16Array'))
      fail('input', this.#coarse);
  }

  /**
   * Converts the host's inputs of a step or more for the program. Allocates nothing.
   * @param start of the inputs in `given`
   * @throws {MeniscusError} as `check`, and for anything but numbers
   */
  take(given: ArrayLike<number>, start: number, rows: Float32Array): void {
    this.check(given);
    const { inputs } = this;
    const { length } = inputs;
    for (let i = 0; i < rows.length; i++) {
      const x = given[start + i];
      if (typeof x !== 'number') checkNumbers(given, length);
      rows[i] = x - inputs[i % length];
    }
  }

  /** Converts the program's outputs of a step or more for the host. Allocates nothing. */
  give(outputs: Float32Array, into: Float64Array, start: number): void {
    const origins = this.outputs as Float64Array;
    const { length } = origins;
    for (let i = 0; i < outputs.length; i++) into[start + i] = origins[i % length] + outputs[i];
  }
}

/** `input 0`, with its name if the metadata have it. */
function inputName({ inputs }: Metadata, index: number): string {
  const name: unknown = Array.isArray(inputs) && inputs[index];
  return `input ${index}${typeof name === 'string' ? ` "${name}"` : ''}`;
}
