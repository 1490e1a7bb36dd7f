import type { Random } from '../../src/data/random.ts';

/** What happened to a piece of hostile input. */
export type Outcome = 'refused' | 'accepted';

/** Something that takes input from outside. */
export interface Target {
  readonly name: string;
  /** How many damaged inputs `npm test` takes, where the usual number would take long. */
  readonly inputs?: number;
  /** Good inputs, which are damaged. */
  readonly corpus: () => readonly Uint8Array[];
  /** Damages an input in a way that knows what it is made of; blind damage is for all alike. */
  readonly damage?: (bytes: Uint8Array, random: Random) => Uint8Array;
  /**
   * Takes an input as its users would.
   * @throws a Violation for what must not happen; any other error is one too
   */
  run(bytes: Uint8Array): Outcome | Promise<Outcome>;
  /** Facts about what was reached, for the summary. */
  coverage?(): string;
}

/** Something that must not happen, whatever the input. */
export class Violation extends Error {
  override name = 'Violation';
}

/** Runs a reader that may refuse its input by one of the named errors, and by no other. */
export function refusedBy(
  run: () => unknown,
  ...errors: readonly (abstract new (
    ...args: never
  ) => Error)[]
): Outcome {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (errors.some((kind) => error instanceof kind)) return 'refused';
    throw error;
  }
}

/** The same of a reader that returns a promise. */
export async function rejectedBy(
  run: () => Promise<unknown>,
  ...errors: readonly (abstract new (
    ...args: never
  ) => Error)[]
): Promise<Outcome> {
  const outcome = await run().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  return refusedBy(
    () => {
      if (outcome) throw outcome.error;
    },
    ...errors,
  );
}
