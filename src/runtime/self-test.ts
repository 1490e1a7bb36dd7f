/** What keeps a build outside the bit-exact promise from answering with nonsense. */
import type { Engine } from './engine.ts';
import { MeniscusError } from './errors.ts';
import { Session } from './session.ts';

const STEPS = 8;
/** Of the output's scale: rounding stays far below it, and a wrong instruction far above. */
const TOLERANCE = 1e-3;

/**
 * Steps a model on its engine and on one whose build is exact. Some engines have had wrong relaxed instructions.
 * @throws {MeniscusError} `machine` where the outputs differ by more than rounding
 */
export function selfTest(engine: Engine, exact: Engine): void {
  const [session, reference] = [new Session(engine), new Session(exact)];
  let worst = 0;
  let scale = 1e-6;
  for (let t = 0; t < STEPS; t++) {
    const x = Float32Array.from({ length: engine.input.length }, (_, i) => Math.sin(1 + t + i));
    const want = reference.step(x);
    const got = session.step(x);
    for (let i = 0; i < want.length; i++) {
      worst = Math.max(worst, Math.abs(got[i] - want[i]));
      scale = Math.max(scale, Math.abs(want[i]));
    }
  }
  session.dispose();
  if (!(worst <= TOLERANCE * scale))
    throw new MeniscusError(
      'machine',
      `${engine.name}: the relaxed build gives wrong results on this engine (${worst} of ${scale}): use the build simd`,
    );
}
