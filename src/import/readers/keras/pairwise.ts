/** Layers of one operation: of two halves of what they read, or of a part of it. */
import type { GraphNode } from '../../../cells/graph.ts';
import type { ChainLayer } from '../../chain/layers.ts';

const single = (nodes: readonly GraphNode[], units: number, title: string): ChainLayer => ({
  layer: {
    cell: 'graph',
    options: { parameters: {}, states: {}, nodes, next: {}, output: nodes.length - 1 },
    units,
  },
  parameters: {},
  title,
});

const sliced = (offset: number, length: number): GraphNode => ({
  op: 'slice',
  of: ['x'],
  attributes: { offset, length },
});

/** a ⊙ b, or the larger or smaller of each two: b ± relu(±(a − b)). */
export function pairwise(kind: 'mul' | 'max' | 'min', width: number): ChainLayer {
  const halves = [sliced(0, width), sliced(width, width)];
  const more: readonly GraphNode[] =
    kind === 'mul'
      ? [{ op: 'mul', of: [0, 1] }]
      : kind === 'max'
        ? [
            { op: 'sub', of: [0, 1] },
            { op: 'relu', of: [2] },
            { op: 'add', of: [1, 3] },
          ]
        : [
            { op: 'sub', of: [1, 0] },
            { op: 'relu', of: [2] },
            { op: 'sub', of: [1, 3] },
          ];
  return single([...halves, ...more], width, kind);
}

/** Some of the numbers. */
export const part = (start: number, length: number): ChainLayer =>
  single([sliced(start, length)], length, `numbers ${start} to ${start + length - 1}`);
