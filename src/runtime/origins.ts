/**
 * Offsets of the data, too large beside their spread for single precision: they are taken from inputs, and added to outputs,
 * in double precision. docs/format.md, "Origins".
 */
import { coarseness } from '../check/single.ts';
import type { Origin, OriginTable } from './blob.ts';
import { fail } from './errors.ts';
import type { Metadata } from './metadata.ts';
import { checkNumbers } from './step-failure.ts';

/** Of a model: 64 bits where one of its outputs has an origin. */
export type Outputs = Float32Array | Float64Array;

/** Whether one of them is not 0. */
export const hasOrigins = (side: readonly Origin[] = []): boolean => side.some(({ origin }) => origin !== 0);

/** What holds the outputs of a model with such a table, or without one. */
export const arrayOf = (table: OriginTable | null): Float32ArrayConstructor | Float64ArrayConstructor =>
  hasOrigins(table?.outputs) ? Float64Array : Float32Array;

export class Origins {
  readonly inputs: Float64Array;
  /** Null where all are 0: outputs then stay in single precision. */
  readonly outputs: Float64Array | null;
  /** Why inputs in single precision are refused; empty if they are not. */
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

  /** @throws {MeniscusError} `input` for an array of single precision, or less, that is too coarse */
  check(given: ArrayLike<number>): void {
    // by its name: it may come from another realm
    const kind = (given as Float32Array)[Symbol.toStringTag] as string | undefined;
    if (this.#coarse !== '' && (kind === 'Float32Array' || kind === 'Float16Array'))
      fail('input', this.#coarse);
  }

  /**
   * Inputs of a step or more as the program sees them. Allocates nothing.
   * @param start of them in `given`
   * @throws {MeniscusError} as `check`, and for what is no number
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

  /** Outputs of a step or more as the host sees them. Allocates nothing. */
  give(outputs: Float32Array, into: Float64Array, start: number): void {
    const origins = this.outputs as Float64Array;
    const { length } = origins;
    for (let i = 0; i < outputs.length; i++) into[start + i] = origins[i % length] + outputs[i];
  }
}

/** `input 0`, with its name in training where the metadata have it. */
function inputName({ inputs }: Metadata, index: number): string {
  const name: unknown = Array.isArray(inputs) && inputs[index];
  return `input ${index}${typeof name === 'string' ? ` "${name}"` : ''}`;
}
