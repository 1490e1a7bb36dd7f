/** What the Worker answers to requests that are wrong: a 4xx with a reason, and a stream that is as it was. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../../src/data/random.ts';
import { sized } from '../../full.ts';
import { drawRow, models, Twin } from './local.ts';
import { post, send, stepsOf } from './requests.ts';
import { hasWorkerd, Started } from './started.ts';

const JSON_TYPE = 'application/json';
const BYTES = 'application/octet-stream';
const TOKEN = 'a secret';
const worker = new Started();
const stream = (id: string, name = 'greenhouse'): string => `${worker.url}/models/${name}/streams/${id}`;
const random = new Random(3);
const nextRow = () => drawRow('greenhouse', random);

beforeAll(async () => {
  if (hasWorkerd) await worker.start();
});
afterAll(() => worker.end());

/** A stream with readings behind it, and what it should answer next. */
async function begun(id: string): Promise<{ to: string; check: () => Promise<void> }> {
  const to = stream(id);
  const twin = new Twin('greenhouse');
  let steps = await stepsOf(to);
  expect(steps).toBe(0);
  const check = async () => {
    const row = nextRow();
    steps++;
    expect(await send(to, [row], 'json')).toEqual({ status: 200, steps, rows: [twin.step(row)] });
  };
  await check();
  return { to, check };
}

const many = (count: number): string => JSON.stringify({ inputs: new Array(count).fill([1, 2, 3, 4]) });
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

const wrongBodies: [string, number, string, string, string | Uint8Array<ArrayBuffer>][] = [
  ['no JSON', 400, 'json', JSON_TYPE, '{"inputs":[1,2'],
  ['an empty body', 400, 'json', JSON_TYPE, ''],
  ['no UTF-8', 400, 'json', JSON_TYPE, Uint8Array.of(0x22, 0xff, 0x22)],
  ['another type', 415, 'type', 'text/csv', '1,2,3,4'],
  ['a JSON that is no object', 422, 'reading', JSON_TYPE, '[1,2,3,4]'],
  ['no inputs', 422, 'reading', JSON_TYPE, '{"dt":1}'],
  ['no readings', 422, 'reading', JSON_TYPE, '{"inputs":[]}'],
  ['an unknown field', 422, 'reading', JSON_TYPE, '{"inputs":[1,2,3,4],"dts":[2]}'],
  ['too few inputs', 422, 'reading', JSON_TYPE, '{"inputs":[1,2,3]}'],
  ['an input that is a text', 422, 'reading', JSON_TYPE, '{"inputs":[1,2,3,"4"]}'],
  ['a dt that is a text', 422, 'reading', JSON_TYPE, '{"inputs":[1,2,3,4],"dt":"1"}'],
  ['too few dt', 422, 'reading', JSON_TYPE, '{"inputs":[[1,2,3,4],[1,2,3,4]],"dt":[1]}'],
  ['too large an input', 422, 'input', JSON_TYPE, '{"inputs":[1,2,3,1e300]}'],
  ['a dt of 0', 422, 'dt', JSON_TYPE, '{"inputs":[1,2,3,4],"dt":0}'],
  ['cut bytes', 422, 'reading', BYTES, floats(1, 1, 2, 3, 4).slice(0, 19)],
  ['no bytes', 422, 'reading', BYTES, floats()],
  ['an infinite input', 422, 'input', BYTES, floats(1, 1, 2, 3, Infinity)],
  ['a dt that is not there', 422, 'dt', BYTES, floats(NaN, 1, 2, 3, 4)],
  ['too many readings', 413, 'readings', JSON_TYPE, many(4097)],
  ['too many bytes', 413, 'size', JSON_TYPE, `${many(4096)}${' '.repeat(256 * 1024)}`],
];

