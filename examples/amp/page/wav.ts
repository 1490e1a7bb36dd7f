/** Sound as a file: 32-bit floats, so that no bit is lost. */

/** @param channels of one length */
export function wavOf(channels: readonly Float32Array[], rate: number): Uint8Array<ArrayBuffer> {
  const frames = channels[0].length;
  const width = 4 * channels.length;
  const bytes = new Uint8Array(58 + width * frames);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) =>
    bytes.set(
      [...word].map((c) => c.charCodeAt(0)),
      at,
    );
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 18, true);
  view.setUint16(20, 3, true); // IEEE floats
  view.setUint16(22, channels.length, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * width, true);
  view.setUint16(32, width, true);
  view.setUint16(34, 32, true);
  text(38, 'fact');
  view.setUint32(42, 4, true);
  view.setUint32(46, frames, true);
  text(50, 'data');
  view.setUint32(54, width * frames, true);
  channels.forEach((samples, c) => {
    for (let t = 0; t < frames; t++) view.setFloat32(58 + width * t + 4 * c, samples[t], true);
  });
  return bytes;
}
