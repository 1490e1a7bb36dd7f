/** How the arena is divided, and what of it instructions write. */
import type { Variant } from '../graph/work.ts';
import { hasMatrix, operations } from '../ops/table.ts';
import type { ReadContents, ReadInstruction } from './read.ts';
import { blocksOf } from './sparse.ts';

export interface Region {
  readonly offset: number;
  readonly bytes: number;
  readonly use: ReadContents['ports'][number]['kind'] | 'scratch' | 'spare';
  /** The name of a port; empty otherwise. */
  readonly name: string;
}

/** Columns of the matrix that an instruction reads, its blocks, and the segments of the result. */
export function matrixOf(
  { op, inputs }: ReadInstruction,
  tensors: ReadContents['tensors'],
): Required<Pick<Variant, 'columns' | 'segments'>> & Pick<Variant, 'blocks'> {
  const [first] = inputs;
  const tensor = first && 'tensor' in first ? tensors[first.tensor] : undefined;
  if (!tensor || tensor.kind === 'vector') return { columns: 0, segments: 1 };
  const { columns, segments } = tensor;
  return {
    columns,
    segments: operations.get(op)?.matrix?.kind === 'synapses' ? 2 : segments,
    blocks: blocksOf(tensor),
  };
}

/** Floats of an instruction's result, with the padding between its segments. */
function resultLength(instruction: ReadInstruction, tensors: ReadContents['tensors']): number {
  const { op, n, k } = instruction;
  const operation = operations.get(op);
  if (operation && hasMatrix(operation)) {
    const { segments } = matrixOf(instruction, tensors);
    return segments > 1 ? segments * 4 * Math.ceil(n / segments / 4) : n;
  }
  if (operation?.result === 'scalar') return 1;
  if (operation?.result === 'none') return 0;
  return operation?.result === 'n + k' ? n + k : n;
}

/** Divides the arena into its ports, the scratch buffers that the program writes, and what is spare. */
export function arenaOf({ arenaBytes, ports, instructions, tensors }: ReadContents): Region[] {
  const vectors = new Array<Omit<Region, 'offset' | 'bytes'> | undefined>(Math.ceil(arenaBytes / 16));
  const starts = new Set<number>();
  const claim = (offset: number, length: number, use: Region['use'], name: string): void => {
    const region = { use, name };
    starts.add(offset / 16);
    const end = Math.min(vectors.length, offset / 16 + Math.ceil(length / 4));
    for (let i = offset / 16; i < end; i++) vectors[i] ??= region;
  };
  for (const { kind, name, offset, length } of ports) claim(offset, length, kind, name);
  for (const instruction of instructions) {
    const { op, k, out, inputs } = instruction;
    claim(out, resultLength(instruction, tensors), 'scratch', '');
    const levels = inputs[operations.get(op)?.operands.indexOf('levels') ?? -1];
    if (levels && 'arena' in levels) claim(levels.arena, 2 * Math.ceil(k / 4), 'scratch', '');
  }
  const regions: Region[] = [];
  for (let i = 0; i < vectors.length; ) {
    const { use, name } = vectors[i] ?? { use: 'spare' as const, name: '' };
    let end = i + 1;
    while (end < vectors.length && vectors[end] === vectors[i] && !(use === 'scratch' && starts.has(end)))
      end++;
    regions.push({ offset: 16 * i, bytes: 16 * (end - i), use, name });
    i = end;
  }
  return regions;
}
