/** Work of one run of an operation, as docs/format.md counts it. */
export interface Work {
  readonly multiplyAdds: number;
  readonly transcendentals: number;
}

export const NO_WORK: Work = { multiplyAdds: 0, transcendentals: 0 };

/** The facts beside n and k that decide the work of an instruction. */
export interface Variant {
  readonly form?: number;
  /** For a product: the columns of its matrix, the segments of its rows and their activations. */
  readonly columns?: number;
  readonly segments?: number;
  readonly activations?: readonly number[];
  /** For a sparse matrix: the number of its blocks of four rows and one column. */
  readonly blocks?: number;
}
