/** Text of bytes. */

/**
 * UTF-8 as text, also where there is no TextDecoder: in an AudioWorklet and in bare engines.
 * @throws {URIError} there, on bytes that are no UTF-8
 */
export function textOf(bytes: Uint8Array): string {
  if (typeof TextDecoder === 'function') return new TextDecoder().decode(bytes);
  return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
}
