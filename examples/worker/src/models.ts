/** The models that are deployed. They are loaded once in an isolate, before its first request. */
import { loadSync, type Model, type Session } from 'meniscus';
import greenhouse from '../models/greenhouse.mns';
import lorenz96 from '../models/hlln-lorenz96.mns';

/** One line each: the name in the address, and the blob. */
const blobs: Readonly<Record<string, ArrayBuffer>> = { greenhouse, lorenz96 };

export interface Deployed {
  readonly name: string;
  readonly model: Model;
  /**
   * The one session in which every stream of this model is stepped, each from its own snapshot: what an isolate needs does
   * not grow with the streams that it has seen.
   */
  readonly session: Session;
  /** How many inputs a reading has: those of the model, less the ones that its session computes of gaps. */
  readonly inputs: number;
  /** Their names; `input 0` where the blob has none. */
  readonly names: readonly string[];
  /** What a reading is answered with, in this order: the outputs, then each probe. */
  readonly columns: readonly { readonly name: string; readonly length: number }[];
  /** The sum of their lengths. */
  readonly width: number;
}

export const models: ReadonlyMap<string, Deployed> = new Map(
  Object.entries(blobs).map(([name, blob]) => [name, deployed(name, blob)]),
);

function deployed(name: string, blob: ArrayBuffer): Deployed {
  const model = loadSync(blob, { name });
  const { missing, inputs: given } = model.metadata as {
    missing?: { masked?: unknown[] };
    inputs?: unknown[];
  };
  // as in training; a blob that does not say holds
  const session = model.session(missing ? {} : { missing: 'hold' });
  const inputs = model.inputs - 2 * (missing?.masked?.length ?? 0);
  const names = Array.from({ length: inputs }, (_, i) => String(given?.[i] ?? `input ${i}`));
  const columns = [
    { name: 'outputs', length: model.outputs },
    ...model.probes.map((probe) => ({ name: probe, length: session.probe(probe).length })),
  ];
  const width = columns.reduce((sum, { length }) => sum + length, 0);
  return { name, model, session, inputs, names, columns, width };
}
