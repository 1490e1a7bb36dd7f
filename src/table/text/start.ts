/** The first rows of a text, from which all of it is understood. */
import { DataError } from '../../check/data-error.ts';
import { beyond, limits } from '../../check/limits.ts';
import { FEED, RETURN } from './bytes.ts';
import { skippedAs } from './skipped.ts';

/** Lines that are wanted at least, for a header and units and rows. */
const LINES = 5;
/** The most bytes in which they are looked for. */
const MOST = 8 * limits.line.most;
/** No byte: the separator is not known yet. */
const NONE = -1;

/** Whether bytes have enough lines to tell the layout. @throws {DataError} if a line is beyond the limit */
export function hasEnough(bytes: Uint8Array, file: string, lines = LINES): boolean {
  let start = 0;
  let found = 0;
  for (let line = 1; found < lines; line++) {
    const feed = bytes.indexOf(FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    if (end - start > limits.line.most) throw new DataError(`${file}: line ${line} ${beyond('line')}`);
    if (feed < 0) return bytes.length > MOST;
    if (skippedAs(bytes, start, bytes[end - 1] === RETURN ? end - 1 : end, NONE) === null) found += 1;
    start = feed + 1;
  }
  return true;
}

/** The start of a text, and how many bytes its first characters have. */
export interface Start {
  readonly text: string;
  lengthOf(characters: number): number;
}

/**
 * The text of bytes: all, or all complete lines.
 * @throws {DataError} naming the line that is not UTF-8
 */
export function startText(bytes: Uint8Array, whole: boolean, file: string): Start {
  const lines = whole ? bytes : bytes.subarray(0, bytes.lastIndexOf(FEED) + 1);
  hasEnough(lines, file);
  const text = textOf(lines, 1, file);
  return { text, lengthOf: (characters) => encoder.encode(text.slice(0, characters)).length };
}

const encoder = new TextEncoder();

/**
 * The text of bytes in UTF-8, whose last character may be incomplete: it is left out then.
 * @param line of the first byte
 * @throws {DataError} naming the line that is not UTF-8
 */
export function textOf(bytes: Uint8Array, line: number, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    throw notUtf8(file, line + firstWrong(bytes) - 1);
  }
}

export const notUtf8 = (file: string, line: number): DataError =>
  new DataError(`${file}: line ${line} is not UTF-8: name the encoding, for example --encoding latin1`);

/** The first line that is not UTF-8. */
function firstWrong(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const feed = bytes.indexOf(FEED, start);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, feed < 0 ? bytes.length : feed));
    } catch {
      return line;
    }
    if (feed < 0) return line;
    start = feed + 1;
  }
}
