/** Text of bytes. */

/**
 * UTF-8 as text, also where there is no TextDecoder: in an AudioWorklet and in bare engines. There, bytes that are no
 * UTF-8 are taken one for a character.
 */
export function textOf(bytes: Uint8Array): string {
  if (typeof TextDecoder === 'function') return new TextDecoder().decode(bytes);
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte));
  try {
    return decodeURIComponent(
      characters.map((one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
    );
  } catch {
    return characters.join('');
  }
}
