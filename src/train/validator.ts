import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { Backpropagation } from './backpropagation.ts';
import { Evaluator, evaluateWith } from './evaluate.ts';
import type { CompleteOptions } from './options.ts';
import { type Sequence, type Window, windowsOf, withoutContext } from './sequence.ts';

/** The loss of a network on sequences that it does not learn from, planned once for a whole training. */
export class Validator {
  private evaluator?: Evaluator;
  private rehearsal?: { readonly run: Backpropagation; readonly windows: readonly Window[] };

  constructor(
    private readonly network: Network,
    private readonly sequences: readonly Sequence[],
    private readonly options: CompleteOptions,
  ) {}

  /**
   * The mean loss per step.
   * @param constants that replace the parameters' own, such as stored weights
   */
  loss(
    parameters: Map<string, Float64Array>,
    flat: Float64Array,
    constants?: ReadonlyMap<Value, Float64Array>,
  ): number {
    const { loss, warmup, forcing } = this.options;
    if (forcing < 1) return this.rehearse(flat, constants);
    // planning a tape costs more than a short validation: it is planned once
    if (this.evaluator) this.evaluator.load(parameters, constants);
    else this.evaluator = new Evaluator(this.network, parameters, { kernels: true, constants });
    return evaluateWith(this.evaluator, this.sequences, { loss, warmup }).loss;
  }

  /** With forcing: in windows as it is trained, for left alone for longer a chaotic system goes its own way. */
  private rehearse(parameters: Float64Array, constants?: ReadonlyMap<Value, Float64Array>): number {
    const { network, sequences, options } = this;
    if (!this.rehearsal) {
      const width = options.loss.targets(network.spec.outputs);
      const scored = sequences.map((one) => withoutContext(one, width));
      const cut = windowsOf(scored, width, { ...options, stride: options.window });
      const run = new Backpropagation(network, scored, cut, { ...options, regularisers: [] });
      this.rehearsal = { run, windows: cut };
    }
    return this.rehearsal.run.loss(this.rehearsal.windows, parameters, constants);
  }
}
