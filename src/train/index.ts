/** `meniscus/train`: define, train and compile networks. Runs wherever JavaScript runs, also in pages with a strict content policy. */

export {
  type Cell,
  type CellName,
  type CellOptions,
  cells,
  defineCell,
  type FieldCell,
  layers,
  type MapCell,
} from '../cells/index.ts';
export { type Compiled, type CompileOptions, compile, type Recorded } from '../compile/compile.ts';
export type { ParameterValues } from '../compile/fold.ts';
export type { LowerOptions } from '../compile/lower.ts';
export * as parameter from '../graph/parameter.ts';
export type { Value } from '../graph/value.ts';
export { type Integrator, type IntegratorName, integrators } from '../integrators/index.ts';
export {
  buildNetwork,
  type LayerSpec,
  type Network,
  type NetworkSpec,
  type Normalisation,
} from '../network/network.ts';
export * as ops from '../ops/index.ts';
export { type Rounding, roundings } from '../quantise/rounding/index.ts';
export type { WeightType } from '../quantise/types.ts';
export { buildWiring, type Wiring, type WiringDescription, wiringSvg } from '../wiring/index.ts';
export { calibrate } from './calibrate.ts';
export { calibrateQuantiles } from './calibrate-quantiles.ts';
export { type Comparison, compareDeployed, type Deployed, faultOf } from './deployed.ts';
export { type EvaluateOptions, Evaluator, evaluate } from './evaluate.ts';
export { type FoundRate, findRate, type Tried } from './find-rate.ts';
export {
  type ClassWeights,
  type HuberOptions,
  huber,
  type Loss,
  type LossName,
  losses,
  type QuantileLoss,
  quantile,
} from './losses/index.ts';
export { normalise } from './normalise.ts';
export {
  type AdamOptions,
  type Optimiser,
  type OptimiserName,
  optimisers,
  type SgdOptions,
} from './optimisers.ts';
export type { PruneOptions } from './pruning.ts';
export { type RecordOptions, record } from './record.ts';
export { type Regulariser, type RegulariserName, regularisers } from './regularisers.ts';
export { sequencesOf, withGaps } from './samples.ts';
export { type Sequence, type SequenceData, windows } from './sequence.ts';
export { defineTask, type Gaps, type Task, type TaskOptions } from './task.ts';
export { type RunOptions, type Trained, train } from './train.ts';
export { type Checkpoint, type Epoch, Trainer, type TrainOptions } from './trainer.ts';
export { type LoadBlob, lossesOfUnfolds, type Runnable } from './unfolds.ts';
