/** Compares an imported model with outputs that are known. */
import { DataError } from '../check/data-error.ts';
import { readBytes } from '../files/read.ts';
import type { Check, Imported } from '../import/index.ts';
import { loadSync } from '../runtime/index.ts';
import { readTables } from '../table/read.ts';
import type { Table } from '../table/table.ts';
import { checkAgainst, type Difference, farthest } from './import-compare.ts';

/** Streams with known outputs, and where they are from. */
export interface Known {
  readonly of: string;
  readonly checks: readonly Check[];
  readonly float64: Difference;
  /** Whether they are of the blob: with the scaling of the flags, the file's are not. */
  readonly isOfBlob: boolean;
  /** The time between steps. */
  readonly dt: number;
}

/** A model as its file has it, and with the scaling of the flags. */
interface Both {
  readonly imported: Imported;
  readonly scaled: Imported;
}

/**
 * Compares the model in float64 with the streams that its file carries, and with those of two files.
 * @throws ImportError if it was misread; FileError, DataError
 */
export async function knownOutputs(
  { imported, scaled }: Both,
  file: string,
  given: readonly [string, string] | undefined,
): Promise<Known[]> {
  const { check: checks = [] } = imported;
  const isOfBlob =
    scaled.spec.inputNormalisation === undefined && scaled.spec.outputNormalisation === undefined;
  const own = { of: `${file}: the outputs that it carries`, checks, model: imported, isOfBlob };
  const sources = [
    ...(checks.length > 0 ? [own] : []),
    ...(given
      ? [{ of: `--check ${given.join(' ')}`, checks: await streamsOf(given), model: scaled, isOfBlob: true }]
      : []),
  ];
  return sources.map(({ of, checks, model, isOfBlob }) => ({
    ...{ of, checks, isOfBlob, dt: model.spec.interval ?? 1 },
    float64: checkAgainst(checks, model, of),
  }));
}

/** Inputs and outputs from two tables, or as many pairs as the arrays have. */
async function streamsOf([inputs, outputs]: readonly [string, string]): Promise<Check[]> {
  const [x, y] = await Promise.all([rowsOf(inputs), rowsOf(outputs)]);
  return x.map((rows, s) => ({ inputs: rows, outputs: y[s] ?? [] }));
}

async function rowsOf(file: string): Promise<number[][][]> {
  const bytes = await readBytes(file, 'table');
  const [first] = new TextDecoder().decode(bytes.subarray(0, 4096)).split('\n', 1);
  // a first line of numbers alone is a step, not names
  const isBare = /^[\d.eE+\-;,\s]+$/.test(first);
  const tables = await readTables(bytes, { file, ...(isBare && { header: false }) });
  const streams = tables.map(numbersOf);
  // [T, 1, C]: steps of one row each
  return streams.length > 1 && streams.every(({ length }) => length === 1) ? [streams.flat()] : streams;
}

/** The rows of a table. @throws DataError if a cell is no number */
function numbersOf({ file, rows, columns, lineOf }: Table): number[][] {
  for (const { name, numbers } of columns) {
    const bad = numbers ? numbers.findIndex(Number.isNaN) : 0;
    if (bad >= 0)
      throw new DataError(
        `${file}: line ${lineOf(bad)}, column "${name}" is no number: known outputs need one in every cell`,
      );
  }
  return Array.from({ length: rows }, (_, t) => columns.map(({ numbers }) => (numbers as Float64Array)[t]));
}

/** What to print about a blob: how far it is from what is known. */
export function knownLines(known: readonly Known[], blob: Uint8Array, name: string): string[] {
  return known.map(({ of, checks, float64, isOfBlob, dt }) => {
    const steps = checks.reduce((sum, { inputs }) => sum + inputs.length, 0);
    const exact = `${of}, ${steps} steps: float64 is within ${shown(float64.share)} of the largest`;
    if (!isOfBlob) return exact;
    const machine = loadSync(blob, { name });
    try {
      const { share } = farthest(checks, (inputs) => machine.run(inputs, { dt }));
      return `${exact}, the blob within ${shown(share)}`;
    } finally {
      machine.dispose();
    }
  });
}

const shown = (share: number): string => share.toExponential(1);
