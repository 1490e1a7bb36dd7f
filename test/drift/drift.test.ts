/** At kilohertz rates a step changes a state by less than f32 resolves: no cell may lose it. */
import { describe, expect, test } from 'vitest';
import { layersFor } from '../models.ts';
import { drift, PROMISED } from './drift.ts';

/** With doubled weights float64 itself does not forget a disturbance. */
const UNSTABLE = ['ct-gru, weights times 2', 'cfc no_gate, weights times 2'];
const gains = [1, 2];

// so short an interval shows in a thousand steps what `npm run drift` shows in many
describe.each(gains)('weights times %i stay with float64 at intervals of 1e-6', (gain) => {
  test.each(layersFor(gains.indexOf(gain), gains.length))('%s', (name, layer) => {
    const { share, stable } = drift(layer, { dt: 1e-6, length: 1000, gain });
    expect(stable).toBe(!UNSTABLE.includes(`${name}, weights times ${gain}`));
    if (stable) expect(share).toBeLessThanOrEqual(PROMISED);
  });
});
