import { Random } from '../../src/data/random.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { type BenchTask, recordingOf } from './task.ts';

const CLASSES = ['circle', 'circle back', 'up and down', 'side to side'] as const;
const RECORDINGS = 160;

/** The acceleration of a hand along three axes: 60 to 120 samples, at its own pace, size and place of the start. */
function gesture(random: Random, index: number) {
  const kind = index % CLASSES.length;
  const length = 60 + random.integer(61);
  const turns = 1.5 + random.next();
  const size = 0.7 + 0.6 * random.next();
  const start = 2 * Math.PI * random.next();
  const [ax, ay, az] = [0, 1, 2].map(() => new Float64Array(length));
  const lean = 0.3 * random.normal();
  for (let t = 0; t < length; t++) {
    // rest before and after the movement
    const strength = size * Math.sin((Math.PI * t) / (length - 1));
    const phase = start + (2 * Math.PI * turns * t) / length;
    const across = kind === 2 ? 0.15 * Math.cos(2 * phase) : Math.cos(phase);
    const along = [Math.sin(phase), -Math.sin(phase), Math.sin(phase), 0.15 * Math.sin(2 * phase)][kind];
    ax[t] = strength * across + lean + 0.25 * random.normal();
    ay[t] = strength * along + 0.25 * random.normal();
    az[t] = 1 - 0.2 * strength * Math.abs(along) + 0.25 * random.normal();
  }
  const gestureOf = new Float64Array(length).fill(kind);
  return recordingOf(`gesture ${index}`, { ax, ay, az, gesture: gestureOf });
}

function gestures(): Dataset {
  const random = new Random(23);
  return {
    channels: ['ax', 'ay', 'az', 'gesture'],
    recordings: Array.from({ length: RECORDINGS }, (_, i) => gesture(random, i)),
    labels: new Map([['gesture', CLASSES]]),
  };
}

export const gesturesTask: BenchTask = {
  name: 'gestures',
  about: '160 gestures of four kinds, of unequal pace and length, with noise: the kind at the end of each',
  dataset: gestures,
  asks: { targets: ['gesture'], label: 'per-recording' },
  classes: CLASSES,
  mark: { pass: 0.9, because: 'a quarter is chance; people tell them apart' },
};
