/** What a session does with readings that are missing. */
import { type MissingPolicy, missingPolicies } from '../check/missing.ts';
import { fail } from './errors.ts';
import type { Instance } from './instance.ts';
import { failDt } from './step-failure.ts';

export interface SessionOptions {
  /**
   * How to treat an input that is NaN; by default as in training, by the metadata's `missing`, else `error`.
   * `error`: reject the step. `hold`, a forward-fill: take the input's last value in this session; before the first, its mean in
   * training from the metadata (`inputStatistics`), or 0. `mean`: take that mean. `mask`: hold, for a model trained with it.
   * `drop-row`: leave the step out, as if it had not been; the next one has its time too.
   */
  missing?: MissingPolicy;
  /** After so many missing readings in a row an input is in `session.stale`; a whole number ≥ 1. By default none ever is. */
  stale?: number;
}

/** What the metadata say of missing readings. */
interface Treatment {
  readonly policy?: MissingPolicy;
  /** The inputs with gaps. For each the last inputs are two more, which a session computes: whether, and for how long. */
  readonly masked: readonly number[];
}

/** Reads the metadata, which may contain anything. */
function treatmentOf({ metadata, input }: Pick<Instance, 'metadata' | 'input'>): Treatment {
  const { policy, masked = [] } = (metadata.missing ?? {}) as { policy?: unknown; masked?: unknown };
  const known = missingPolicies.find((one) => one === policy);
  const fits =
    Array.isArray(masked) &&
    masked.every((i) => Number.isInteger(i) && i >= 0 && i < input.length - 2 * masked.length);
  return known && fits ? { policy: known, masked } : { masked: [] };
}

export class Missing {
  /** Of the policy `drop-row`: the time of the dropped rows, 1 after a first step, and the last outputs; null for others. */
  readonly dropped: Float32Array | null;
  /** The interval of a step, before and after `fill`. In an array, since a call would box the number. */
  readonly time = new Float64Array(1);
  /** Whether `fill` has added the time of dropped rows to it. */
  late = false;
  /** The number of missing inputs in the last step. */
  count = 0;
  readonly #instance: Instance;
  readonly #masked: readonly number[];
  /** The number of inputs that are readings. */
  readonly #width: number;
  /** Of the policy `mean`. */
  readonly means: Float32Array | null;
  /** The last inputs without their origins, filled; at first their means in training. */
  held: Float32Array;
  /** The inputs that become the last ones if the step succeeds, and the number of missing ones. */
  next: Float32Array;
  missing = 0;
  /** Which inputs are missing in a step; null if it is enough to fill them. */
  readonly gone: Uint8Array | null;
  /** How many readings in a row each input has been missing. */
  readonly #missed: Uint32Array;
  readonly #stale: number;

