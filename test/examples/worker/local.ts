/** What the Worker should answer: the same readings in an uninterrupted session of this process. */
import type { Random } from '../../../src/data/random.ts';
import { loadSync, type Model, type Session } from '../../../src/runtime/index.ts';
import { blobOf } from './started.ts';

const files = { greenhouse: 'greenhouse', lorenz96: 'hlln-lorenz96' } as const;
export type Name = keyof typeof files;
export const names = Object.keys(files) as Name[];
export const models = Object.fromEntries(
  names.map((name) => [name, loadSync(blobOf(files[name]))]),
) as Record<Name, Model>;

/** A reading: dt, then the inputs. */
export type Row = Float32Array;

/** Where the inputs of a model lie, in the units that it was trained in. */
const inputsOf: Record<Name, (random: Random) => number> = {
  greenhouse: (random) => 20 * random.next(),
  lorenz96: (random) => 8 * random.next() - 2,
};

/** Irregular, and one input in twenty is missing. */
export function drawRow(name: Name, random: Random): Row {
  const row = new Float32Array(1 + models[name].inputs);
  row[0] = 0.5 + 5 * random.next();
  for (let i = 1; i < row.length; i++) row[i] = random.next() < 0.05 ? NaN : inputsOf[name](random);
  return row;
}

export class Twin {
  readonly #session: Session;
  readonly #probes: readonly string[];

  constructor(name: Name) {
    const { metadata, probes } = models[name];
    this.#session = models[name].session(metadata.missing ? {} : { missing: 'hold' });
    this.#probes = probes;
  }

  /** @returns outputs and probes of one reading */
  step(row: Row): number[] {
    const outputs = [...this.#session.step(row.subarray(1), row[0])];
    return [...outputs, ...this.#probes.flatMap((probe) => [...this.#session.probe(probe)])];
  }

  end(): void {
    this.#session.dispose();
  }
}
