/** From bytes to a model. */
import { ERROR_LENGTH, ERROR_MAGIC, HEADER_BYTES, MAGIC } from '../../assembly/layout.ts';
import { openWithin } from './budget.ts';
import { Engine } from './engine.ts';
import { MeniscusError } from './errors.ts';
import { type Build, bestBuild, type MachineSource, machineModule, machineModuleSync } from './machine.ts';
import { Model } from './model.ts';
import { refusal } from './refusal.ts';
import { selfTest } from './self-test.ts';
import { asBytes, readSource, type Source, sourceName } from './source.ts';

/** In the order of WEIGHTS_FAST, WEIGHTS_SMALL, WEIGHTS_INTEGER. */
const weightOptions = ['fast', 'small', 'integer'] as const;
export type Weights = (typeof weightOptions)[number];

export interface LoadOptions {
  /** Fewer substeps than the model was exported with: less work a step, another accuracy. At least 1. */
  unfolds?: number;
  /**
   * What a step may take, a number with its unit: `800ns`, `20us`, `0.5ms`. Steps are measured for about 20 ms, and the
   * model gets as many of its unfolds as fit: `model.budget` says how many, and what they take and cost.
   */
  budget?: string;
  /** With `budget`: how much more than at all unfolds the loss may be that the blob stores, as `5%`. */
  maxLoss?: string;
  /**
   * How weights stay in memory. `fast`: as f32. `small`: as they are stored, decoded in every step; the same results.
   * `integer`: large matrices that were exported for it are multiplied in 16-bit integers, which is faster and has
   * slightly other results. By default `integer` where the model was exported for it, else `fast`.
   */
  weights?: Weights;
  /**
   * By default `simd` where the host has it, else `scalar`. Both give the same bits. `relaxed` has to be asked for: it is
   * faster, has other bits from host to host, and is compared with `simd` when the model is loaded.
   */
  build?: Build;
  /** The machine itself, for hosts that do not compile from bytes; `build` then counts for nothing. */
  machine?: MachineSource;
  /** The name of the model in messages; by default the last part of its path or address. */
  name?: string;
}

/**
 * Loads a model: reads it, checks it completely, and starts a machine of its own for it.
 * @param source bytes, a URL, a path (in a browser a relative address), or a response
 * @throws {MeniscusError} with the code `source`, `format`, `version`, `truncated`, `checksum`, `corrupt`, `unfolds`,
 * `weights`, `budget`, `machine` or `memory`
 */
export async function load(source: Source, options: LoadOptions = {}): Promise<Model> {
  const name = options.name ?? sourceName(source);
  const bytes = await readSource(source);
  refuseForeign(bytes, name);
  const module = await machineModule(options.machine, options.build ?? bestBuild());
  return open(module, bytes, name, options);
}

/** As `load`, from bytes and at once, for hosts that must not await. */
export function loadSync(source: Uint8Array | ArrayBuffer, options: LoadOptions = {}): Model {
  const name = options.name ?? 'model';
  const bytes = asBytes(source);
  refuseForeign(bytes, name);
  return open(machineModuleSync(options.machine, options.build ?? bestBuild()), bytes, name, options);
}

function open(
  module: WebAssembly.Module,
  bytes: Uint8Array,
  name: string,
  { unfolds, budget, maxLoss, weights = 'integer', build, machine }: LoadOptions,
): Model {
  if (unfolds !== undefined && !(Number.isInteger(unfolds) && unfolds >= 1 && unfolds <= 0xffff)) {
    throw new MeniscusError('unfolds', `${name}: unfolds must be an integer ≥ 1, got ${unfolds}`);
  }
  const held = weightOptions.indexOf(weights);
  if (held < 0)
    throw new MeniscusError(
      'weights',
      `${name}: weights must be ${weightOptions.join(', ')}, not ${weights}`,
    );
  const start = (count: number, from = module): Engine => new Engine(from, bytes, name, count, held);
  if (build === 'relaxed' && machine === undefined)
    selfTest(start(unfolds ?? 0), start(unfolds ?? 0, machineModuleSync(undefined, 'simd')));
  if (budget === undefined && maxLoss === undefined) return new Model(start(unfolds ?? 0));
  if (unfolds !== undefined)
    throw new MeniscusError('budget', `${name}: give unfolds, or a budget to choose them by, not both`);
  return openWithin(bytes, name, budget, maxLoss, start);
}

/** What is no blob at all is told apart here, before a machine is made for it. */
function refuseForeign(bytes: Uint8Array, name: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 4 && view.getUint32(0, true) === MAGIC;
  if (!magic) throw refusal(ERROR_MAGIC, [0, 0], bytes, name);
  if (bytes.length < HEADER_BYTES) throw refusal(ERROR_LENGTH, [0, 0], bytes, name);
}