describe.skipIf(!hasWorkerd)('a refusal', () => {
  test.each(wrongBodies)('of %s', async (what, status, code, type, body) => {
    const { to, check } = await begun(what.replaceAll(' ', '-'));
    const reply = await post(to, body, type);
    expect({ status: reply.status, code: reply.error?.code }).toEqual({ status, code });
    expect(reply.error?.message).toMatch(/\w+ \w+/);
    await check();
  });

  test('in the middle of a batch names the reading, and none of the batch was taken', async () => {
    const { to, check } = await begun('batch');
    const inputs = [1, 2, 3, 4].map(() => [...nextRow().subarray(1)].map((x) => x || 0));
    inputs[2][1] = 1e39;
    const reply = await post(to, JSON.stringify({ inputs }), JSON_TYPE);
    expect(reply.error).toMatchObject({ code: 'input', reading: 2, steps: 1 });
    expect(reply.error?.message).toBe('reading 2: input 1 is 1e+39, not a finite 32-bit float');
    await check();
  });

  test.each([
    ['GET', '/', 404, 'path'],
    ['GET', '/models/greenhouse', 404, 'path'],
    ['GET', '/models/greenhouse/streams/a/b', 404, 'path'],
    ['GET', '/models/__proto__/streams/a', 404, 'model'],
    ['POST', '/models', 405, 'method'],
    ['PUT', '/models/greenhouse/streams/a', 405, 'method'],
    ['GET', '/models/greenhouse/streams/', 400, 'id'],
    ['GET', `/models/greenhouse/streams/${'a'.repeat(129)}`, 400, 'id'],
    ['GET', '/models/greenhouse/streams/a%2fb', 400, 'id'],
    ['GET', '/models/greenhouse/streams/%', 400, 'id'],
    ['POST', '/models/greenhouse/streams/a?from=-1', 400, 'from'],
    ['POST', '/models/greenhouse/streams/a?from=1e3', 400, 'from'],
  ])('of %s %s', async (method, path, status, code) => {
    const response = await fetch(`${worker.url}${path}`, { method });
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect({ status: response.status, code: error.code }).toEqual({ status, code });
    expect(error.message).toMatch(/\w+ \w+/);
    expect(response.headers.has('Allow')).toBe(status === 405);
  });

  test('of a body in chunks that grows too large', async () => {
    const { to, check } = await begun('chunks');
    const sent = request(to, { method: 'POST', headers: { 'Content-Type': JSON_TYPE } });
    sent.on('error', () => {}); // the server may hang up while this still sends
    for (let i = 0; i < 20; i++) sent.write(' '.repeat(16 * 1024));
    sent.end();
    const [response] = await once(sent, 'response');
    response.resume();
    expect(response.statusCode).toBe(413);
    await check();
  });

  test('is not needed where the sender hangs up in the middle of a body', async () => {
    const { to, check } = await begun('hung-up');
    const { port, pathname } = new URL(to);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    const head = `POST ${pathname} HTTP/1.1\r\nHost: a\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: 40\r\n\r\n`;
    await new Promise((done) => socket.write(`${head}{"inputs":[1,2,3,4]}`, done));
    socket.destroy();
    await check();
  });

  test.each(['[', 'a b', 'a:99999999', '%', ''])('or an answer, of a host named "%s"', async (host) => {
    const { port } = new URL(worker.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /models HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1.1 [24]/);
  });
});

/** Bodies of every kind, of which most are wrong. */
const number = fc.oneof(fc.double(), fc.integer({ min: -100, max: 100 }), fc.constant(null));
const almost = fc.record(
  {
    inputs: fc.oneof(
      fc.array(number, { minLength: 3, maxLength: 5 }),
      fc.array(
        fc.array(fc.oneof({ weight: 20, arbitrary: number }, { weight: 1, arbitrary: fc.jsonValue() }), {
          minLength: 4,
          maxLength: 4,
        }),
        { maxLength: 4 },
      ),
    ),
    dt: fc.oneof(number, fc.array(number, { maxLength: 4 }), fc.constant(1)),
  },
  { requiredKeys: ['inputs'] },
);
const deep = fc.integer({ min: 1, max: 100_000 }).map((depth) => '['.repeat(depth));
const text = fc.oneof(
  almost.map((x) => JSON.stringify(x)),
  fc.json(),
  fc.string(),
  deep,
);
const rowsOfBytes = fc.array(fc.float(), { minLength: 4, maxLength: 11 }).map((values) => floats(...values));
const hostile = fc.oneof(
  fc.record({ type: fc.constant(JSON_TYPE), body: fc.oneof(text, fc.uint8Array({ maxLength: 200 })) }),
  fc.record({ type: fc.constant(BYTES), body: fc.oneof(rowsOfBytes, fc.uint8Array({ maxLength: 200 })) }),
);

describe.skipIf(!hasWorkerd)('whatever comes', () => {
  let current: Awaited<ReturnType<typeof begun>> | null = null;
  let count = 0;
  const outcomes = new Map<number, number>();

  property.prop([hostile], { numRuns: sized({ always: 200, nightly: 500 }) })(
    'it is done or refused, never a fault',
    async ({ type, body }) => {
      current ??= await begun(`hostile-${count++}`);
      const { to, check } = current;
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body);
      const { status, error } = await post(to, bytes, type);
      outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
      expect(status).toBeLessThan(500);
      if (status === 200) current = null;
      else {
        expect(error?.message).toMatch(/\w+ \w+/);
        await check();
      }
    },
  );

  test('and each of these outcomes was among them', () => {
    console.log(`outcomes: ${[...outcomes].map(([status, n]) => `${status}: ${n}`).join(', ')}`);
    for (const status of [200, 400, 422]) expect(outcomes.get(status)).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasWorkerd)('the Worker', () => {
  test('describes its models', async () => {
    const { greenhouse, lorenz96 } = models;
    expect(await (await fetch(`${worker.url}/models`)).json()).toEqual({
      models: [
        { name: 'greenhouse', inputs: greenhouse.inputs, outputs: greenhouse.outputs, probes: { tau: 8 } },
        {
          name: 'lorenz96',
          inputs: lorenz96.inputs,
          outputs: lorenz96.outputs,
          probes: { omega: 1, gamma: 1 },
        },
      ],
    });
  });

  test('with a token answers only to it', async () => {
    const guarded = new Started();
    try {
      await guarded.start({ TOKEN });
      const status = async (headers: Record<string, string>) =>
        (await fetch(`${guarded.url}/models`, { headers })).status;
      expect(await status({})).toBe(401);
      expect(await status({ Authorization: 'Bearer a Secret' })).toBe(401);
      expect(await status({ Authorization: 'Bearer a' })).toBe(401);
      expect(await status({ Authorization: `Bearer ${TOKEN}` })).toBe(200);
    } finally {
      await guarded.end();
    }
  });
});
