/** What is sent to the Worker, and how it saves its streams meanwhile. */
import type { Request } from './load.ts';
import type { Variables } from './serve.ts';

export const STREAMS = 1000;
const BATCH = 100;
const CONNECTIONS = [1, 4, 16];
/** Minutes, then the inputs of the greenhouse model. */
const row = [4.3, 9.1, 140, 0, 1];

export interface Load {
  readonly name: string;
  readonly connections: number;
  /** Of a request. */
  readonly readings: number;
  readonly next: () => Request;
}

const json = { type: 'application/json', body: JSON.stringify({ inputs: row.slice(1), dt: row[0] }) };
const bytesOf = (count: number) => ({
  type: 'application/octet-stream',
  body: new Uint8Array(
    Float32Array.from({ length: count * row.length }, (_, i) => row[i % row.length]).buffer,
  ),
});

/** One stream after another. */
function streams(reading: Pick<Request, 'type' | 'body'>): () => Request {
  let i = 0;
  return () => ({ method: 'POST', path: `/models/greenhouse/streams/device-${i++ % STREAMS}`, ...reading });
}

/** One for each stream, before anything else: it makes the stream's database. */
export const firstReadings: Load = {
  name: 'the first reading of a stream',
  connections: 4,
  readings: 1,
  next: streams(json),
};

export const loads: readonly Load[] = [
  // what HTTP and this client take
  {
    name: 'GET /models, no stream',
    connections: 4,
    readings: 0,
    next: () => ({ method: 'GET', path: '/models' }),
  },
  ...CONNECTIONS.map((connections) => ({
    name: 'a reading, JSON',
    connections,
    readings: 1,
    next: streams(json),
  })),
  { name: 'a reading, bytes', connections: 4, readings: 1, next: streams(bytesOf(1)) },
  { name: `${BATCH} readings, bytes`, connections: 4, readings: BATCH, next: streams(bytesOf(BATCH)) },
];

export const contenders: readonly { readonly saved: string; readonly variables: Variables }[] = [
  { saved: 'before each answer', variables: { SAVE_EVERY: '1' } },
  { saved: 'seldom', variables: { SAVE_EVERY: '1000', SAVE_WITHIN: '5' } },
];
