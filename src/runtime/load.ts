/** From bytes to a model, on one build of the interpreter. */
import type { BudgetOptions } from './budget.ts';
import { checkKeys, fail } from './errors.ts';
import { Instance, type InstanceOptions, ValidationError } from './instance.ts';
import type { InterpreterBuild, InterpreterSource } from './interpreter.ts';
import { Model } from './model.ts';
import { asBytes, readSource, type Source, sourceName } from './source.ts';

export interface LoadSyncOptions extends InstanceOptions {
  /** The interpreter itself, for hosts that do not compile from bytes; `meniscus/js` has no use for it. */
  interpreter?: InterpreterSource;
}

export interface LoadOptions extends LoadSyncOptions, BudgetOptions {}

// biome-ignore-start lint/style/useShorthandFunctionType: editors show what is written at a signature, not at a type
export interface Load {
  /**
   * Loads a model: reads it, checks it completely, and starts an interpreter of its own for it.
   * @param source bytes, a URL, a path (in a browser a relative address), a response, or a file
   * @throws {MeniscusError} with the code `source`, `format`, `version`, `truncated`, `checksum`, `corrupt`, `unfolds`,
   * `weights`, `budget`, `interpreter` or `memory`
   */
  (source: Source, options?: LoadOptions): Promise<Model>;
}

export interface LoadSync {
  /**
   * As `load`, from bytes and at once, for hosts that must not await. It takes no `budget`, and says of a blob that is
   * refused only its code and the interpreter's numbers: the words for them, and the clock, are parts that `load` fetches when
   * it needs them.
   * @throws {MeniscusError} as `load`
   */
  (source: Uint8Array | ArrayBuffer, options?: LoadSyncOptions): Model;
}

// biome-ignore-end lint/style/useShorthandFunctionType: as above
export interface Loaders {
  load: Load;
  loadSync: LoadSync;
}

/** Whether fewer unfolds are to be chosen: any value given asks for it, lest one that is wrong passes unseen. */
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
        // without the words, as where a service worker must not import, its numbers are what there is
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
