/** Compares a build that is not bit-exact with one that is, to catch wrong instructions. */
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
/** A share of the output's scale. Rounding stays far below it; a wrong instruction goes far above. */
const TOLERANCE = 1e-3;

/**
 * Steps a model on its build and on an exact one: some engines had wrong relaxed instructions. Skips steps that fail on the
 * exact build because a value would not be finite.
 * @throws {MeniscusError} `interpreter` if the outputs differ by more than rounding
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
  // the caller must not see the flags of these steps
  model.saturated();
  if (!(worst <= TOLERANCE * scale))
    fail(
      'interpreter',
      `${name}: the relaxed build gives wrong results on this engine (${worst} of ${scale}): use the exact build, meniscus`,
    );
}

/** Options that load the exact model for the comparison, with as many unfolds, whatever budget chose them. */
export function exactOptions(
  { budget }: Model,
  bytes: Uint8Array,
  { unfolds, weights, name }: LoadOptions = {},
): LoadSyncOptions {
  const all = Math.max(...new CheckedBlob(bytes).lengths(OP_LOOP));
  // if layers have different counts no one number keeps them all: without one, each keeps its own
  return { unfolds: budget && budget.unfolds < all ? budget.unfolds : unfolds, weights, name };
}

/** Loaders that compare their models with those of an exact build, unless the caller passes an interpreter. */
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
