/** What the terms of a step take on one machine. Written by `npm run bench:cost -- --write`. */
import type { CostConstants } from './cost-model.ts';

export const costConstants: CostConstants = {
  cpu: 'AMD EPYC',
  node: 'v20.20.2',
  date: '2026-11-24',
  worst: 0.207,
  nanoseconds: {
    call: 36.04,
    instructions: 4.688,
    wideColumns: 1.703,
    narrowColumns: 0.9344,
    products: 3.37,
    synapses: 5.377,
    rationals: 1.307,
    exponentials: 12.39,
    vectors: 0.7236,
  },
};
