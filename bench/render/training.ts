/** What training costs, alone and beside others. */
import type { Parts } from './results.ts';
import { figure, markdownTable, spread } from './text.ts';

/** The updates of cells, and those of GRU and LSTM beside other trainers. */
export function train({ results, comparisons = [] }: NonNullable<Parts['train']>): string {
  const own = markdownTable([
    ['cell', 'parameters', 'one step, ms'],
    ...results.map(({ cell, parameters, milliseconds }) => [cell, figure(parameters), spread(milliseconds)]),
  ]);
  if (comparisons.length === 0) return own;
  const [{ batch, steps, inputs, outputs, peers }] = comparisons;
  const versions = peers.map(({ name, version }) => `${name} ${version}`).join('; ');
  const shapes = `${batch} windows of ${steps} steps, ${inputs} input, ${outputs} output`;
  return [
    own,
    `GRU and LSTM with a linear read-out, an update of ${shapes}: mean squared error, clipped gradients, Adam. Processor time ` +
      'of one thread each, every trainer in a process of its own, in turns; ours in float64, the others in float32. PyTorch ' +
      'is Debian’s `python3-torch`, with the BLAS that comes with it and with OpenBLAS: ' +
      `${versions}.`,
    markdownTable([
      ['cell', 'ours, ms', ...peers.flatMap(({ name }) => [`${name}, ms`, `${name} / ours`])],
      ...comparisons.map(({ cell, units, milliseconds, peers: others }) => [
        `${cell}, ${units} units`,
        spread(milliseconds),
        ...others.flatMap((peer) => [spread(peer.milliseconds), spread(peer.ratio)]),
      ]),
    ]),
  ].join('\n\n');
}
