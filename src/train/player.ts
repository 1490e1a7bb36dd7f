/** What plays the records of a tape. */
import { RECORD } from '../graph/op.ts';
import type { Rules } from './kernels.ts';
import type { Unrolled } from './unroll.ts';

/** The lists of records of a plan. */
export type List = 'constantRecords' | 'spreads' | 'records';

export interface Player {
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  /** Computes the results of a list's first `count` records. */
  play(list: List, count: number): void;
  /** Propagates the gradients of a list's first `count` records, the last one first. */
  rewind(list: List, count: number): void;
  /** Call it when the constants are computed, before the steps. */
  ready(): void;
}

const nothing: Rules['backward'] = () => {};

/** The rules of a plan, in JavaScript. */
export const rulesOf = ({ rules }: Pick<Unrolled, 'rules'>) => ({
  forwards: rules.map(({ op }) => op.forward),
  backwards: rules.map(({ op, back }) => (back ? op.backward : nothing)),
});

/** Plays records in JavaScript. */
export class PlainPlayer implements Player {
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  private readonly rules: ReturnType<typeof rulesOf>;

  constructor(private readonly plan: Unrolled) {
    this.values = new Float64Array(plan.size);
    this.gradients = new Float64Array(plan.size);
    this.rules = rulesOf(plan);
  }

  play(list: List, count: number): void {
    const { values, plan } = this;
    const { forwards } = this.rules;
    const records = plan[list];
    for (let i = 0; i < count * RECORD; i += RECORD) forwards[records[i]](values, records, i);
  }

  rewind(list: List, count: number): void {
    const { values, gradients, plan } = this;
    const { backwards } = this.rules;
    const records = plan[list];
    for (let i = (count - 1) * RECORD; i >= 0; i -= RECORD)
      backwards[records[i]](values, gradients, records, i);
  }

  ready(): void {}
}
