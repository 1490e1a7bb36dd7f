/** Work of one run of an operation, as docs/format.md counts it. */
export interface Work {
  readonly multiplyAdds: number;
  readonly transcendentals: number;
}

export const NO_WORK: Work = { multiplyAdds: 0, transcendentals: 0 };

/** What decides the work of an instruction beside n and k. */
export interface Variant {
  readonly form?: number;
  /** Of a product: the columns of its matrix, the segments of its rows and their activations. */
  readonly columns?: number;
  readonly segments?: number;
  readonly activations?: readonly number[];
  /** Of a matrix of which blocks of four rows and one column are missing: how many there are. */
  readonly blocks?: number;
}
