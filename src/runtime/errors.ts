/** Errors of the runtime. They say what is wrong, where, and what to do. */

import { unknownKey } from '../check/keys.ts';

export type ErrorCode =
  | 'source' // cannot fetch or read the bytes
  | 'format' // the bytes are not a blob
  | 'version' // the blob has a format version that this runtime does not read
  | 'truncated' // the blob is shorter or longer than its header says
  | 'checksum'
  | 'corrupt' // a field of the blob is wrong
  | 'unfolds'
  | 'budget' // no number of unfolds fits it, or the clock cannot measure it
  | 'weights'
  | 'interpreter' // cannot compile or start the WebAssembly interpreter
  | 'memory'
  | 'input'
  | 'dt'
  | 'result' // a value of the step is not finite
  | 'probe'
  | 'state'
  | 'snapshot' // it is damaged, or belongs to another model or other options
  | 'stream' // the host has no Web Streams
  | 'watch' // options of watch() do not fit the model
  | 'option' // the function has no such option
  | 'disposed';

/** The runtime's only error type. `code` is for programs, `message` for people. */
export class MeniscusError extends Error {
  override name = 'MeniscusError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** @throws {MeniscusError} `option` for an unknown key */
export function checkKeys(of: string, given: object | undefined, keys: string): void {
  if (given && typeof given !== 'object') fail('option', `${of}: options must be an object`);
  const wrong = given && unknownKey(given, keys.split(' '));
  if (wrong) fail('option', `${of}: ${wrong}`);
}

/** @throws {MeniscusError} */
export function fail(code: ErrorCode, message: string, cause?: unknown): never {
  throw new MeniscusError(code, message, cause);
}
