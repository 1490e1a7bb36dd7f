/** Turns bytes into a model on one build of the interpreter. */
import type { BudgetOptions } from './budget.ts';
import { checkKeys, fail } from './errors.ts';
import { Instance, type InstanceOptions, ValidationError } from './instance.ts';
import type { InterpreterBuild, InterpreterSource } from './interpreter.ts';
import { Model } from './model.ts';
import { asBytes, readSource, type Source, sourceName } from './source.ts';

export interface LoadSyncOptions extends InstanceOptions {
  /** The interpreter itself, for hosts that cannot compile bytes. `meniscus/js` ignores it. */
  interpreter?: InterpreterSource;
}

export interface LoadOptions extends LoadSyncOptions, BudgetOptions {}

// biome-ignore-start lint/style/useShorthandFunctionType: editors show what is written at a signature, not at a type
export interface Load {
  /**
   * Loads a model: fetches it, checks it completely, and starts a new interpreter for it.
   * @param source bytes, a URL, a path (in a browser a relative address), a response, or a file
   * @throws {MeniscusError} with the code `source`, `format`, `version`, `truncated`, `checksum`, `corrupt`, `unfolds`,
   * `weights`, `budget`, `interpreter` or `memory`
   */
  (source: Source, options?: LoadOptions): Promise<Model>;
}

export interface LoadSync {
  /**
   * Loads from bytes at once, for hosts that cannot await. It takes no `budget`, and its error for a rejected blob has only the
   * code and the interpreter's numbers: `load` fetches the error texts and the clock when it needs them.
   * @throws {MeniscusError} as `load`
   */
  (source: Uint8Array | ArrayBuffer, options?: LoadSyncOptions): Model;
}

// biome-ignore-end lint/style/useShorthandFunctionType: as above
export interface Loaders {
  load: Load;
  loadSync: LoadSync;
}

/** Whether to choose fewer unfolds. Any given value counts, so that a wrong one is caught. */
export const asksBudget = ({ budget, maxLoss }: BudgetOptions): boolean =>
  budget !== undefined || maxLoss !== undefined;

export const loadKeys = 'unfolds weights name interpreter budget maxLoss';

/** The loaders of one build. */
export function loadersOf(build: InterpreterBuild): Loaders {
  return {
    async load(source, options) {
      checkKeys('load', options, loadKeys);
      const name = options?.name ?? sourceName(source);
      const given = { ...options, name };
      const bytes = await readSource(source, name);
      const start = await build.compile(given.interpreter);
      try {
        if (!asksBudget(given)) return new Model(new Instance(start, bytes, given));
        const { openWithin } = await import('./budget.ts').catch((cause) =>
          fail('budget', `${name}: the part that measures cannot be fetched`, cause),
        );
        return openWithin(start, bytes, given);
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        // a host that forbids import(), such as a service worker, gets the numbers
        const { explained } = await import('./validation-error.ts').catch(() =>
          fail(error.code, error.message, error),
        );
        throw explained(error, bytes, given);
      }
    },
    loadSync(source, options: LoadOptions = {}) {
      checkKeys('loadSync', options, loadKeys);
      if (asksBudget(options)) fail('budget', 'loadSync() takes no budget: load() does');
      return new Model(new Instance(build.compileSync(options.interpreter), asBytes(source), options));
    },
  };
}
