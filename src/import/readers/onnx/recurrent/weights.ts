/** The weights of LSTM, GRU and RNN, by gates: blocks of rows in the file's order. */
import type { Value } from '../../../../graph/value.ts';
import type { Build } from '../build.ts';
import type { Call } from '../call.ts';
import type { Body, Constant } from '../tensor.ts';

interface Tensors {
  readonly units: number;
  readonly w: Constant;
  readonly r: Constant;
  readonly b: Constant | null;
}

/** W [1, gates · units, inputs], R [1, gates · units, units], B [1, 2 · gates · units]. */
export function tensorsOf(call: Call, gates: number): Tensors {
  const [w, r] = [call.constant(1, 'the weights'), call.constant(2, 'the weights')];
  if (w.shape.length !== 3 || r.shape.length !== 3) call.fail('its weights do not have three axes');
  const units = call.integer('hidden_size', r.shape[2]);
  const b = call.given(3) ? call.constant(3, 'the bias') : null;
  for (const [x, wanted] of [
    [w, [1, gates * units, w.shape[2]]],
    [r, [1, gates * units, units]],
    [b, [1, 2 * gates * units]],
  ] as const)
    if (x && x.shape.join() !== wanted.join())
      call.fail(
        `${units} units need [${wanted.join(', ')}]; "${x.name || 'a tensor'}" is [${x.shape.join(', ')}]`,
      );
  if (!(units >= 1)) call.fail(`it has ${units} units`);
  return { units, w, r, b };
}

export class Weights {
  readonly units: number;

  /**
   * @param x what is multiplied with W
   * @param named for tensors without a name
   */
  constructor(
    private readonly build: Build,
    private readonly tensors: Tensors,
    private readonly x: Body,
    private readonly gates: number,
    private readonly named: string,
  ) {
    this.units = tensors.units;
  }

  /** W x of these gates as terms, and a bias: that of the input (0), of the state (1), or their sum. */
  input(gates: readonly number[], sides: readonly (0 | 1)[]) {
    const { w } = this.tensors;
    const rows = gates.length * this.units;
    const name = this.partName(w.name || `${this.named}.W`, gates);
    const { terms, bias } = this.build.product(this.rows(w, gates, w.shape[2]), rows, this.x, name);
    return {
      terms: terms.map(({ value, matrix, name }) => [this.build.matrix(name, rows, matrix), value] as const),
      bias: this.bias(gates, sides, bias),
    };
  }

  /** R of these gates. */
  recurrent(gates: readonly number[]): Value {
    const { r } = this.tensors;
    const name = this.partName(r.name || `${this.named}.R`, gates);
    return this.build.matrix(name, gates.length * this.units, this.rows(r, gates, this.units));
  }

  /** @param also what a product adds */
  bias(gates: readonly number[], sides: readonly (0 | 1)[], also?: Float64Array): Value {
    const { b } = this.tensors;
    const sum = also?.slice() ?? new Float64Array(gates.length * this.units);
    for (const side of sides) {
      const part = this.rows(b, gates, 1, side * this.gates * this.units);
      for (let i = 0; i < sum.length; i++) sum[i] += part[i];
    }
    const name = this.partName(b?.name || `${this.named}.B`, gates);
    return this.build.vector(
      sides.length === 2 ? name : `${name}.${sides[0] === 0 ? 'input' : 'state'}`,
      sum,
    );
  }

  /** Rows of these gates; zeros of a tensor that there is not. */
  private rows(from: Constant | null, gates: readonly number[], columns: number, start = 0): Float64Array {
    const block = this.units * columns;
    const found = new Float64Array(gates.length * block);
    gates.forEach((gate, k) => {
      if (from) found.set(from.data.subarray(start + gate * block, start + (gate + 1) * block), k * block);
    });
    return found;
  }

  /** Of all gates the tensor's own name. */
  private partName(name: string, gates: readonly number[]): string {
    return gates.length === this.gates ? name : `${name}.${gates.join('')}`;
  }
}
