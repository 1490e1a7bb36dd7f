import type { Wiring } from './wiring.ts';

/** The synapses from one layer to another. */
export interface SynapseCount {
  /** The layer of the sources; `sensory` is the inputs. */
  readonly from: string;
  readonly to: string;
  readonly excitatory: number;
  readonly inhibitory: number;
  /** Pairs of a source and a target: the number of possible synapses. */
  readonly possible: number;
}

/** Counts for each pair of layers with a synapse, ordered by source, then target, as the layers are. */
export function countSynapses(wiring: Wiring): SynapseCount[] {
  const { inputs, units, sensory, recurrent, layers } = wiring;
  const sources = [
    { from: 'sensory', matrix: sensory, rows: Array.from({ length: inputs }, (_, k) => k) },
    ...layers.map(({ name, units }) => ({ from: name, matrix: recurrent, rows: units })),
  ];
  const counts = sources.flatMap(({ from, matrix, rows }) =>
    layers.map(({ name: to, units: columns }) => {
      let excitatory = 0;
      let inhibitory = 0;
      for (const source of rows)
        for (const target of columns) {
          const polarity = matrix[source * units + target];
          if (polarity > 0) excitatory++;
          else if (polarity < 0) inhibitory++;
        }
      return { from, to, excitatory, inhibitory, possible: rows.length * columns.length };
    }),
  );
  return counts.filter(({ excitatory, inhibitory }) => excitatory + inhibitory > 0);
}