  constructor(instance: Instance, policy: MissingPolicy, { masked }: Treatment, stale = Infinity) {
    this.#instance = instance;
    this.#masked = masked;
    this.#width = instance.input.length - 2 * masked.length;
    this.dropped = policy === 'drop-row' ? new Float32Array(2 + instance.output.length) : null;
    this.means = policy === 'mean' ? instance.inputMeans : null;
    this.held = this.#first;
    this.next = this.#first;
    const marks = this.dropped || masked.length > 0 || stale < Infinity;
    this.gone = marks ? new Uint8Array(this.#width) : null;
    this.#missed = new Uint32Array(this.#width);
    this.#stale = stale;
  }

  /** What a snapshot keeps. */
  get kept(): Float32Array {
    return this.dropped ?? this.held;
  }

  /** Whether `fillRows` and `keepRows` do for a run; else it goes step by step. */
  get inRuns(): boolean {
    return this.gone === null;
  }

  /** The inputs that have been missing for too many readings in a row. */
  get stale(): number[] {
    return Array.from(this.#missed.keys()).filter((i) => this.#missed[i] >= this.#stale);
  }

  /**
   * Fills the missing inputs of a step of length `time`, and those that say what is missing. Allocates nothing.
   * @returns false if the step is to be left out: then it is noted
   * @throws {MeniscusError} `dt`, unless the step would say so
   */
  fill(input: Float32Array): boolean {
    if (this.gone !== null && !this.takes(input, this.gone)) return false;
    const instead = this.means ?? this.held;
    const next = this.next;
    let missing = 0;
    for (let i = 0; i < input.length; i++) {
      if (Number.isNaN(input[i])) {
        input[i] = instead[i];
        missing++;
      }
      next[i] = input[i];
    }
    this.missing = missing;
    return true;
  }

  /** Marks what is missing, computes the inputs that say so, and drops a row or adds the time of dropped ones to it. */
  takes(input: Float32Array, gone: Uint8Array): boolean {
    const { time, dropped } = this;
    if (!(Math.fround(time[0]) > 0 && Math.fround(time[0]) < Infinity)) failDt(time[0]);
    let missing = 0;
    for (let i = 0; i < gone.length; i++) missing += gone[i] = Number.isNaN(input[i]) ? 1 : 0;
    for (let k = 0, at = this.#width; at < input.length; k++, at += 2) {
      input[at] = gone[this.#masked[k]];
      input[at + 1] = input[at] && this.held[at + 1] + time[0];
    }
    if (dropped === null) return true;
    this.late = dropped[0] > 0;
    time[0] += dropped[0];
    if (missing === 0) return true;
    dropped[0] = time[0];
    this.missing = missing;
    this.note(gone);
    return false;
  }

  /** @param output of a step that was taken */
  note(gone: Uint8Array, output?: Float32Array): void {
    const { dropped } = this;
    this.count = this.missing;
    for (let i = 0; i < gone.length; i++) this.#missed[i] = gone[i] && this.#missed[i] + 1;
    if (dropped === null || !output) return;
    dropped[0] = 0;
    dropped[1] = 1;
    dropped.set(output, 2);
  }

  /** Notes that the filled step succeeded. Allocates nothing. */
  keep(output: Float32Array): void {
    const { held } = this;
    this.held = this.next;
    this.next = held;
    this.count = this.missing;
    if (this.gone !== null) this.note(this.gone, output);
  }

  /** The last outputs again, for a step that is left out; NaN before the first. Allocates nothing. */
  again(output: Float32Array): void {
    const { dropped } = this;
    if (dropped) for (let i = 0; i < output.length; i++) output[i] = dropped[1] ? dropped[2 + i] : NaN;
  }

  /** Like `fill`, for the rows of a run. */
  fillRows(rows: Float32Array): void {
    const { length } = this.held;
    const means = this.means;
    for (let i = 0; i < rows.length; i++)
      if (Number.isNaN(rows[i]))
        rows[i] = means ? means[i % length] : i < length ? this.held[i] : rows[i - length];
  }

  /**
   * Notes how many steps of a run succeeded.
   * @param rows filled; the rows as given begin at `start` in `given`
   */
  keepRows(rows: Float32Array, done: number, given: ArrayLike<number>, start: number): void {
    if (done === 0) return;
    const { length } = this.held;
    const last = (done - 1) * length;
    this.count = 0;
    for (let i = 0; i < length; i++) {
      this.held[i] = rows[last + i];
      if (Number.isNaN(Math.fround(given[start + last + i]))) this.count++;
    }
  }

  /** @param kept of a snapshot; by default the beginning */
  reset(kept = this.dropped ? new Float32Array(this.dropped.length) : this.#first): void {
    this.kept.set(kept);
    this.#missed.fill(0);
    this.count = 0;
  }

  get #first(): Float32Array {
    return this.#instance.inputMeans.fill(0, this.#width);
  }
}

/**
 * What a session does, by its options or else by the metadata; null if missing inputs are errors.
 * @throws {MeniscusError} `input` for options that do not fit the model
 */
export function missingOf(instance: Instance, { missing, stale }: SessionOptions): Missing | null {
  const treatment = treatmentOf(instance);
  const policy = missing ?? treatment.policy ?? 'error';
  if (!missingPolicies.includes(policy))
    fail('input', `missing must be ${missingPolicies.join(', ')}, not ${policy}`);
  if (policy === 'mask' && treatment.policy !== 'mask')
    fail('input', 'missing: mask needs a model that was trained with it; others take hold');
  if (stale !== undefined && !(stale >= 1 && Number.isInteger(stale)))
    fail('input', `stale must be a whole number ≥ 1, not ${stale}`);
  if (policy !== 'error') return new Missing(instance, policy, treatment, stale);
  return stale === undefined
    ? null
    : fail('input', 'stale needs missing inputs to be no errors: choose missing: hold');
}
