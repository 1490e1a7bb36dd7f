import { existsSync, rmSync } from 'node:fs';
import type { Outcome } from '../shrink/retrain.ts';
import type { Worth } from '../shrink/search.ts';
import type { Checkpoint } from '../train/trainer.ts';
import { loadRun, saveRun } from './checkpoint.ts';

/** Variants after which what is known is saved. */
const SAVED = 100;

interface Done {
  /** Worth of variants by name; null for those that cannot be. */
  readonly known: Record<string, Worth | null>;
  /** Outcomes by training, or why there are none. */
  readonly trained: Record<string, Outcome | string>;
  /** The training that runs. */
  training: { readonly name: string; readonly checkpoint: Checkpoint } | null;
}

/** What a search has found out, kept in a file from which a run that was stopped goes on. */
export class Work {
  private readonly done: Done;
  private fresh = 0;

  /** @throws FileError for a file of another run, or one that cannot be read */
  constructor(
    private readonly path: string,
    private readonly run: string,
  ) {
    const foreign = 'another blob, other data or other options; delete it';
    this.done = loadRun<Done>(path, run, 'work of shrink', foreign) ?? {
      known: {},
      trained: {},
      training: null,
    };
  }

  /** The worth of a variant, measured if it is not known yet. */
  worth(name: string, measure: () => Worth | null): Worth | null {
    const { known } = this.done;
    if (Object.hasOwn(known, name)) return known[name];
    known[name] = measure();
    if (++this.fresh % SAVED === 0) this.save();
    return known[name];
  }

  /**
   * What a training gives, trained if it has not been yet, or why it gives nothing.
   * @param train goes on from a checkpoint, and keeps its own
   */
  trained(
    name: string,
    train: (saved: Checkpoint | null, keep: (checkpoint: Checkpoint) => void) => Outcome,
  ): Outcome | string {
    const { trained, training } = this.done;
    if (Object.hasOwn(trained, name)) return trained[name];
    try {
      trained[name] = train(training?.name === name ? training.checkpoint : null, (checkpoint) => {
        this.done.training = { name, checkpoint };
        this.save();
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      trained[name] = error.message;
    }
    this.done.training = null;
    this.save();
    return trained[name];
  }

  remove(): void {
    if (existsSync(this.path)) rmSync(this.path);
  }

  private save(): void {
    saveRun(this.path, this.run, this.done);
  }
}
