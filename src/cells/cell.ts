import { checkArgument, checkOptions } from '../check/options.ts';
import { anything, callable, flag, needed, oneOf, type Rules, record, rule, text } from '../check/rules.ts';
import type { ParameterDeclaration } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';

export interface Size {
  /** Length of the input x. */
  readonly inputs: number;
  /** Length of the state h. */
  readonly units: number;
}

export type Values = Readonly<Record<string, Value>>;

export interface CellContext extends Size {
  /** The parameters by name, after their constraints: the numbers of the equation. */
  readonly p: Values;
  /** The input [inputs], constant over the step. */
  readonly x: Value;
  /** The time since the last step [1]. */
  readonly dt: Value;
}

interface CellBase {
  readonly name: string;
  /** Where the equation comes from. */
  readonly source: string;
  /** The options of this variant, if the cell takes any. The blob's metadata store them. */
  readonly options?: Readonly<Record<string, unknown>>;
  parameters(size: Size): Readonly<Record<string, ParameterDeclaration>>;
  /**
   * The first values of parameters, after their constraints, with which unit j forgets within `scales[j]` usual intervals. A cell
   * without it starts as its parameters declare.
   */
  startAt?(scales: Float64Array): Readonly<Record<string, ArrayLike<number>>>;
}

/** dh/dt = drive − decay ⊙ h. Any integrator can step it. Its state is named `h` and has `units` elements. */
export interface FieldCell extends CellBase {
  readonly kind: 'field';
  /** True if decay > 0 and drive/decay stays bounded for every parameter that the constraints allow. */
  readonly bounded: boolean;
  field(context: CellContext & { readonly h: Value }): {
    readonly drive: Value;
    readonly decay: Value;
    readonly probes?: Values;
  };
  /** What the next layer sees of the integrated state. Default: h itself. */
  output?(context: CellContext & { readonly h: Value }): Value;
  /** States beside h, by name and length, that `begin` steps. */
  states?(size: Size): Readonly<Record<string, number>>;
  /** Runs before the integration: gives the h to begin with, and the next value of each state beside it. */
  begin?(context: CellContext & { readonly state: Values }): { readonly h: Value; readonly state: Values };
}

/** Gives the next states directly. */
export interface MapCell extends CellBase {
  readonly kind: 'map';
  /** Names and lengths of the states. */
  states(size: Size): Readonly<Record<string, number>>;
  next(context: CellContext & { readonly state: Values }): {
    readonly state: Values;
    /** What the next layer sees. */
    readonly output: Value;
    readonly probes?: Values;
  };
}

export type Cell = FieldCell | MapCell;

const shared = {
  name: needed(
    rule(
      'lower-case letters, digits and hyphens, a letter first',
      (name) => typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name),
    ),
  ),
  source: text,
  options: record,
  parameters: needed(callable),
  startAt: callable,
};

const rules: { readonly field: Rules<FieldCell>; readonly map: Rules<MapCell> } = {
  field: {
    ...shared,
    kind: anything,
    bounded: needed(flag),
    field: needed(callable),
    output: callable,
    states: callable,
    begin: callable,
  },
  map: { ...shared, kind: anything, states: needed(callable), next: needed(callable) },
};

/** @throws RangeError if this is no cell; it names the part that is missing, unknown or wrong */
export function checkCell(of: string, cell: Cell): void {
  checkArgument(of, 'cell', cell, record);
  checkArgument(of, 'kind', cell.kind, oneOf(Object.keys(rules)));
  if (cell.kind === 'field') checkOptions(of, cell, rules.field);
  else checkOptions(of, cell, rules.map);
}

/** Checks and returns a cell of your own. `docs/writing-a-cell.md` walks through an example. */
export function defineCell<T extends Cell>(cell: T): T {
  checkCell('defineCell', cell);
  return cell;
}

/** @throws RangeError unless a layer that changes its inputs one by one has as many units as these */
export function asMany(name: string, { inputs, units }: Size): void {
  if (units !== inputs)
    throw new RangeError(`cell "${name}" has a unit for each of its ${inputs} inputs, not ${units} units`);
}
