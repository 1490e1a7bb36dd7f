/** What TypeScript refuses: `npm run typecheck` fails where one of these passes. */
import { load } from '../../src/runtime/index.ts';
import {
  type CompileOptions,
  cells,
  integrators,
  type LayerSpec,
  losses,
  type NetworkSpec,
  type TrainOptions,
} from '../../src/train/index.ts';

const layer = { units: 4 };

export const refused = [
  // @ts-expect-error a cell without options
  cells.gru({ bias: false }),
  // @ts-expect-error freeTau
  cells['ltc-tau']({ freetau: true }),
  // @ts-expect-error no_gate
  cells.cfc({ mode: 'nogate' }),
  // @ts-expect-error epochs
  { epoch: 3 } satisfies TrainOptions,
  // @ts-expect-error mae
  { loss: 'mea' } satisfies TrainOptions,
  // @ts-expect-error mdl
  { regularisers: [{ regulariser: 'mld', weight: 1 }] } satisfies TrainOptions,
  // @ts-expect-error q8
  { weights: 'int8' } satisfies CompileOptions,
  // @ts-expect-error weights
  { weight: 'q8' } satisfies CompileOptions,
  // @ts-expect-error gru
  { ...layer, cell: 'gruu' } satisfies LayerSpec,
  // @ts-expect-error the cell is to be made
  { ...layer, cell: cells.gru } satisfies LayerSpec,
  // @ts-expect-error no_gate
  { ...layer, cell: 'cfc', options: { mode: 'nogate' } } satisfies LayerSpec,
  // @ts-expect-error a cell without options
  { ...layer, cell: 'gru', options: { bias: false } } satisfies LayerSpec,
  // @ts-expect-error semi-implicit
  { ...layer, cell: 'ltc', integrator: 'semi-implcit' } satisfies LayerSpec,
  // @ts-expect-error semi-implicit
  integrators.find(({ name }) => name === 'semi-implcit'),
  // @ts-expect-error mae
  losses.find(({ name }) => name === 'mea'),
  // @ts-expect-error dense
  { inputs: 1, outputs: 1, layers: [], readout: 'linear' } satisfies NetworkSpec,
  // @ts-expect-error unfolds
  () => load('a.mns', { unfold: 2 }),
];

export const taken = [
  { ...layer, cell: 'cfc', options: { mode: 'no_gate' } },
  { ...layer, cell: cells.ltc() },
  { ...layer, cell: 'ltc', integrator: 'rk4', unfolds: 2 },
] satisfies LayerSpec[];
