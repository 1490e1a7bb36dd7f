/** What the terms of a step take on one machine. Written by `npm run bench:cost -- --write`. */
import type { CostConstants } from './cost-model.ts';

export const costConstants: CostConstants = {
  cpu: 'AMD EPYC',
  node: 'v20.20.2',
  date: '2026-11-24',
  worst: 0.182,
  nanoseconds: {
    call: 19.58,
    instructions: 6.619,
    wideColumns: 1.344,
    narrowColumns: 0.8032,
    products: 2.997,
    rationals: 1.119,
    exponentials: 10.45,
    vectors: 0.8446,
  },
};
