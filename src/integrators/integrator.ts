import { callable, flag, needed, positive, type Rules, text, whole } from '../check/rules.ts';
import type { Value } from '../graph/value.ts';

/** A field's value at a state: dh/dt = drive − decay ⊙ h. */
export interface FieldValue {
  readonly drive: Value;
  readonly decay: Value;
}

/** Steps any field. It knows nothing of the cell behind it. */
export interface Integrator<Name extends string = string> {
  readonly name: Name;
  /** Order of convergence of the global error in the substep. */
  readonly order: number;
  /** Evaluations of the field per unfold. */
  readonly evaluations: number;
  /** True if h stays bounded at every step length, given that decay > 0 and drive/decay is bounded. */
  readonly bounded: boolean;
  /** One substep of length `s` from `h`. */
  step(h: Value, s: Value, field: (h: Value) => FieldValue): Value;
}

export const integratorRules: Rules<Integrator> = {
  name: needed(text),
  order: needed(positive),
  evaluations: needed(whole(1)),
  bounded: needed(flag),
  step: needed(callable),
};
