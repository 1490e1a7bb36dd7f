/** Trains in slices, so that a worker hears the page between them. Knows nothing of workers. */

import { compile } from '../../../src/compile/compile.ts';
import type { ParameterValues } from '../../../src/compile/fold.ts';
import { Random } from '../../../src/data/random.ts';
import { buildNetwork, type Network } from '../../../src/network/network.ts';
import { storageOf, type WeightType, weightTypes } from '../../../src/quantise/types.ts';
import { calibrate } from '../../../src/train/calibrate.ts';
import { timeScalesOf } from '../../../src/train/defaults.ts';
import { firstValues } from '../../../src/train/first-values.ts';
import { Trainer } from '../../../src/train/trainer.ts';
import type { Blobs, FromTrainer, Progress, Sizes } from './messages.ts';
import { type Prepared, specOf } from './prepare.ts';
import type { Settings } from './tasks.ts';

/** Milliseconds of work between two looks at the messages, between two reports, and between two sets of weights. */
const SLICE = 20;
const REPORT = 100;
const SHOW = 300;

/** Probes that a step computes; those of parameters alone never move. */
export const livingProbes = (network: Network): string[] =>
  [...network.probes].filter(([, { region }]) => region === 'step').map(([name]) => name);

export class Training {
  readonly #trainer: Trainer;
  readonly #network: Network;
  readonly #say: (message: FromTrainer) => void;
  readonly #prepared: Prepared;
  readonly #settings: Settings;
  #updates: Iterator<number, unknown> | null = null;
  #count = 0;
  #losses: number[] = [];
  #epochs: Progress['epochs'][number][] = [];
  /** Milliseconds in updates, validation not counted, and the updates that they were. */
  #spent = { milliseconds: 0, updates: 0 };
  #reported = 0;
  #shown = 0;

  /** @throws RangeError, ShapeError for settings that make no model */
  constructor(prepared: Prepared, settings: Settings, say: (message: FromTrainer) => void) {
    const { epochs, rate, seed } = settings;
    this.#network = buildNetwork(specOf(prepared, settings));
    const options = { epochs, rate, seed, ...prepared.windows };
    this.#trainer = new Trainer(this.#network, prepared.learned.train, prepared.learned.validation, options);
    this.#say = say;
    this.#prepared = prepared;
    this.#settings = settings;
    say({ kind: 'started', parameters: this.#network.parameterCount, epochs });
  }

  /** Trains for a slice of time. @returns whether there is more to do @throws RangeError where it diverges */
  slice(now: () => number): boolean {
    const trainer = this.#trainer;
    const end = now() + SLICE;
    while (!trainer.finished && now() < end) {
      this.#updates ??= trainer.updates();
      const before = now();
      const { done, value } = this.#updates.next();
      if (done) {
        this.#updates = null;
        this.#epochs.push({ ...trainer.history[trainer.history.length - 1], updates: this.#count });
      } else {
        this.#spent.milliseconds += now() - before;
        this.#spent.updates++;
        this.#count++;
        this.#losses.push(value);
      }
    }
    const time = now();
    if (time - this.#reported > REPORT || trainer.finished) this.#report(time);
    if (time - this.#shown > SHOW && !trainer.finished) this.#show(now);
    return !trainer.finished;
  }

  /** Whether an epoch has ended, so that there are best weights. */
  get hasEpochs(): boolean {
    return this.#trainer.history.length > 0;
  }

  #report(time: number): void {
    const { milliseconds, updates } = this.#spent;
    this.#say({
      kind: 'progress',
      updates: this.#count,
      losses: this.#losses,
      epochs: this.#epochs,
      millisecondsPerUpdate: milliseconds / Math.max(1, updates),
    });
    this.#losses = [];
    this.#epochs = [];
    this.#reported = time;
  }

  #show(now: () => number): void {
    const before = now();
    this.#say({ kind: 'weights', blob: this.#compiled(this.#trainer.currentParameters, 'f32') });
    // compiling takes at most a tenth of the time, however large the model is
    this.#shown = Math.max(now(), before + 10 * (now() - before) - SHOW);
  }

  /** Ends what was begun in this slice: says where the training stands, and gives the best weights in every type. */
  models(how: 'paused' | 'stopped' | 'finished', now: () => number): void {
    this.#report(now());
    const { history } = this.#trainer;
    const parameters = this.hasEpochs ? this.#trainer.bestParameters : this.#trainer.currentParameters;
    const best = history.reduce((a, b) => (b.validation < a.validation ? b : a), history[0]);
    const blobs: Blobs = Object.fromEntries(
      weightTypes.map((type) => [type, this.#compiled(parameters, type)]),
    );
    this.#say({ kind: 'models', how, blobs, epoch: best?.epoch ?? 0 });
  }

  #compiled(parameters: ParameterValues, weights: WeightType): Uint8Array {
    const epochs = this.#trainer.history.length;
    return blobOf(this.#network, parameters, weights, this.#prepared, this.#settings, epochs);
  }
}

/** How large the model of some settings is, and its first weights. @throws as `Training` */
export function sizesOf(prepared: Prepared, settings: Settings): Sizes {
  const network = buildNetwork(specOf(prepared, settings));
  // drawn as the trainer draws them
  const scales = timeScalesOf(prepared.windows.window);
  const parameters = firstValues(network, new Random(settings.seed), { from: null, scales });
  const exported = (weights: WeightType): Uint8Array =>
    blobOf(network, parameters, weights, prepared, settings, 0);
  const untrained = exported('f32');
  return {
    parameters: network.parameterCount,
    bytes: { q8: exported('q8').length, f32: untrained.length },
    untrained,
  };
}

function blobOf(
  network: Network,
  parameters: ParameterValues,
  weights: WeightType,
  { task, train, fitted, metadata: described }: Prepared,
  { cell, seed }: Settings,
  epochs: number,
): Uint8Array {
  const metadata = {
    ...described,
    inputs: task.inputs,
    outputs: task.outputs,
    ahead: task.ahead,
    ...(fitted.interval && { timed: true }),
    training: { data: 'playground', seed, epochs },
  };
  const ranges = storageOf(weights).integers ? calibrate(network, parameters, train) : undefined;
  return compile(network, parameters, {
    weights,
    probes: livingProbes(network),
    name: cell,
    metadata,
    ranges,
  }).blob;
}
