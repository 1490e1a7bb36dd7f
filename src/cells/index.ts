import { checkOptions } from '../check/options.ts';
import { type ActivationOptions, activationLayer } from './activation-layer.ts';
import { type AlRnnOptions, alRnn } from './al-rnn.ts';
import type { Cell } from './cell.ts';
import { type CfcOptions, cfc } from './cfc.ts';
import { cfcSlim } from './cfc-slim.ts';
import { type CfcWiredOptions, cfcWired } from './cfc-wired.ts';
import { ctGru } from './ct-gru.ts';
import { type CtrnnOptions, ctrnn } from './ctrnn.ts';
import { type DenseOptions, dense } from './dense.ts';
import { elementwise } from './elementwise.ts';
import { type GraphOptions, graphCell } from './graph.ts';
import { type GruOptions, gru } from './gru.ts';
import { hlln } from './hlln.ts';
import { hllnWide } from './hlln-wide.ts';
import { type LayerNormOptions, layerNorm } from './layer-norm.ts';
import { lem } from './lem.ts';
import { type LstmOptions, lstm } from './lstm.ts';
import { ltc } from './ltc.ts';
import { type LtcSynapticOptions, ltcSynaptic } from './ltc-synaptic.ts';
import { type LtcTauOptions, ltcTau } from './ltc-tau.ts';
import { type NodeOptions, node } from './node.ts';
import { type RnnOptions, rnn } from './rnn.ts';
import { type ShPlrnnOptions, shPlrnn } from './sh-plrnn.ts';

/** The options of a cell that has none. */
export type NoOptions = Readonly<Record<string, never>>;

/** A cell without options. */
const only =
  (cell: Cell) =>
  (options: NoOptions = {}): Cell => {
    checkOptions(`cell "${cell.name}"`, options, {});
    return cell;
  };

/** Every cell by its name on the command line. A new cell is a file and a line here. */
export const cells = {
  ltc: only(ltc),
  'ltc-tau': (options?: LtcTauOptions) => ltcTau(options),
  'ltc-synaptic': (options?: LtcSynapticOptions) => ltcSynaptic(options),
  ctrnn: (options?: CtrnnOptions) => ctrnn(options),
  node: (options?: NodeOptions) => node(options),
  cfc: (options?: CfcOptions) => cfc(options),
  'cfc-wired': (options?: CfcWiredOptions) => cfcWired(options),
  'cfc-slim': only(cfcSlim),
  hlln: only(hlln),
  'hlln-wide': only(hllnWide),
  lstm: (options?: LstmOptions) => lstm(options),
  gru: (options?: GruOptions) => gru(options),
  rnn: (options?: RnnOptions) => rnn(options),
  lem: only(lem),
  'ct-gru': only(ctGru),
  'al-rnn': (options?: AlRnnOptions) => alRnn(options),
  'sh-plrnn': (options?: ShPlrnnOptions) => shPlrnn(options),
} satisfies Record<string, (options?: never) => Cell>;

/** Layers to put around cells, which have no states, and steps written as operations. A new one is a file and a line here. */
export const layers = {
  dense: (options?: DenseOptions) => dense(options),
  activation: (options?: ActivationOptions) => activationLayer(options),
  elementwise: only(elementwise),
  'layer-norm': (options?: LayerNormOptions) => layerNorm(options),
  graph: (options?: GraphOptions) => graphCell(options),
} satisfies Record<string, (options?: never) => Cell>;

/** Whatever a layer can be, by name. */
export const everyCell = { ...cells, ...layers };
export type EveryName = keyof typeof everyCell;

export type CellName = keyof typeof cells;
/** The options of the cell with this name. */
export type CellOptions<Name extends EveryName> = NonNullable<Parameters<(typeof everyCell)[Name]>[0]>;
export type { Activation } from './activation.ts';
export {
  type Cell,
  type CellContext,
  checkCell,
  defineCell,
  type FieldCell,
  type MapCell,
  type Size,
  type Values,
} from './cell.ts';
