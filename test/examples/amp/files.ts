/** Model files and sounds as others make them, made here: random numbers in the forms of their formats. */
import { wavOf } from '../../../examples/amp/page/wav.ts';
import { Random } from '../../../src/data/random.ts';

const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const numbers = (count: number, seed: number, scale = 0.5): number[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => Math.fround(scale * (2 * random.next() - 1)));
};

/** A NAM file of one LSTM layer. @param more replaces parts of it */
export const nam = (units: number, more: object = {}): Uint8Array =>
  json({
    version: '0.5.4',
    architecture: 'LSTM',
    config: { input_size: 1, hidden_size: units, num_layers: 1 },
    weights: numbers(4 * units * (1 + units) + 6 * units + units + 1, 3),
    sample_rate: 48_000,
    ...more,
  });

const rows = (count: number, width: number, seed: number): number[][] =>
  Array.from({ length: count }, (_, i) => numbers(width, 10 * seed + i));

/** An RTNeural file of a GRU and a dense layer, in Keras' order. */
export const rtneural = (units: number, more: object = {}): Uint8Array =>
  json({
    in_shape: [null, null, 1],
    layers: [
      {
        type: 'gru',
        activation: 'tanh',
        shape: [null, null, units],
        weights: [rows(1, 3 * units, 1), rows(units, 3 * units, 2), rows(2, 3 * units, 3)],
      },
      { type: 'dense', activation: '', shape: [null, null, 1], weights: [rows(units, 1, 4), numbers(1, 5)] },
    ],
    ...more,
  });

/** Stereo sound whose sides differ. @param seconds of it */
export function stereo(seconds: number, rate: number): { channels: Float32Array[]; wav: Uint8Array } {
  const length = Math.round(seconds * rate);
  const channels = [1, 2].map((seed) => Float32Array.from(numbers(length, seed, 0.4)));
  return { channels, wav: wavOf(channels, rate) };
}

/** Samples of a WAV file that the page rendered. */
export function channelsOf(wav: Uint8Array): { rate: number; channels: Float32Array[] } {
  const view = new DataView(wav.buffer, wav.byteOffset);
  const frames = view.getUint32(46, true);
  const channels = [0, 1].map((c) =>
    Float32Array.from({ length: frames }, (_, t) => view.getFloat32(58 + 8 * t + 4 * c, true)),
  );
  return { rate: view.getUint32(24, true), channels };
}
