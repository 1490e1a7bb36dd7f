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
  /** The parameters by name, constrained, as the equation means them. */
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
  /** The choices that made this variant, if the cell has any: they go into the model's metadata. */
  readonly options?: Readonly<Record<string, unknown>>;
  parameters(size: Size): Readonly<Record<string, ParameterDeclaration>>;
}

/** dh/dt = drive − decay ⊙ h, to be stepped by any integrator. Its state is named `h` and has `units` elements. */
export interface FieldCell extends CellBase {
  readonly kind: 'field';
  /** drive/decay stays bounded and decay > 0, whatever the parameters that the constraints allow. */
  readonly bounded: boolean;
  field(context: CellContext & { readonly h: Value }): {
    readonly drive: Value;
    readonly decay: Value;
    readonly probes?: Values;
  };
  /** What the next layer sees of the integrated state; h itself where there is no such function. */
  output?(context: CellContext & { readonly h: Value }): Value;
  /** States beside h, by name and length, that `begin` steps. */
  states?(size: Size): Readonly<Record<string, number>>;
  /** Before the integration: the h that it begins with, and the next value of each state beside it. */
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

/**
 * Refuses an option that a cell does not have, or a value that it cannot take.
 * @param allowed the values of each option; 'count': a whole number ≥ 0; 'object': the cell checks what is in it
 * @throws RangeError naming the options or values that there are
 */
export function checkOptions(
  cell: string,
  given: object,
  allowed: Readonly<Record<string, 'count' | 'object' | readonly unknown[]>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const values = Object.hasOwn(allowed, name) ? allowed[name] : null;
    if (!values)
      throw new RangeError(
        `cell "${cell}" has no option "${name}"; it has ${Object.keys(allowed).join(', ') || 'none'}`,
      );
    const [fits, expected] = accepts(values, value);
    if (!fits)
      throw new RangeError(
        `option ${name} of cell "${cell}" is ${JSON.stringify(value)}: it must be ${expected}`,
      );
  }
}

function accepts(
  values: 'count' | 'object' | readonly unknown[],
  value: unknown,
): readonly [boolean, string] {
  if (values === 'count') return [Number.isInteger(value) && Number(value) >= 0, 'a whole number ≥ 0'];
  if (values === 'object') return [typeof value === 'object' && value !== null, 'an object'];
  return [values.includes(value), values.join(' or ')];
}

/** Checks and returns a cell: the way to write one's own. `docs/writing-a-cell.md` walks through an example. */
export function defineCell<T extends Cell>(cell: T): T {
  if (!/^[a-z][a-z0-9-]*$/.test(cell.name))
    throw new RangeError(
      `cell name "${cell.name}": use lower-case letters, digits and hyphens, a letter first`,
    );
  return cell;
}
