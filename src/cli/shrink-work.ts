import { existsSync, rmSync } from 'node:fs';
import type { Outcome } from '../shrink/retrain.ts';
import type { Worth } from '../shrink/search.ts';
import type { Checkpoint } from '../train/trainer.ts';
import { loadRun, Saver, saveRun } from './checkpoint.ts';

/** Saves the work after this many variants. */
const SAVED = 100;

interface Done {
  /** Size and error of variants by name; null for impossible ones. */
  readonly known: Record<string, Worth | null>;
  /** Outcomes by training, or why there is none. */
  readonly trained: Record<string, Outcome | string>;
  /** The running training. */
  training: { readonly name: string; readonly checkpoint: Checkpoint } | null;
}

/** Results of a search, kept in a file from which a stopped run continues. */
export class Work {
  private readonly done: Done;
  private fresh = 0;

  /** @throws FileError if the file belongs to another run or cannot be read */
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

  /** Size and error of a variant, measured unless known. */
  worth(name: string, measure: () => Worth | null): Worth | null {
    const { known } = this.done;
    if (Object.hasOwn(known, name)) return known[name];
    known[name] = measure();
    if (++this.fresh % SAVED === 0) this.save();
    return known[name];
  }

  /**
   * The outcome of a training, trained unless known, or why it has none.
   * @param train continues from a checkpoint, and saves its own
   */
  trained(
    name: string,
    train: (saved: Checkpoint | null, keep: (checkpoint: Checkpoint) => void) => Outcome,
  ): Outcome | string {
    const { trained, training } = this.done;
    if (Object.hasOwn(trained, name)) return trained[name];
    const saver = new Saver();
    try {
      trained[name] = train(training?.name === name ? training.checkpoint : null, (checkpoint) => {
        this.done.training = { name, checkpoint };
        saver.offer(() => this.save());
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
