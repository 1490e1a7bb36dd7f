/** The model that the page opens with, loaded and stepped once: from here on the page can predict. */
import greenhouse from '../../../models/greenhouse.mns';
import { loadSync, type Metadata } from '../../../src/runtime/entries/simd.ts';

const model = loadSync(greenhouse, { name: 'greenhouse.mns' });
const session = model.session({ missing: 'hold' });
// a reading whose sensors are all missing: each stands at its mean
session.step(new Float32Array(model.inputs).fill(Number.NaN));
performance.mark('ready to predict');

export const bytes: Uint8Array = greenhouse;
export const metadata: Metadata = model.metadata;
model.dispose();

/** Milliseconds from when the files that the opening needs were there to a mark; later ones, of the page around it, do not count. */
export function milliseconds(mark: string): number {
  const [{ startTime: predicted }] = performance.getEntriesByName('ready to predict');
  const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const needed = files.filter(
    ({ name, responseEnd }) => !name.endsWith('/app.js') && responseEnd <= predicted,
  );
  const there = Math.max(...needed.map(({ responseEnd }) => responseEnd));
  return performance.getEntriesByName(mark)[0].startTime - there;
}
