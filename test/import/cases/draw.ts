/** What random checkpoints are made of. */
import { Random } from '../../../src/data/random.ts';
import type { Tensors } from '../reference.ts';

/** Numbers as f32 has them, and choices, of one generator. */
export class Draw {
  private readonly random: Random;
  constructor(seed: number) {
    this.random = new Random(seed);
  }
  number = (low: number, high: number): number => Math.fround(low + (high - low) * this.random.next());
  whole = (low: number, high: number): number => low + this.random.integer(high - low + 1);
  flag = (): boolean => this.random.next() < 0.5;
  of = <T>(choices: readonly T[]): T => choices[this.whole(0, choices.length - 1)];
  vector = (n: number, low: number, high = -low): number[] =>
    Array.from({ length: n }, () => this.number(low, high));
  matrix = (rows: number, columns: number, low: number, high = -low): number[][] =>
    Array.from({ length: rows }, () => this.vector(columns, low, high));
  /** A Linear of Xavier's range, a little wider. */
  linear = (name: string, rows: number, columns: number): Tensors => ({
    [`${name}.weight`]: this.matrix(rows, columns, -1.1 * Math.sqrt(6 / (rows + columns))),
    [`${name}.bias`]: this.vector(rows, -1 / Math.sqrt(columns)),
  });
}
