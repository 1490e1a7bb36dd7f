import { type InspectedLayer, isBuildable } from '../format/layers.ts';
import { buildWiring, countSynapses, type Wiring, type WiringDescription } from '../wiring/index.ts';

/** The wiring of a layer, if the metadata name one. */
export interface LayerWiring {
  /** Of the layer. */
  readonly index: number;
  readonly type: string;
  readonly wiring: Wiring;
}

/**
 * The wirings of a blob's layers, except those that are too large to draw.
 * @param inputs of the model: a layer behind a wired one reads its outputs, behind another one its units
 * @param refuse called for a description that gives no wiring
 */
export function wiringsOf(
  layers: readonly InspectedLayer[],
  inputs: number,
  refuse: (why: string) => void,
): LayerWiring[] {
  let width = inputs;
  const built = (description: WiringDescription, index: number, units: number): Wiring | undefined => {
    try {
      return buildWiring(description, { inputs: width, units });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refuse(`the wiring of layer ${index} is malformed and is ignored: ${error.message}`);
      return undefined;
    }
  };
  return layers.flatMap((layer, index) => {
    const { options, units } = layer;
    const description = options?.wiring as WiringDescription | undefined;
    const wiring = description && isBuildable(layer, width) ? built(description, index, units) : undefined;
    width = wiring?.outputs ?? units;
    return description && wiring ? [{ index, type: description.type, wiring }] : [];
  });
}

/** Neurons by layer, then the synapses between layers: rows for a table. */
export function wiringRows({ wiring }: LayerWiring): string[][] {
  const { inputs, layers } = wiring;
  const neurons = [`${inputs} sensory`, ...layers.map(({ name, units }) => `${units.length} ${name}`)].join(
    ', ',
  );
  const counts = countSynapses(wiring);
  const total = (kind: 'excitatory' | 'inhibitory' | 'possible'): number =>
    counts.reduce((sum, count) => sum + count[kind], 0);
  const row = (name: string, excitatory: number, inhibitory: number, possible: number): string[] => [
    name,
    String(excitatory),
    String(inhibitory),
    `${excitatory + inhibitory} of ${possible}`,
  ];
  return [
    [neurons, 'excitatory', 'inhibitory', 'synapses'],
    ...counts.map(({ from, to, excitatory, inhibitory, possible }) =>
      row(`${from} → ${to}`, excitatory, inhibitory, possible),
    ),
    row('all', total('excitatory'), total('inhibitory'), total('possible')),
  ];
}
