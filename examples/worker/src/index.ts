/** The Worker: which request is whose, and what it is answered. README.md has the table. */
import { answer } from './answer.ts';
import { bodyOf } from './body.ts';
import type { Env } from './env.ts';
import { type Deployed, models } from './models.ts';
import { readingsOf } from './readings.ts';
import { Refusal, refused } from './refusal.ts';
import { checkToken } from './token.ts';

export { Stream } from './stream.ts';

export default {
  async fetch(request, env) {
    try {
      return await route(request, env);
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      console.error(error);
      return refused(new Refusal(500, 'internal', 'this is a fault of the server; its log has more'));
    }
  },
} satisfies ExportedHandler<Env>;

async function route(request: Request, env: Env): Promise<Response> {
  checkToken(request, env);
  const url = addressOf(request);
  const parts = url.pathname.split('/').slice(1);
  if (parts[0] === 'models' && parts.length === 1) {
    allow(request, 'GET');
    return Response.json({ models: [...models.values()].map(description) });
  }
  if (parts[0] !== 'models' || parts[2] !== 'streams' || parts.length !== 4)
    throw new Refusal(404, 'path', 'there are /models and /models/<name>/streams/<id>');
  const deployed = models.get(parts[1]);
  if (!deployed)
    throw new Refusal(404, 'model', `there is no such model: there are ${[...models.keys()].join(', ')}`);
  allow(request, 'GET', 'POST', 'DELETE');
  return onStream(request, env, deployed, idOf(parts[3]), fromOf(url));
}

async function onStream(
  request: Request,
  { STREAMS }: Env,
  deployed: Deployed,
  id: string,
  from: number | null,
): Promise<Response> {
  const { name, inputs, names } = deployed;
  const stream = STREAMS.getByName(`${name}/${id}`);
  if (request.method === 'GET') {
    using standing = await reached(stream.standing());
    const { steps, stale } = standing;
    return Response.json({ model: name, stream: id, steps, stale: stale.map((i) => names[i]) });
  }
  if (request.method === 'DELETE') {
    await reached(stream.forget());
    return new Response(null, { status: 204 });
  }
  const readings = readingsOf(await bodyOf(request), inputs);
  using taken = await reached(stream.take(name, readings.rows, from));
  return taken.refusal ? refused(taken.refusal) : answer(readings, deployed, taken);
}

/** @throws {Refusal} 503 where the object cannot be asked: it moves, restarts, or has too much to do. */
async function reached<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    console.error(error);
    throw new Refusal(
      503,
      'unavailable',
      'the stream did not answer: GET its steps, and send again from there',
    );
  }
}

const description = ({ name, model, inputs, columns }: Deployed) => ({
  name,
  inputs,
  outputs: model.outputs,
  probes: Object.fromEntries(columns.slice(1).map((probe) => [probe.name, probe.length])),
});

/** @throws {Refusal} 405 */
function allow({ method }: Request, ...methods: readonly string[]): void {
  if (!methods.includes(method))
    throw new Refusal(405, 'method', `${method} is not for this address`, { allow: methods.join(', ') });
}

/** @throws {Refusal} 400 where a client sends a host that is none */
function addressOf({ url }: Request): URL {
  try {
    return new URL(url);
  } catch {
    throw new Refusal(400, 'url', `${JSON.stringify(url)} is no address`);
  }
}

/** @throws {Refusal} 400 */
function idOf(part: string): string {
  if (!/^[\w.~-]{1,128}$/.test(part))
    throw new Refusal(400, 'id', 'the id of a stream has 1 to 128 characters: letters, digits, - _ . ~');
  return part;
}

/** @throws {Refusal} 400 */
function fromOf({ searchParams }: URL): number | null {
  const text = searchParams.get('from');
  if (text === null) return null;
  if (!/^\d{1,15}$/.test(text)) throw new Refusal(400, 'from', 'from must be a whole number ≥ 0');
  return Number(text);
}
