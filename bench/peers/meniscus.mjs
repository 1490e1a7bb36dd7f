/** The interpreter with the interface of a peer, as a user loads it; `npm run build` first. */
import { load } from '../../dist/runtime/simd.js';

export const prepare = async ({ blob }) => blob;

export async function open(blob) {
  const model = await load(blob);
  const session = model.session();
  return {
    step: async (x, dt) => session.step(x, dt),
    reset: () => session.reset(),
    close: async () => model.dispose(),
  };
}
