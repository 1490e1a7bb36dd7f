/** Trains models to be small: with fewer units, and for weights of few bits. */

import { compile } from '../compile/compile.ts';
import { parametersByName } from '../compile/fold.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { buildNetwork } from '../network/network.ts';
import { storageOf, type WeightType, weightTypes } from '../quantise/types.ts';
import type { Metadata } from '../runtime/index.ts';
import { type Checkpoint, type Epoch, Trainer, type TrainOptions } from '../train/trainer.ts';
import type { HeldOut } from './held-out.ts';
import type { Source } from './source.ts';

/** One training. */
export interface Training {
  readonly name: string;
  /** Of each layer. */
  readonly units: readonly number[];
  /** The weight type to train for: f32 trains from scratch; others start from the f32 parameters of as many units. */
  readonly type: WeightType;
  /** Share of the blocks to remove. */
  readonly sparsity?: number;
}

/** Share of each layer's units. */
const shares = [1, 0.75, 0.5, 0.25] as const;
const kinds: readonly Pick<Training, 'type' | 'sparsity'>[] = [
  ...weightTypes.filter((type) => storageOf(type).shrink === 'trains').map((type) => ({ type })),
  { type: 'q4', sparsity: 0.5 },
];

const nameOf = (units: readonly number[], { type, sparsity }: Pick<Training, 'type' | 'sparsity'>): string =>
  `${units.join('+')} units ${type}${sparsity ? ` pruned ${sparsity}` : ''}`;

/** The trainings of a search, each after the one that it starts from. The original is not trained again. */
export function trainings({ network }: Source): Training[] {
  const whole = network.spec.layers.map(({ units }) => units);
  const sizes = shares.map((share) => whole.map((units) => Math.max(1, Math.round(share * units))));
  const distinct = sizes.filter(
    (units, i) => sizes.findIndex((other) => other.join() === units.join()) === i,
  );
  return distinct.flatMap((units) =>
    kinds
      .filter(({ type }) => type !== 'f32' || units.join() !== whole.join())
      .map((kind) => ({ ...kind, units, name: nameOf(units, kind) })),
  );
}

/** What a retrained model reads and predicts is as it was. */
const kept = [
  ...['inputs', 'outputs', 'ahead', 'timed', 'classes', 'timeColumn', 'time', 'missing', 'learned', 'leads'],
  ...['quantiles'],
  ...['known', 'oneHot', 'labels', 'label', 'table'],
];

/** Progress of a training, from which it continues. */
export interface Progressing {
  readonly saved: Checkpoint | null;
  /** @param last the epoch after which it ends, as far as is known */
  onEpoch(epoch: Epoch, checkpoint: Checkpoint, last: number): void;
}

/** Outcome of a training. */
export interface Outcome {
  /** The parameters with the best validation loss, one after the other. */
  readonly parameters: Float64Array;
  readonly loss: number;
  readonly epochs: number;
}

/** A trained network and its blob. */
export interface Trained extends Source {
  readonly blob: Uint8Array;
}

export class Retraining {
  /** The f32 trainings, by their units. */
  private readonly bases = new Map<string, Source>();

  /**
   * @param metadata of the original
   * @param probes to keep readable
   */
  constructor(
    private readonly source: Source,
    private readonly metadata: Metadata,
    private readonly probes: readonly string[],
    private readonly data: HeldOut,
    private readonly options: TrainOptions,
  ) {
    this.bases.set(source.network.spec.layers.map(({ units }) => units).join(), source);
  }

  /**
   * Trains to the end.
   * @throws RangeError if the model cannot have so few units, has no blocks to remove, or its loss diverges
   */
  train(training: Training, { saved, onEpoch }: Progressing): Outcome {
    const { type, sparsity } = training;
    const base = this.bases.get(training.units.join());
    if (!base && type !== 'f32')
      throw new RangeError(`there is no model of ${training.units.join('+')} units`);
    const trainer = new Trainer(
      base?.network ?? this.modelOf(training),
      this.data.training,
      this.data.validation.sequences,
      {
        ...this.options,
        exported: { probes: this.probes },
        ...(base && { from: base.parameters }),
        ...(type !== 'f32' && { qat: type }),
        ...(sparsity && { prune: { sparsity } }),
      },
    );
    if (saved) trainer.restore(saved);
    while (!trainer.finished) onEpoch(trainer.epoch(), trainer.checkpoint(), trainer.lastEpoch);
    const { best, epoch } = trainer.checkpoint();
    return { parameters: best.parameters, loss: best.loss, epochs: epoch };
  }

  /** Compiles the result of a training, and returns the blob with its network and parameters. */
  made(training: Training, { parameters: flat, loss, epochs }: Outcome): Trained {
    const { type, sparsity } = training;
    const key = training.units.join();
    const network = this.bases.get(key)?.network ?? this.modelOf(training);
    const parameters = parametersByName(network, flat);
    if (!this.bases.has(key)) this.bases.set(key, { network, parameters });
    const exported: LowerOptions = { weights: type, probes: this.probes, sparse: sparsity !== undefined };
    const { name, ...told } = this.metadata as Record<string, unknown>;
    const { blob } = compile(network, parameters, {
      ...exported,
      name: String(name),
      metadata: {
        ...Object.fromEntries(kept.map((key) => [key, told[key]])),
        training: {
          ...(this.metadata.training as object | undefined),
          ...{ seed: this.options.seed, epochs, bestValidation: Number(loss.toPrecision(6)) },
          ...(type !== 'f32' && { qat: type }),
        },
      },
    });
    return { network, parameters, blob };
  }

  private modelOf({ units }: Training) {
    const { spec } = this.source.network;
    return buildNetwork({ ...spec, layers: spec.layers.map((layer, i) => ({ ...layer, units: units[i] })) });
  }
}
