/** Bytes of a blob from wherever a host keeps them. */
import { MeniscusError } from './errors.ts';

/** Bytes, a URL, a path (relative URL in a browser), or a response that was fetched already. */
export type Source = Uint8Array | ArrayBuffer | URL | string | Response;

/** The name for messages: the last part of a path or address, `model` for bytes. */
export function sourceName(source: Source): string {
  const path =
    typeof source === 'string'
      ? source
      : source instanceof URL
        ? source.pathname
        : isResponse(source)
          ? source.url
          : '';
  return path.split(/[?#]/)[0].split(/[\\/]/).at(-1) || 'model';
}

/** @throws {MeniscusError} `source`, with what the host said, and its error as the cause. */
export async function readSource(source: Source): Promise<Uint8Array> {
  if (isBytes(source)) return asBytes(source);
  if (isResponse(source)) return fromResponse(source, sourceName(source));
  const address = String(source);
  // One letter and a colon is a Windows drive.
  const isUrl = source instanceof URL || /^[a-z][a-z0-9+.-]+:/i.test(address);
  const onDisk = isUrl ? /^file:/i.test(address) : hasDisk();
  try {
    if (onDisk) {
      // The specifier is a variable so that bundlers for the browser leave it alone.
      const fs = 'node:fs/promises';
      const { readFile } = (await import(/* @vite-ignore */ fs)) as typeof import('node:fs/promises');
      return await readFile(isUrl ? new URL(address) : address);
    }
    return await fromResponse(await fetch(address), address);
  } catch (cause) {
    if (cause instanceof MeniscusError) throw cause;
    throw new MeniscusError('source', `${address}: the model cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** A view of bytes, of a Node Buffer or other typed array too, without a copy. */
export function asBytes(source: unknown): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (isBytes(source)) return new Uint8Array(source);
  throw new MeniscusError(
    'source',
    'a model is loaded from a Uint8Array, an ArrayBuffer, a URL, a path or a Response',
  );
}

export function isBytes(source: unknown): source is Uint8Array | ArrayBuffer {
  return ArrayBuffer.isView(source) || Object.prototype.toString.call(source) === '[object ArrayBuffer]';
}

function isResponse(source: unknown): source is Response {
  return typeof (source as Response | null)?.arrayBuffer === 'function';
}

async function fromResponse(response: Response, name: string): Promise<Uint8Array> {
  if (response.ok === false) {
    throw new MeniscusError(
      'source',
      `${name}: the server answered ${response.status} ${response.statusText}`.trimEnd(),
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

function hasDisk(): boolean {
  const host = globalThis as { process?: { versions?: { node?: string } }; document?: unknown };
  return typeof host.process?.versions?.node === 'string' && host.document === undefined;
}
