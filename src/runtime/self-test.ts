/** What keeps a build outside the bit-exact promise from answering with nonsense. */
import { OP_LOOP } from '../../assembly/layout.ts';
import { CheckedBlob } from './blob.ts';
import { fail } from './errors.ts';
import type { Loaders, LoadOptions, LoadSyncOptions } from './load.ts';
import { intervalOf } from './metadata.ts';
import type { Model } from './model.ts';
import type { Outputs } from './origins.ts';
import type { Session } from './session.ts';
import { readSource, sourceName } from './source.ts';

const STEPS = 8;
/** Of the output's scale: rounding stays far below it, and a wrong instruction far above. */
const TOLERANCE = 1e-3;

/**
 * Steps a model on its build and on one that is exact. Some engines have had wrong relaxed instructions. Steps that the exact
 * build refuses, since such inputs take the model out of the finite numbers, are not compared.
 * @throws {MeniscusError} `interpreter` where the outputs differ by more than rounding
 */
export function selfTest(model: Model, exact: Model, name = 'model'): void {
  const [session, reference] = [model.session(), exact.session()];
  const dt = intervalOf(exact.metadata);
  const origins = exact.origins?.inputs;
  const stepped = (one: Session, x: number[]): Outputs | null => {
    try {
      return one.step(x, dt);
    } catch {
      return null;
    }
  };
  let worst = 0;
  let scale = 1e-6;
  for (let t = 0; t < STEPS; t++) {
    const x = Array.from(
      { length: model.inputs },
      (_, i) => Math.sin(1 + t + i) + (origins?.[i].origin ?? 0),
    );
    const want = stepped(reference, x);
    if (!want) break;
    const got = stepped(session, x);
    for (let i = 0; i < want.length; i++) {
      worst = Math.max(worst, Math.abs((got ? got[i] : Infinity) - want[i]));
      scale = Math.max(scale, Math.abs(want[i]));
    }
  }
  session.dispose();
  // these steps were not the caller's: nor are values that left their ranges
  model.saturated();
  if (!(worst <= TOLERANCE * scale))
    fail(
      'interpreter',
      `${name}: the relaxed build gives wrong results on this engine (${worst} of ${scale}): use the exact build, meniscus`,
    );
}

/** To load the exact model that one is compared with: of as many unfolds, whatever budget chose them. */
export function exactOptions(
  { budget }: Model,
  bytes: Uint8Array,
  { unfolds, weights, name }: LoadOptions = {},
): LoadSyncOptions {
  const all = Math.max(...new CheckedBlob(bytes).lengths(OP_LOOP));
  // layers with fewer than the most have no such number: they have all of theirs without one
  return { unfolds: budget && budget.unfolds < all ? budget.unfolds : unfolds, weights, name };
}

/** Loaders whose models are compared with those of an exact build, as long as the interpreter is their own. */
export function comparedWith(exact: Loaders, { load, loadSync }: Loaders): Loaders {
  return {
    async load(source, options) {
      const name = options?.name ?? sourceName(source);
      const bytes = await readSource(source, name);
      const model = await load(bytes, { ...options, name });
      if (!options?.interpreter)
        selfTest(model, await exact.load(bytes, exactOptions(model, bytes, options)), name);
      return model;
    },
    loadSync(source, options) {
      const model = loadSync(source, options);
      if (!options?.interpreter) selfTest(model, exact.loadSync(source, options), options?.name);
      return model;
    },
  };
}
