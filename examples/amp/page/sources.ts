/** What is played through the model. */
import { performance as perform, RATE } from '../teacher/performance.ts';

export type SourceKind = 'riff' | 'file' | 'microphone';

/** Seconds of the built-in signal, and a seed that no training has. */
const RIFF = { seconds: 10, seed: 7 };

let riff: Float64Array | undefined;

/** The built-in signal at 48 kHz, which a context at another rate resamples. */
export function riffIn(context: BaseAudioContext): AudioBuffer {
  riff ??= perform(RIFF.seconds, RIFF.seed);
  const buffer = context.createBuffer(1, riff.length, RATE);
  buffer.copyToChannel(Float32Array.from(riff), 0);
  return buffer;
}

/** A file of somebody's own, as its bytes: each context decodes it to its own rate. */
export interface SoundFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** @throws an Error that names the file if the browser cannot decode it */
export async function decoded(context: BaseAudioContext, { name, bytes }: SoundFile): Promise<AudioBuffer> {
  try {
    // decoding takes the bytes away
    return await context.decodeAudioData(bytes.slice(0));
  } catch (error) {
    throw new Error(`${name}: this browser cannot decode it as sound (${(error as Error).message})`);
  }
}

/** Without what browsers do to voices. @throws an Error in words */
export async function microphone(): Promise<MediaStream> {
  try {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new Error(`the microphone cannot be used: ${(error as Error).message}`);
  }
}
