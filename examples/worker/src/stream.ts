/** The Durable Object: one stream of one model, and where its state is kept. */
import { DurableObject } from 'cloudflare:workers';
import { MeniscusError } from 'meniscus';
import { models } from './models.ts';
import type { RefusalFields } from './refusal.ts';
import { type Saving, type SavingVariables, savingOf } from './saving.ts';
import { missedBy, type StaleVariables, staleAfter } from './stale.ts';

/** What is in storage, under one key. */
interface Kept {
  /** Readings taken since the stream began. */
  readonly steps: number;
  readonly snapshot: Uint8Array;
  /** For how many readings in a row each input has been missing. Streams of older versions have none. */
  readonly missed?: readonly number[];
}

/** Where a stream stands. */
export interface Standing {
  /** Readings taken since it began. */
  readonly steps: number;
  /** The inputs that have been missing for too many readings in a row, by index. */
  readonly stale: readonly number[];
}

/** What the object tells the Worker. */
export interface Taken extends Standing {
  /** [T × width], rows of outputs and probes; 64-bit numbers where outputs have origins. */
  readonly values: Float32Array | Float64Array;
  /** How many inputs were missing in these readings. */
  readonly held: number;
  /** The fields of a `Refusal`, which would lose them on the way if it were thrown. */
  readonly refusal?: RefusalFields;
}

type Variables = SavingVariables & StaleVariables;

const KEY = 'stream';

/** Its methods await nothing, so that no two requests interleave, in the first one too: storage of SQLite reads at once. */
export class Stream extends DurableObject<Variables> {
  #kept: Kept | null;
  readonly #saving: Saving;
  readonly #staleAfter: number;
  /** Readings since the last save. */
  #unsaved: number;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(ctx: DurableObjectState, env: Variables) {
    super(ctx, env);
    this.#kept = ctx.storage.kv.get<Kept>(KEY) ?? null;
    this.#saving = savingOf(env);
    this.#staleAfter = staleAfter(env);
    // sooner the first time, by chance: streams that began together shall not all be saved together
    this.#unsaved = Math.floor(Math.random() * this.#saving.every);
  }

  standing(): Standing {
    const { steps = 0, missed = [] } = this.#kept ?? {};
    return { steps, stale: [...missed.keys()].filter((i) => missed[i] >= this.#staleAfter) };
  }

  /**
   * Takes all the readings, or none.
   * @param rows [T × (1 + inputs)], dt and inputs
   * @param from how many readings the sender believes were taken before these; null if it does not care
   */
  take(name: string, rows: Float32Array | Float64Array, from: number | null): Taken {
    const { steps } = this.standing();
    if (from !== null && from !== steps)
      return refuse(409, 'from', `the stream stands at step ${steps}, not ${from}: go on from there`, steps);
    const { session, model, inputs, columns, width } = models.get(name)!;
    const count = rows.length / (1 + inputs);
    // what the session computes is missing too
    const input = new (rows instanceof Float32Array ? Float32Array : Float64Array)(model.inputs).fill(NaN);
    let missed = this.#kept?.missed ?? [];
    let held = 0;
    const exact = model.origins?.outputs.some(({ origin }) => origin !== 0);
    const values = new (exact ? Float64Array : Float32Array)(count * width);
    let t = 0;
    try {
      if (this.#kept) session.restore(this.#kept.snapshot);
      else session.reset();
      for (let at = 0; t < count; t++) {
        const start = t * (1 + inputs);
        const reading = rows.subarray(start + 1, start + 1 + inputs);
        input.set(reading);
        values.set(session.step(input, rows[start]), at);
        held += session.held;
        missed = missedBy(reading, missed);
        at += model.outputs;
        for (const { name: probe, length } of columns.slice(1)) {
          values.set(session.probe(probe), at);
          at += length;
        }
      }
    } catch (error) {
      // what was kept is as before: the session is anybody's
      if (error instanceof MeniscusError) return refusalOf(error, steps, t);
      throw error;
    }
    this.#kept = { steps: steps + count, snapshot: session.snapshot(), missed };
    this.#saveInTime(count);
    return { ...this.standing(), values, held };
  }

  /** Begins anew, as if the stream had never been. */
  async forget(): Promise<void> {
    this.#kept = null;
    this.#saved();
    await this.ctx.storage.deleteAll();
  }

  /** What is put is stored before the answer leaves the object: the runtime holds it back. */
  #saveInTime(readings: number): void {
    this.#unsaved += readings;
    const { every, within } = this.#saving;
    if (this.#unsaved >= every) this.#save();
    else this.#timer ??= setTimeout(() => this.#save(), 1000 * within * (1 - Math.random() / 2));
  }

  #save(): void {
    if (this.#kept) this.ctx.storage.kv.put(KEY, this.#kept);
    this.#saved();
  }

  #saved(): void {
    this.#unsaved = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function refuse(status: number, code: string, message: string, steps: number, reading?: number): Taken {
  return {
    steps,
    values: new Float32Array(),
    held: 0,
    stale: [],
    refusal: { status, code, message, details: { steps, reading } },
  };
}

function refusalOf({ code, message }: MeniscusError, steps: number, reading: number): Taken {
  if (code !== 'snapshot') return refuse(422, code, `reading ${reading}: ${message}`, steps, reading);
  const why = `${message}: the stream began with another model of this name; DELETE it to begin anew`;
  return refuse(409, code, why, steps);
}
