/** Matrices without their empty blocks, laid out from docs/format.md alone, and models of one product with them. */
import * as L from '../../assembly/layout.ts';
import { at, type Model, type Tensor, tensor } from './assemble.ts';

/** The rows of each block of a panel; −1 where its lane has none. */
function panelsOf({ kind, rows, segments = 0 }: Tensor): number[][] {
  const count = segments || 1;
  const own = rows / count;
  const lanes = (segment: number, panel: number) =>
    [0, 1, 2, 3].map((lane) => (4 * panel + lane < own ? segment * own + 4 * panel + lane : -1));
  const panels = Array.from({ length: Math.ceil(own / 4) }, (_, panel) => panel);
  const all = Array.from({ length: count }, (_, segment) => segment);
  if (kind === L.KIND_SYNAPSES) return panels.map((panel) => all.flatMap((segment) => lanes(segment, panel)));
  return all.flatMap((segment) => panels.map((panel) => lanes(segment, panel)));
}

export interface Sparse {
  readonly tensor: Tensor;
  readonly blocks: number;
}

/** A matrix, or synapses, stored without the blocks that `isEmpty`. */
export function sparse(dense: Tensor, isEmpty: (rows: number[], column: number) => boolean): Sparse {
  const { kind, columns } = dense;
  const maps: number[] = [];
  const values: number[] = [];
  let blocks = 0;
  for (const rows of panelsOf(dense)) {
    const map = new Array<number>(Math.ceil(columns / 8)).fill(0);
    for (let column = 0; column < columns; column++) {
      if (isEmpty(rows, column)) continue;
      map[column >> 3] |= 1 << (column & 7);
      for (const row of rows) values.push(row < 0 ? 0 : dense.values[row * columns + column]);
      blocks++;
    }
    maps.push(...map);
  }
  while (maps.length % 4) maps.push(0);
  const sparseKind = kind === L.KIND_SYNAPSES ? L.KIND_SYNAPSES_SPARSE : L.KIND_PANEL_SPARSE;
  return { tensor: { ...dense, kind: sparseKind, maps, values }, blocks };
}

/** Blocks that there could be. */
export const allBlocks = (dense: Tensor): number => panelsOf(dense).length * dense.columns;

export interface Product {
  readonly model: Model;
  /** Arena offset of the result, and its floats in all segments with what lies between them. */
  readonly out: number;
  readonly length: number;
}

const padded = (n: number) => ((n + 3) >> 2) << 4;

/**
 * A model whose input is multiplied with a matrix, or with synapses.
 * @param blocks that are there, of a sparse matrix or of synapses
 */
export function product(matrix: Tensor, bias: number[], blocks: number, activations: number[] = []): Product {
  const isSynapses = [L.KIND_SYNAPSES, L.KIND_SYNAPSES_SPARSE].includes(matrix.kind);
  const segments = isSynapses ? 2 : matrix.segments || 1;
  const n = bias.length;
  const [dt, state] = [padded(matrix.columns), padded(matrix.columns) + 16];
  const out = state + 16;
  const bytes = segments * padded(n / segments);
  const ofMatrix = matrix.kind === L.KIND_MATRIX ? n * matrix.columns : 4 * blocks;
  const transcendentals = activations.filter(Boolean).length * (n / segments);
  return {
    out,
    length: bytes / 4,
    model: {
      program: [
        {
          op: isSynapses ? L.OP_SYNAPSES : L.OP_AFFINE,
          n,
          k: matrix.columns,
          out: at(out),
          in: [tensor(0), at(0), tensor(1)],
          activations,
        },
      ],
      tensors: [
        matrix,
        {
          kind: L.KIND_VECTOR,
          rows: n,
          columns: 1,
          segments: segments > 1 ? segments : 0,
          values: bias,
        },
      ],
      ports: [
        { kind: L.PORT_INPUT, length: matrix.columns, offset: 0 },
        { kind: L.PORT_DT, length: 1, offset: dt },
        { kind: L.PORT_OUTPUT, length: 1, offset: out },
        { kind: L.PORT_STATE, length: 4, offset: state },
      ],
      arena: out + bytes + 16,
      state: [state, 16],
      multiplyAdds: isSynapses ? 12 * blocks : ofMatrix,
      transcendentals: isSynapses ? 4 * blocks : transcendentals,
    },
  };
}
