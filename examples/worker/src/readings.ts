/** Readings out of a request's body, JSON or bytes. */
import { type Body, MAX_READINGS } from './body.ts';
import { Refusal } from './refusal.ts';

export interface Readings {
  /** [T × (1 + N)], row-major: dt, then the inputs, of which NaN is missing. T ≥ 1. JSON has numbers of 64 bits. */
  readonly rows: Float32Array | Float64Array;
  /** In which format the answer goes back. */
  readonly format: 'json' | 'bytes';
  /** Whether the answer is one row, not an array of rows. */
  readonly single: boolean;
}

/** @param inputs of the model that the readings are for. @throws {Refusal} 400, 413 or 422 */
export function readingsOf({ format, bytes }: Body, inputs: number): Readings {
  return format === 'json' ? fromJson(textOf(bytes), inputs) : fromBytes(bytes, inputs);
}

const wrong = (message: string, reading?: number): Refusal =>
  new Refusal(422, 'reading', message, reading === undefined ? {} : { reading });

function fromBytes(bytes: Uint8Array, inputs: number): Readings {
  const width = 1 + inputs;
  const length = bytes.length / (4 * width);
  if (!Number.isInteger(length) || length === 0)
    throw wrong(
      `the body has ${bytes.length} bytes; a reading is ${4 * width}: dt and ${inputs} inputs, 32-bit floats, little-endian`,
    );
  checkCount(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = Float32Array.from({ length: length * width }, (_, i) => view.getFloat32(4 * i, true));
  return { rows, format: 'bytes', single: length === 1 };
}

function fromJson(text: string, inputs: number): Readings {
  const { inputs: given, dt = 1, ...others } = objectOf(text);
  for (const field in others)
    throw wrong(`there is no field ${JSON.stringify(field)}: there are inputs and dt`);
  if (!Array.isArray(given))
    throw wrong(`inputs must be an array of ${inputs} numbers, or of such arrays, one for each reading`);
  const single = !Array.isArray(given[0]);
  const batch: readonly unknown[] = single ? [given] : given;
  checkCount(batch.length);
  const dts = Array.isArray(dt) ? dt : batch.map(() => dt);
  if (dts.length !== batch.length)
    throw wrong(`dt must be one number, or one for each of ${batch.length} readings, not ${dts.length}`);
  const rows = new Float64Array(batch.length * (1 + inputs));
  batch.forEach((row, t) => {
    if (!Array.isArray(row) || row.length !== inputs)
      throw wrong(
        `reading ${t} has ${Array.isArray(row) ? row.length : 'no'} inputs, the model takes ${inputs}`,
        t,
      );
    if (typeof dts[t] !== 'number') throw wrong(`reading ${t}: dt must be a number`, t);
    const start = t * (1 + inputs);
    rows[start] = dts[t];
    row.forEach((value, i) => {
      if (typeof value !== 'number' && value !== null)
        throw wrong(`reading ${t}: input ${i} must be a number, or null where it is missing`, t);
      rows[start + 1 + i] = value ?? NaN;
    });
  });
  return { rows, format: 'json', single };
}

function checkCount(length: number): void {
  if (length > MAX_READINGS)
    throw new Refusal(413, 'readings', `${length} readings in one request, ${MAX_READINGS} are allowed`);
}

function objectOf(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Refusal(400, 'json', `the body is no JSON: ${(cause as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('the body must be an object: { "inputs": [...], "dt": 1 }');
  return { ...value };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Refusal(400, 'json', 'the body is no UTF-8');
  }
}
