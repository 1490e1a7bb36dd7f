/** What the terms of a step take on one machine. Written by `npm run bench:cost -- --write`. */
import type { CostConstants } from './cost-model.ts';

export const costConstants: CostConstants = {
  cpu: 'AMD EPYC',
  node: 'v20.20.2',
  date: '2026-11-24',
  worst: 0.171,
  nanoseconds: {
    call: 34.09,
    instructions: 5.328,
    wideColumns: 1.712,
    narrowColumns: 0.9318,
    products: 3.343,
    synapses: 5,
    rationals: 0.6228,
    exponentials: 12.81,
    vectors: 0.8018,
  },
};
