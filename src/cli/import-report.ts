/** What `import` prints. */
import { shown } from '../import/error.ts';
import type { Imported } from '../import/index.ts';
import { listed, normalisations } from '../import/unread.ts';
import type { Interval } from '../intervals/interval.ts';
import type { Network } from '../network/network.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import type { WeightType } from '../quantise/types.ts';
import { type Comparison, type Deployed, lostByStoring } from '../train/deployed.ts';
import type { Sequence } from '../train/sequence.ts';
import { shareOf } from './deployed.ts';
import { stored } from './storing.ts';

interface Asked {
  readonly output: string;
  readonly weights: WeightType;
  readonly rounding: Rounding;
  readonly ranges: readonly Interval[];
  readonly calibrate: string | undefined;
}

/** The blob in a line. */
export function summary({ output, weights, rounding }: Asked, network: Network, blob: Uint8Array): string {
  const { layers, inputs, outputs } = network.spec;
  const what = layers.map(({ cell, units }) => `${cell.name} of ${units} units`).join(', ');
  return (
    `${output}: ${what}, ${inputs} → ${outputs}, ${network.parameterCount.toLocaleString('en')} parameters, ` +
    `${blob.length.toLocaleString('en')} bytes in ${stored(weights, rounding)}`
  );
}

/** Reports how far the blob is from float64, and how much of that comes from the stored weights. */
export function comparison(
  { weights, ranges: drawn, calibrate: file }: Asked,
  deployed: Deployed,
  sequences: readonly Sequence[],
  compared: Comparison,
  isRecorded: boolean,
): string {
  const from = drawn.map(([low, high]) => `${low}..${high}`).join(',');
  const quantised = weights !== 'f32' && lostByStoring(deployed, sequences);
  const steps = sequences.reduce((sum, { length }) => sum + length, 0);
  return (
    `compared with float64 on ${steps} steps ${isRecorded ? `of ${file}` : `drawn from ${from} (--ranges and --calibrate change that)`}: ` +
    `outputs differ by ${shareOf(compared.deployed, compared)} of their deviation` +
    (quantised
      ? `; storing the weights in ${weights} itself changes them by ${shareOf(quantised, compared)}`
      : '')
  );
}

/** Lists every tensor that is left out, twenty to a line, and those that may be the read-out. */
function unreadNotes(
  file: string,
  unread: Imported['unread'],
  fitting: Imported['fitting'],
  why: string,
): readonly string[] {
  const lines = Array.from({ length: Math.ceil(unread.length / 20) }, (_, k) =>
    listed(unread.slice(20 * k, 20 * k + 20), 20),
  );
  return [
    ...lines.map((line) => `${file}: not read, since they are ${why}: ${line}`),
    ...normalisations(unread).map((text) => `${file}: ${text}`),
    ...fitting.map(
      (name) => `${file}: the Linear ${shown(name)} fits behind the network: --readout ${name} adds it`,
    ),
  ];
}

/** What was found in a file, and what was folded. */
export function foundLines(file: string, { format, layers, network, folded }: Imported): readonly string[] {
  const states = network.states.map(({ name, before }) => `${name} [${before.shape[0]}]`);
  return [
    `${file}: ${format}: ${layers.join('; ')}; states ${states.join(', ')}`,
    ...folded.map((what) => `${file}: folded ${what}`),
  ];
}

/** What was assumed, and what was left. */
export const assumed = (
  file: string,
  { notes, unread, fitting }: Imported,
  layers: string | undefined,
): readonly string[] => [
  ...notes.map((note) => `${file}: ${note}`),
  ...unreadNotes(
    file,
    unread,
    fitting,
    layers === undefined ? 'not behind the prefix' : 'not named by --layers',
  ),
];
