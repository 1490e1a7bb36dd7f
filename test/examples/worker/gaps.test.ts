/** Streams through gaps: as the blob was trained, and which inputs are stale, also after a restart. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cells } from '../../../src/cells/index.ts';
import { compile } from '../../../src/compile/compile.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { randomParameters, smallModel } from '../../models.ts';
import { hasWorkerd, Started } from './started.ts';

/** Two sensors, of which the first had gaps: the model has two more inputs, which the Worker does not ask for. */
const inputNormalisation = { mean: [1, 2, 0.1, 3], deviation: [1, 1, 0.3, 2] };
const network = smallModel({ cell: cells.gru() }, { inputs: 4, inputNormalisation });
const { blob } = compile(network, randomParameters(network, 3), {
  metadata: {
    inputs: ['level', 'rain', 'level missing', 'level since'],
    missing: { policy: 'mask', masked: [0] },
  },
});
const model = loadSync(blob);
const worker = new Started();
const address = (id: string): string => `${worker.url}/models/greenhouse/streams/${id}`;

/** The answers to readings one after another. */
async function answers(id: string, inputs: (number | null)[][]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const row of inputs) {
    const body = JSON.stringify({ inputs: row, dt: 2 });
    const response = await fetch(address(id), {
      ...{ method: 'POST', body },
      headers: { 'Content-Type': 'application/json' },
    });
    all.push(await response.json());
  }
  return all;
}

describe.skipIf(!hasWorkerd)('a stream of a model that was trained with gaps', () => {
  beforeAll(async () => {
    await worker.start();
    await worker.stop('SIGTERM');
    worker.deploy('greenhouse', blob);
    await worker.start({ STALE_AFTER: '2' });
  });
  afterAll(() => worker.end());

  const rows = [
    [1, 1],
    [null, 1],
    [null, null],
    [0.5, null],
  ];
  const expected = () => {
    const session = model.session();
    return rows.map((row) => {
      const outputs = [...session.step([...row.map((x) => x ?? Number.NaN), Number.NaN, Number.NaN], 2)];
      return { outputs, held: session.held };
    });
  };

  test('goes on as a session of the blob, and says what was missing and what is stale', async () => {
    const got = await answers('a', rows.slice(0, 2));
    await worker.stop('SIGKILL');
    await worker.start({ STALE_AFTER: '2' });
    got.push(...(await answers('a', rows.slice(2))));
    const stale = [[], [], ['level'], ['rain']];
    expect(got).toEqual(expected().map((one, t) => ({ ...one, probes: {}, steps: t + 1, stale: stale[t] })));
    const standing = await (await fetch(address('a'))).json();
    expect(standing).toEqual({ model: 'greenhouse', stream: 'a', steps: 4, stale: ['rain'] });
  });

  test('in bytes too', async () => {
    const rows32 = Float32Array.from(rows.flatMap((row) => [2, ...row.map((x) => x ?? Number.NaN)]));
    const response = await fetch(address('b'), {
      ...{ method: 'POST', body: new Uint8Array(rows32.buffer) },
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    const want = expected();
    expect([...new Float32Array(await response.arrayBuffer())]).toEqual(
      want.flatMap(({ outputs }) => outputs),
    );
    const { headers } = response;
    expect(['Held', 'Stale'].map((name) => headers.get(`Meniscus-${name}`))).toEqual(['4', '1']);
  });

  test('the list of models asks for its sensors only', async () => {
    const { models } = (await (await fetch(`${worker.url}/models`)).json()) as { models: unknown[] };
    expect(models[0]).toEqual({ name: 'greenhouse', inputs: 2, outputs: 2, probes: {} });
  });
});
