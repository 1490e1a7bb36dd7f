/** Layers of a few operations, for what has no cell of its own. */
import type { GraphNode } from '../../cells/graph.ts';
import type { ChainLayer } from './layers.ts';

const layerOf = (
  nodes: readonly GraphNode[],
  units: number,
  title: string,
  parameters: ChainLayer['parameters'] = {},
): ChainLayer => {
  const shapes = Object.fromEntries(
    Object.entries(parameters).map(([name, { length }]) => [name, [length] as const]),
  );
  const options = { parameters: shapes, states: {}, nodes, next: {}, output: nodes.length - 1 };
  return { layer: { cell: 'graph', options, units }, parameters, title };
};

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
  return layerOf([...halves, ...more], width, kind);
}

/** Some of the inputs. */
export const part = (start: number, length: number): ChainLayer =>
  layerOf([sliced(start, length)], length, `inputs ${start} to ${start + length - 1}`);

/** max(0, x) + alpha min(0, x), with an alpha for each of the inputs. */
export const prelu = (alpha: Float64Array, title = 'PReLU'): ChainLayer =>
  layerOf(
    [
      { op: 'relu', of: ['x'] },
      { op: 'neg', of: ['x'] },
      { op: 'relu', of: [1] },
      { op: 'mul', of: [2, 'p:alpha'] },
      { op: 'sub', of: [0, 3] },
    ],
    alpha.length,
    title,
    { alpha },
  );
