/** Checks before a blob is written that it computes the same as its source. */
import { VERSION_WRITTEN } from '../../assembly/layout.ts';
import { type CompileOptions, compile } from '../compile/compile.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { Random } from '../data/random.ts';
import { readBlob } from '../format/read.ts';
import { type Origins, versionNeeded } from '../format/write.ts';
import type { Interval } from '../intervals/interval.ts';
import type { Network } from '../network/network.ts';
import { loadSync, MeniscusError } from '../runtime/index.ts';
import { calibrateQuantiles } from '../train/calibrate-quantiles.ts';
import { type Comparison, compareDeployed, type Deployed, faultOf } from '../train/deployed.ts';
import type { Parts } from '../train/parts.ts';
import type { Recording } from '../train/recording.ts';
import type { Sequence } from '../train/sequence.ts';
import type { Task } from '../train/task.ts';
import { WrongBlobError } from './failure.ts';

/**
 * Compares a blob in WebAssembly, its weights held as floats, with float64 and the same stored weights.
 * @param file to write
 * @param names of the outputs
 * @throws WrongBlobError
 */
export function checkDeployed(
  file: string,
  deployed: Deployed,
  blob: Uint8Array,
  sequences: readonly Sequence[],
  names: readonly string[] = [],
): Comparison {
  const wrong = (why: string) => new WrongBlobError(`${file} is not written: ${why}`);
  const machine = loadSync(blob, { name: file, weights: 'fast' });
  try {
    const found = compareDeployed(deployed, machine, sequences);
    const fault = faultOf(
      found,
      sequences.some(({ targets }) => targets.length > 0),
      names,
    );
    if (fault !== null) throw wrong(fault);
    return found;
  } catch (error) {
    if (error instanceof MeniscusError && error.code === 'result') throw wrong(error.message);
    throw error;
  } finally {
    machine.dispose();
  }
}

/**
 * The parameters with quantiles that hold on the validation part, as the blob computes them; the same for other outputs.
 * @param compiling options of the blob
 */
export function calibrated(
  { network, data, task }: { readonly network: Network; readonly data: Parts; readonly task: Task },
  trained: ParameterValues,
  compiling: CompileOptions,
  warmup: number,
): ParameterValues {
  if (!task.quantiles) return trained;
  const { constants } = compile(network, trained, compiling);
  return calibrateQuantiles(network, trained, data.validation, task.quantiles, { constants, warmup });
}

/** Steps to draw without data. */
const DRAWN = 300;

/** Draws inputs for a model without data, uniformly in their ranges. */
export function drawnFrom(ranges: readonly Interval[]): Recording[] {
  const random = new Random(1);
  const inputs = Float64Array.from({ length: DRAWN * ranges.length }, (_, i) => {
    const [low, high] = ranges[i % ranges.length];
    return low + random.next() * (high - low);
  });
  return [{ length: DRAWN, inputs, dt: null }];
}

/** The largest difference of an output, as a share of the output's deviation. */
export function shareOf(differences: readonly number[], { variances }: Comparison): string {
  const shares = differences.map((difference, i) =>
    difference === 0 ? 0 : difference / Math.sqrt(variances[i]),
  );
  return Math.max(...shares).toExponential(1);
}

/** Explains why a blob has a draft version, which may still change; null for other versions. */
export function draftNote(file: string, blob: Uint8Array): string | null {
  const contents = readBlob(blob);
  const { version, origins, metadata } = contents;
  if (Number(version) <= VERSION_WRITTEN) return null;
  const why = origins ? coarse(origins, metadata) : `for ${versionNeeded(contents).part}`;
  return `${file} has format version ${version}, a draft: run it with this release only, and make it again with the next. It needs it ${why}`;
}

/** Names the inputs and outputs that need origins. */
function coarse(origins: Origins, metadata: Readonly<Record<string, unknown>>): string {
  const named = (side: 'inputs' | 'outputs'): string[] =>
    origins[side].flatMap(({ origin }, i) => {
      const { [side]: names } = metadata;
      const name: unknown = Array.isArray(names) ? names[i] : undefined;
      const label = typeof name === 'string' ? `"${name}"` : `${side.slice(0, -1)} ${i}`;
      return origin === 0 ? [] : [`${label} lies around ${Number(origin.toPrecision(9))}`];
    });
  return `since ${[...new Set([...named('inputs'), ...named('outputs')])].join(', ')}, where 32-bit floats are too coarse`;
}
