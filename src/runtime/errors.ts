/** Errors of the runtime: what was wrong, where, and what to do. */

import { unknownKey } from '../check/keys.ts';

export type ErrorCode =
  | 'source' // the bytes could not be fetched or read
  | 'format' // they are no blob at all
  | 'version' // a blob of another format version
  | 'truncated' // cut short or grown
  | 'checksum'
  | 'corrupt' // a field of the blob is wrong
  | 'unfolds'
  | 'budget' // no number of unfolds keeps to it, or it cannot be measured
  | 'weights'
  | 'interpreter' // the WebAssembly interpreter could not be built or started
  | 'memory'
  | 'input'
  | 'dt'
  | 'result' // a step would have left the finite numbers
  | 'probe'
  | 'state'
  | 'snapshot' // it is damaged, or of another model or another way to run it
  | 'stream' // the host has no Web Streams
  | 'watch' // options of watch() that do not fit the model
  | 'option' // a function has no such option
  | 'disposed';

/** The one error type of the runtime. `code` is for programs, `message` for people. */
export class MeniscusError extends Error {
  override name = 'MeniscusError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** @throws {MeniscusError} `option` for a key of options that there is not */
export function checkKeys(of: string, given: object | undefined, keys: string): void {
  if (given && typeof given !== 'object') fail('option', `${of}: options must be an object`);
  const wrong = given && unknownKey(given, keys.split(' '));
  if (wrong) fail('option', `${of}: ${wrong}`);
}

/** @throws {MeniscusError} */
export function fail(code: ErrorCode, message: string, cause?: unknown): never {
  throw new MeniscusError(code, message, cause);
}
