/** Fetches the bytes of a blob from wherever a host keeps them. */
import { fail } from './errors.ts';

/** Bytes, a URL, a path (in a browser a relative URL), a fetched response, or a chosen file. */
export type Source = Uint8Array | ArrayBuffer | URL | string | Response | Blob;

/** The name for messages: the last part of a path or address; `model` for bytes and data URLs. */
export function sourceName(source: Source): string {
  if (isBytes(source)) return 'model';
  const address = String((source as Response)?.url ?? (source as File)?.name ?? source);
  if (/^data:/i.test(address)) return 'model';
  return address.split(/[?#]/)[0].split(/[\\/]/).pop() || 'model';
}

/** @throws {MeniscusError} `source`, with the host's message, and its error as the cause */
export async function readSource(source: Source, name: string): Promise<Uint8Array> {
  if (isBytes(source)) return asBytes(source);
  try {
    let response = source as Response;
    if (!response?.arrayBuffer) {
      if (typeof source !== 'string' && !(source as URL)?.href)
        throw new TypeError('load() takes bytes, a URL, a path, a file, or a response that was awaited');
      const address = String(source);
      // One letter and a colon make a Windows drive.
      const isUrl = /^[a-z][a-z0-9+.-]+:/i.test(address);
      if (isUrl ? /^file:/i.test(address) : hasDisk()) {
        // bundlers for the browser would follow an import
        const { readFile } = process.getBuiltinModule('node:fs/promises');
        return await readFile(isUrl ? new URL(address) : address);
      }
      response = await fetch(address);
    }
    // files lack this field
    if (response.ok === false)
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    return fail('source', `${name}: the model cannot be read: ${(cause as Error).message}`, cause);
  }
}

/** Views bytes, a Node Buffer or another typed array, without a copy. */
export function asBytes(source: unknown): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (isBytes(source)) return new Uint8Array(source);
  return fail('source', 'a Uint8Array or an ArrayBuffer is needed here; load() also takes a URL or a path');
}

export function isBytes(source: unknown): source is Uint8Array | ArrayBuffer {
  // compares names: it may come from another realm
  return ArrayBuffer.isView(source) || Object.prototype.toString.call(source) === '[object ArrayBuffer]';
}

/** Whether this is Node, Deno or Bun; false for Electron's pages. */
function hasDisk(): boolean {
  const { process, document } = globalThis as { process?: Partial<NodeJS.Process>; document?: unknown };
  return !!process?.getBuiltinModule && !document;
}
