/**
 * The runtime with every build, and the words for every refusal at once: for programs that have room, as the command line.
 * What ships to devices is in entries/, each with one build.
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
 * `simd` and `scalar` give the same bits everywhere; `simd` is faster where the host has 128-bit SIMD. `relaxed` fuses
 * multiplications and additions where the processor can: faster there, and outside that promise.
 */
export type Build = keyof typeof builds;

export interface LoadOptions extends EntryOptions {
  /** `simd` by default; `relaxed` is compared with it when a model is loaded. */
  build?: Build;
}

/** As `load` of an entry. */
export async function load(source: Source, options: LoadOptions = {}): Promise<Model> {
  const name = options.name ?? sourceName(source);
  return loadSync(await readSource(source, name), { ...options, name });
}

/** As `loadSync` of an entry, with the words of `load`, and with its budget. */
export function loadSync(source: Uint8Array | ArrayBuffer, options: LoadOptions = {}): Model {
  checkKeys('loadSync', options, `${loadKeys} build`);
  const bytes = asBytes(source);
  const { build = 'simd' } = options;
  if (!Object.hasOwn(builds, build))
    fail('interpreter', `there is no build "${build}": there are ${Object.keys(builds).join(', ')}`);
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

/** Whether this host runs a build: not each has relaxed SIMD. */
export function isSupported(build: Build): boolean {
  try {
    builds[build].compileSync();
    return true;
  } catch (error) {
    if (error instanceof MeniscusError) return false;
    throw error;
  }
}
