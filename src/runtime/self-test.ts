/** What keeps a build outside the bit-exact promise from answering with nonsense. */
import { fail } from './errors.ts';
import type { Loaders } from './load.ts';
import type { Model } from './model.ts';
import { readSource, sourceName } from './source.ts';

const STEPS = 8;
/** Of the output's scale: rounding stays far below it, and a wrong instruction far above. */
const TOLERANCE = 1e-3;

/**
 * Steps a model on its build and on one that is exact. Some engines have had wrong relaxed instructions.
 * @throws {MeniscusError} `machine` where the outputs differ by more than rounding
 */
export function selfTest(model: Model, exact: Model, name = 'model'): void {
  const [session, reference] = [model.session(), exact.session()];
  let worst = 0;
  let scale = 1e-6;
  for (let t = 0; t < STEPS; t++) {
    const x = Float32Array.from({ length: model.inputs }, (_, i) => Math.sin(1 + t + i));
    const want = reference.step(x);
    const got = session.step(x);
    for (let i = 0; i < want.length; i++) {
      worst = Math.max(worst, Math.abs(got[i] - want[i]));
      scale = Math.max(scale, Math.abs(want[i]));
    }
  }
  session.dispose();
  if (!(worst <= TOLERANCE * scale))
    fail(
      'machine',
      `${name}: the relaxed build gives wrong results on this engine (${worst} of ${scale}): use the build simd`,
    );
}

/** Loaders whose models are compared with those of an exact build, as long as the machine is their own. */
export function comparedWith(exact: Loaders, { load, loadSync }: Loaders): Loaders {
  return {
    async load(source, options) {
      const name = options?.name ?? sourceName(source);
      const bytes = await readSource(source, name);
      const model = await load(bytes, { ...options, name });
      if (!options?.machine) {
        const { weights } = options ?? {};
        selfTest(
          model,
          await exact.load(bytes, { unfolds: model.budget?.unfolds ?? options?.unfolds, weights }),
          name,
        );
      }
      return model;
    },
    loadSync(source, options) {
      const model = loadSync(source, options);
      if (!options?.machine) selfTest(model, exact.loadSync(source, options), options?.name);
      return model;
    },
  };
}
