/** Changes of what is learnt from, in training alone: one a file, and a line here. */
import type { Random } from '../../data/random.ts';
import { statisticsOf } from '../../data/split.ts';
import type { Network } from '../../network/network.ts';
import type { Loss } from '../losses/index.ts';
import type { Sequence, Window } from '../sequence.ts';
import type { Scales } from './augmentation.ts';
import { inputDropout } from './input-dropout.ts';
import { inputNoise } from './input-noise.ts';
import { scaling } from './scaling.ts';
import { readAt, speedOf } from './stretch.ts';

/** In the order in which they are applied, after the stretching. */
const augmentations = [scaling, inputDropout, inputNoise] as const;

/** Amounts of each change; 0 is none. */
export type Amounts = Readonly<Record<(typeof augmentations)[number]['option'] | 'stretch', number>> & {
  /** For each target the input that it is a later value of. */
  readonly scaledTargets: readonly (number | null)[] | null;
};

/** Draws changed windows. */
export class Augmenter {
  private readonly scales: Scales;

  constructor(
    { spec }: Network,
    private readonly sequences: readonly Sequence[],
    private readonly loss: Loss,
    private readonly amounts: Amounts,
  ) {
    const { mean, std } = statisticsOf(
      sequences.map(({ inputs }) => inputs),
      spec.inputs,
    );
    const { inputNormalisation } = spec;
    this.scales = {
      mean: inputNormalisation?.mean ?? mean,
      deviation: inputNormalisation?.deviation ?? std,
      targets: amounts.scaledTargets ?? [],
    };
  }

  /** A changed copy of a window, as a sequence of its own. */
  draw(window: Window, random: Random): Sequence {
    const { stretch } = this.amounts;
    const speed = stretch > 0 ? speedOf(stretch, random) : 1;
    const slice = readAt(this.sequences[window.sequence], window, speed, this.loss.classes);
    for (const { option, apply } of augmentations)
      if (this.amounts[option] > 0) apply(slice, this.amounts[option], this.scales, random);
    return slice;
  }
}

/** Draws windows as the options ask for; null if they ask for none. */
export const augmenterOf = (
  network: Network,
  sequences: readonly Sequence[],
  options: Amounts & { readonly loss: Loss },
): Augmenter | null =>
  options.stretch > 0 || augmentations.some(({ option }) => options[option] > 0)
    ? new Augmenter(network, sequences, options.loss, options)
    : null;
