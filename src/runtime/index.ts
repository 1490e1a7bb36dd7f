/**
 * The runtime with every build and all error texts, for programs that have room, such as the command line. Devices get
 * the entries in entries/, each with one build.
 */
import { openWithin } from './budget.ts';
import { relaxed } from './builds/relaxed.ts';
import { scalar } from './builds/scalar.ts';
import { simd } from './builds/simd.ts';
import { checkKeys, fail, MeniscusError } from './errors.ts';
import { Instance, ValidationError } from './instance.ts';
import { asksBudget, type LoadOptions as EntryOptions, loadKeys } from './load.ts';
import { Model } from './model.ts';
import { exactOptions, selfTest } from './self-test.ts';
import { asBytes, readSource, type Source, sourceName } from './source.ts';
import { explained } from './validation-error.ts';

export * from './types.ts';

const builds = { simd, scalar, relaxed };

/**
 * `simd` and `scalar` give the same bits everywhere; `simd` is faster and needs 128-bit SIMD. `relaxed` fuses
 * multiplications and additions if the processor can: faster there, but its bits may differ.
 */
export type Build = keyof typeof builds;

export interface LoadOptions extends EntryOptions {
  /** `simd` by default. Loading with `relaxed` compares the model with `simd`. */
  build?: Build;
}

/** Like `load` of an entry. */
export async function load(source: Source, options: LoadOptions = {}): Promise<Model> {
  const name = options.name ?? sourceName(source);
  return loadSync(await readSource(source, name), { ...options, name });
}

/** Like `loadSync` of an entry, with the error texts and the budget of `load`. */
export function loadSync(source: Uint8Array | ArrayBuffer, options: LoadOptions = {}): Model {
  checkKeys('loadSync', options, `${loadKeys} build`);
  const bytes = asBytes(source);
  const { build = 'simd' } = options;
  if (!Object.hasOwn(builds, build))
    fail('interpreter', `there is no build "${build}": choose one of ${Object.keys(builds).join(', ')}`);
  const start = builds[build].compileSync(options.interpreter);
  try {
    const model = asksBudget(options)
      ? openWithin(start, bytes, options)
      : new Model(new Instance(start, bytes, options));
    if (build === 'relaxed' && !options.interpreter)
      selfTest(model, loadSync(bytes, exactOptions(model, bytes, options)), options.name);
    return model;
  } catch (error) {
    throw error instanceof ValidationError ? explained(error, bytes, options) : error;
  }
}

/** Whether this host runs a build. Some lack SIMD or relaxed SIMD. */
export function isSupported(build: Build): boolean {
  try {
    builds[build].compileSync();
    return true;
  } catch (error) {
    if (error instanceof MeniscusError) return false;
    throw error;
  }
}
