/** From bytes to a model, on one build of the machine. */
import type { BudgetOptions } from './budget.ts';
import { Engine, type EngineOptions, Refusal } from './engine.ts';
import { fail } from './errors.ts';
import type { MachineBuild, MachineSource } from './machine.ts';
import { Model } from './model.ts';
import { asBytes, readSource, type Source, sourceName } from './source.ts';

export interface LoadOptions extends EngineOptions, BudgetOptions {
  /** The machine itself, for hosts that do not compile from bytes. */
  machine?: MachineSource;
}

/**
 * Loads a model: reads it, checks it completely, and starts a machine of its own for it.
 * @param source bytes, a URL, a path (in a browser a relative address), or a response
 * @throws {MeniscusError} with the code `source`, `format`, `version`, `truncated`, `checksum`, `corrupt`, `unfolds`,
 * `weights`, `budget`, `machine` or `memory`
 */
export type Load = (source: Source, options?: LoadOptions) => Promise<Model>;

/**
 * As `load`, from bytes and at once, for hosts that must not await. It takes no `budget`, and says of a blob that is refused
 * only its code and the machine's numbers: the words for them, and the clock, are parts that `load` fetches when it needs
 * them.
 */
export type LoadSync = (source: Uint8Array | ArrayBuffer, options?: LoadOptions) => Model;

export interface Loaders {
  load: Load;
  loadSync: LoadSync;
}

/** The loaders of one build. */
export function loadersOf(build: MachineBuild): Loaders {
  return {
    async load(source, options) {
      const given = { name: sourceName(source), ...options };
      const bytes = await readSource(source, given.name);
      const start = await build.compile(given.machine);
      try {
        if (given.budget ?? given.maxLoss)
          return (await import('./budget.ts')).openWithin(start, bytes, given);
        return new Model(new Engine(start, bytes, given));
      } catch (error) {
        throw error instanceof Refusal
          ? (await import('./refusal.ts')).explained(error, bytes, given)
          : error;
      }
    },
    loadSync(source, options = {}) {
      if (options.budget ?? options.maxLoss) fail('budget', 'loadSync() takes no budget: load() does');
      return new Model(new Engine(build.compileSync(options.machine), asBytes(source), options));
    },
  };
}
