/** Shows the contents of a blob, like `meniscus inspect`. */

import { grouped } from '../../../src/charts/number-format.ts';
import { inspect } from '../../../src/format/inspect.ts';
import type { ModelMemory } from '../../../src/runtime/entries/simd.ts';
import { setFacts, tableOf } from './dom.ts';

const bytes = (x: number): string => `${grouped(x)} B`;

/** @throws RangeError for bytes that are no blob; load them first: the interpreter's reasons are better */
export function showInspection(
  blob: Uint8Array,
  memory: ModelMemory,
  facts: HTMLDListElement,
  tables: HTMLElement,
): void {
  const found = inspect(blob);
  const lengthOf = (kind: string): number => found.ports.find((port) => port.kind === kind)?.length ?? 0;
  const layers = found.layers.map(
    ({ cell, units, integrator, unfolds }) =>
      `${cell}, ${grouped(units)} units${integrator ? `, ${integrator}, ${grouped(unfolds ?? 1)} unfolds` : ''}`,
  );
  setFacts(facts, {
    layers: layers.join(' → ') || null,
    inputs: grouped(lengthOf('input')),
    outputs: grouped(lengthOf('output')),
    parameters: found.parameters === null ? null : grouped(found.parameters),
    blob: bytes(blob.length),
    'in memory': `${bytes(memory.residentBytes)} and ${bytes(memory.sessionBytes)} a session`,
    'a step': `${grouped(found.work.multiplyAdds)} multiply-adds, ${grouped(found.work.transcendentals)} transcendentals`,
  });
  tables.replaceChildren(
    tableOf(
      'Program',
      ['operation', 'result', 'operands', 'multiply-adds'],
      found.instructions.map(({ op, variant, n, out, operands, loop, multiplyAdds }) => [
        `${loop === null ? '' : '· '}${op === 'loop' ? `loop ${n} times` : [op, variant].filter(Boolean).join(': ')}`,
        out,
        operands.join(', '),
        grouped(multiplyAdds),
      ]),
    ),
    tableOf(
      'Tensors',
      ['name', 'type', 'size', 'bytes', 'worst error'],
      found.tensors.map(({ name, type, kind, rows, columns, bytes: size, error }) => [
        name,
        type,
        kind === 'vector' ? String(rows) : `${rows}×${columns}`,
        bytes(size),
        error ? error.worst.toExponential(1) : '',
      ]),
    ),
    tableOf(
      'Bytes',
      ['part', 'bytes'],
      Object.entries(found.bytes).map(([name, size]) => [name.replace('Table', ' table'), bytes(size)]),
    ),
  );
}
