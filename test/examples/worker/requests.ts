/** Requests to the Worker, and its answers as numbers. */
import type { Row } from './local.ts';

export type Format = 'json' | 'bytes';

export interface Reply {
  readonly status: number;
  readonly steps: number;
  /** Of each reading its outputs, then its probes; none with an error. */
  readonly rows: number[][];
  readonly error?: { readonly code: string; readonly message: string; readonly reading?: number };
}

const types = { json: 'application/json', bytes: 'application/octet-stream' } as const;

export const bytesOf = (rows: readonly Row[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Float32Array.from(rows.flatMap((row) => [...row])).buffer);

function jsonOf(rows: readonly Row[]): string {
  const inputs = rows.map((row) => Array.from(row.subarray(1), (x) => (Number.isNaN(x) ? null : x)));
  const dt = rows.map((row) => row[0]);
  return JSON.stringify(rows.length === 1 ? { inputs: inputs[0], dt: dt[0] } : { inputs, dt });
}

/** @param address of the stream */
export async function post(
  address: string,
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return replyOf(
    await fetch(address, { method: 'POST', body, headers: { 'Content-Type': type, ...headers } }),
  );
}

export const send = (address: string, rows: readonly Row[], format: Format, from?: number): Promise<Reply> =>
  post(
    from === undefined ? address : `${address}?from=${from}`,
    format === 'json' ? jsonOf(rows) : bytesOf(rows),
    types[format],
  );

/** How many readings a stream has taken. */
export async function stepsOf(address: string): Promise<number> {
  const response = await fetch(address);
  const { steps } = (await response.json()) as { steps: number };
  return steps;
}

async function replyOf(response: Response): Promise<Reply> {
  const { status, headers } = response;
  if (headers.get('Content-Type') === types.bytes) {
    const values = new Float32Array(await response.arrayBuffer());
    const columns = headers.get('Meniscus-Columns')!.split(',');
    const width = columns.reduce((sum, column) => sum + Number(column.split(':')[1]), 0);
    const rows = Array.from({ length: values.length / width }, (_, t) => [
      ...values.subarray(t * width, (t + 1) * width),
    ]);
    return { status, steps: Number(headers.get('Meniscus-Steps')), rows };
  }
  const { outputs, probes, steps, error } = (await response.json()) as Answer;
  if (error) return { status, steps: error.steps, rows: [], error };
  const columns = [outputs, ...Object.values(probes)];
  const isBatch = (column: Column): column is number[][] => Array.isArray(column[0]);
  const rows = isBatch(outputs)
    ? outputs.map((_, t) => columns.flatMap((column) => (column as number[][])[t]))
    : [columns.flat() as number[]];
  return { status, steps, rows };
}

type Column = number[] | number[][];
interface Answer {
  outputs: Column;
  probes: Record<string, Column>;
  steps: number;
  error?: { code: string; message: string; steps: number; reading?: number };
}
