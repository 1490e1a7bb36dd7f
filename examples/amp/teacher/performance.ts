/** What is played: phrases of an instrument with six strings, and sweeps for what no phrase has. */
import { Random } from '../../../src/data/random.ts';
import { type Pluck, pluck } from './strings.ts';

/** Samples a second of everything that this example makes. */
export const RATE = 48_000;

/** Hz of a number of semitones above the lowest string. */
const semitone = (n: number): number => 82.407 * 2 ** (n / 12);
/** A minor pentatonic over three octaves, in semitones above the lowest string. */
const SCALE = [0, 3, 5, 7, 10].flatMap((n) => [5, 17, 29].map((octave) => n + octave)).sort((a, b) => a - b);
const ROOTS = [0, 3, 5, 7, 8, 10, 12];
const LEVELS = { hum: 2e-5, loudest: 0.6, softest: 0.04 };

/**
 * A performance: single notes, muted notes, and chords of two, three and six strings, at changing levels with pauses.
 * @param seconds of it
 * @returns V of a pick-up, up to about ± 0.6, at 48 kHz; the same seed gives the same bits on one engine
 */
export function performance(seconds: number, seed: number): Float64Array {
  const random = new Random(seed);
  const signal = new Float64Array(Math.round(seconds * RATE));
  for (let at = 0; at < signal.length; ) at += phrase(signal, at, random);
  for (let t = 0; t < signal.length; t++) signal[t] += LEVELS.hum * (2 * random.next() - 1);
  return signal;
}

const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();
const oneOf = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)];

/** A phrase of a few strokes at one level and tempo. @returns samples until the next */
function phrase(signal: Float64Array, start: number, random: Random): number {
  const level = LEVELS.softest * (LEVELS.loudest / LEVELS.softest) ** random.next();
  const beat = Math.round(between(random, 0.09, 0.3) * RATE);
  const kind = oneOf(random, ['single', 'single', 'muted', 'power', 'chord'] as const);
  const strokes = 2 + random.integer(kind === 'chord' ? 2 : 5);
  let at = start;
  for (let stroke = 0; stroke < strokes; stroke++) {
    const length = beat * (1 + random.integer(kind === 'chord' ? 4 : 2));
    const common: Omit<Pluck, 'frequency'> = {
      length,
      decay: kind === 'muted' ? between(random, 0.08, 0.25) : between(random, 1, 5),
      position: between(random, 0.08, 0.35),
      brightness: between(random, 0.15, 0.9),
    };
    const notes = notesOf(kind, random);
    const force = level * between(random, 0.4, 1);
    notes.forEach((note, i) => {
      const late = Math.round(i * between(random, 0.002, 0.012) * RATE);
      const detuned = semitone(note) * (1 + 0.002 * (random.next() - 0.5));
      const share = (force * between(random, 0.7, 1)) / Math.sqrt(notes.length);
      pluck(signal, at + late, RATE, { ...common, frequency: detuned, length: length - late }, share, random);
    });
    at += length;
  }
  return at - start + Math.round(between(random, 0, 0.25) * RATE);
}

function notesOf(kind: 'single' | 'muted' | 'power' | 'chord', random: Random): number[] {
  if (kind === 'single') return [oneOf(random, SCALE)];
  const root = oneOf(random, ROOTS);
  if (kind === 'muted') return [root];
  if (kind === 'power') return [root, root + 7, root + 12].slice(0, 2 + random.integer(2));
  return oneOf(random, [
    [0, 7, 12, 15, 19, 24],
    [0, 7, 12, 16, 19, 24],
    [5, 12, 17, 21, 24],
  ]).map((n) => n + root);
}

/** A sine whose frequency rises from 30 Hz to 15 kHz, evenly in octaves. @param level V of its peaks */
export function sweep(seconds: number, level: number): Float64Array {
  const [low, high] = [30, 15_000];
  const octaves = Math.log(high / low);
  return Float64Array.from({ length: Math.round(seconds * RATE) }, (_, t) => {
    const phase = (2 * Math.PI * low * seconds * (Math.exp((octaves * t) / (seconds * RATE)) - 1)) / octaves;
    const fade = Math.min(1, t / 480, (seconds * RATE - t) / 480);
    return level * fade * Math.sin(phase);
  });
}
