/** Reads a file that others still write, as `tail -F` does. */
import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { beyond, limits } from '../check/limits.ts';
import { codeOf, FileError } from './error.ts';
import { missing } from './missing.ts';

/** Milliseconds between two looks at a file that has not grown. */
const LOOK = 200;
const PART = 1 << 16;
const LINE_FEED = 10;

/**
 * The bytes of a file from its start, and then what is written to it, for ever. If the file is cut short or replaced, as logs
 * are that rotate, reading starts again at its new start; an unfinished line is ended there, and a first line that repeats the
 * file's first one, the header, is left out.
 * @param signal ends it, also while it waits
 * @param say takes a sentence whenever the file starts again
 * @throws FileError if there is no such file at first, and for what is no file
 */
export async function* followFile(
  path: string,
  signal?: AbortSignal,
  say?: (note: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const lines = new Lines(path);
  let file = await opened(path);
  try {
    while (!signal?.aborted) {
      const bytes = await lines.next(file);
      if (bytes.length > 0) {
        yield bytes;
        continue;
      }
      const now = await stateOf(path);
      // null if it is gone again already
      const again =
        now && lines.startedAgain(await file.stat(), now) ? await open(path, 'r').catch(() => null) : null;
      if (again === null) {
        await pause(signal);
        continue;
      }
      await file.close();
      file = again;
      say?.(`${path}: was cut short or replaced; it is read again from its start`);
      const end = lines.restart();
      if (end.length > 0) yield end;
    }
  } finally {
    await file.close();
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    throw codeOf(error) === 'ENOENT'
      ? missing(path)
      : new FileError(`${path}: cannot be read (${codeOf(error)})`);
  }
  throw new FileError(`${path}: is no file, so it cannot be followed; give a stream as standard input`);
}

/** What lies at a path now; null while nothing does, between a removal and the next file. */
async function stateOf(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

async function pause(signal?: AbortSignal): Promise<void> {
  await wait(LOOK, undefined, { ...(signal && { signal }) }).catch((error) => {
    if (!signal?.aborted) throw error;
  });
}

/** Where reading is, and what the file's first line was. */
class Lines {
  readonly #path: string;
  #at = 0;
  /** The bytes of the first line so far, and whether that is all of it. */
  #first: number[] = [];
  #firstEnded = false;
  /** How many bytes of a new start equal the first line; null if it is decided. */
  #repeated: number | null = null;
  #lastByte = LINE_FEED;

  constructor(path: string) {
    this.#path = path;
  }

  /** What is new; empty if nothing is. */
  async next(file: FileHandle): Promise<Uint8Array> {
    for (;;) {
      const buffer = new Uint8Array(PART);
      const { bytesRead } = await file.read(buffer, 0, PART, this.#at);
      this.#at += bytesRead;
      if (bytesRead === 0) return new Uint8Array();
      const bytes = this.#withoutHeader(buffer.subarray(0, bytesRead));
      this.#keepFirst(bytes);
      if (bytes.length === 0) continue;
      this.#lastByte = bytes[bytes.length - 1];
      return bytes;
    }
  }

  startedAgain(open: Stats, there: Stats): boolean {
    return there.size < this.#at || open.ino !== there.ino || open.dev !== there.dev;
  }

  /** @returns the end of a line that was not finished */
  restart(): Uint8Array {
    this.#at = 0;
    this.#repeated = this.#firstEnded ? 0 : null;
    const ended = this.#lastByte === LINE_FEED;
    this.#lastByte = LINE_FEED;
    return ended ? new Uint8Array() : Uint8Array.of(LINE_FEED);
  }

  #keepFirst(bytes: Uint8Array): void {
    if (this.#firstEnded) return;
    const end = bytes.indexOf(LINE_FEED);
    for (const byte of end < 0 ? bytes : bytes.subarray(0, end + 1)) this.#first.push(byte);
    this.#firstEnded = end >= 0;
    if (this.#first.length > limits.line.most) throw new FileError(`${this.#path}: line 1 ${beyond('line')}`);
  }

  /** Leaves out a first line that is the one of the old start. */
  #withoutHeader(bytes: Uint8Array): Uint8Array {
    if (this.#repeated === null) return bytes;
    const before = this.#repeated;
    let k = 0;
    while (k < bytes.length && before + k < this.#first.length && bytes[k] === this.#first[before + k]) k++;
    if (before + k === this.#first.length) {
      this.#repeated = null;
      return bytes.subarray(k);
    }
    if (k === bytes.length) {
      this.#repeated = before + k;
      return new Uint8Array();
    }
    // another line after all: what was held back comes first
    this.#repeated = null;
    const whole = new Uint8Array(before + bytes.length);
    whole.set(this.#first.slice(0, before));
    whole.set(bytes, before);
    return whole;
  }
}
