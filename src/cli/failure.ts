/** Turns an error into the one line that ends a command. */
import { inspect } from 'node:util';
import { DataError } from '../check/data-error.ts';
import { meant } from '../check/nearest.ts';
import { oneLine } from '../check/visible.ts';
import { FileError } from '../files/error.ts';
import { ShapeError } from '../graph/op.ts';
import { ImportError } from '../import/index.ts';
import { MeniscusError } from '../runtime/index.ts';

/** A mistake in the user's words: printed as one line, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A blob that computes wrong outputs, so it is not written. Exit code 1. */
export class WrongBlobError extends Error {
  override name = 'WrongBlobError';
}

/** Ends a sentence, unless a question ends it already. */
export const sentence = (text: string): string => (text.endsWith('?') ? text : `${text}.`);

/** Checks that a value is one of `choices`. @throws UsageError with the nearest one */
export function choice<T extends string>(what: string, given: string, choices: readonly T[]): T {
  if ((choices as readonly string[]).includes(given)) return given as T;
  throw new UsageError(
    `unknown ${what} "${given}"${sentence(meant(given, choices))} There are ${choices.join(', ')}`,
  );
}

/** Mistakes of the user, or of a file that the user named. One line says everything. */
const expected = [UsageError, DataError, FileError, ImportError, MeniscusError, ShapeError, RangeError];

/** RangeErrors of the engine itself, for something larger than it can hold. */
const exhausted =
  /^(Maximum call stack|Invalid (array|typed array|string|DataView) length|Array buffer allocation|WebAssembly\.Memory)/;

export interface Failure {
  /** 2 for a mistake that one line explains, 1 for a failure. */
  readonly code: 1 | 2;
  readonly text: string;
}

/** @param debug adds lines that show where an unexpected error was thrown */
export function failureOf(error: unknown, debug = !!process.env.MENISCUS_DEBUG): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(inspect(error));
  const foreseen = expected.some((kind) => error instanceof kind) && !exhausted.test(message);
  if (error instanceof WrongBlobError) return { code: 1, text: `meniscus: ${oneLine(message)}` };
  if (foreseen) return { code: 2, text: `meniscus: ${oneLine(message)}` };
  if (debug) return { code: 1, text: stack ?? message };
  const what = exhausted.test(message) ? 'out of memory' : 'unexpected error, please report it';
  return {
    code: 1,
    text: `meniscus: ${what}: ${oneLine(`${name}: ${message}`)} (MENISCUS_DEBUG=1 shows where)`,
  };
}
