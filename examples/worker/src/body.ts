/** The bytes of a request's body, as many as are allowed and of a type that is known. */
import { Refusal } from './refusal.ts';

/** Bytes of a body. */
const MAX_BODY = 256 * 1024;
/** Readings of a body. */
export const MAX_READINGS = 4096;

const formats = { 'application/json': 'json', 'application/octet-stream': 'bytes' } as const;

export interface Body {
  readonly format: 'json' | 'bytes';
  readonly bytes: Uint8Array;
}

/** @throws {Refusal} 413 or 415 */
export async function bodyOf(request: Request): Promise<Body> {
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0].trim().toLowerCase();
  if (!Object.hasOwn(formats, type))
    throw new Refusal(
      415,
      'type',
      `Content-Type must be ${Object.keys(formats).join(' or ')}, not ${JSON.stringify(type)}`,
    );
  const format = formats[type as keyof typeof formats];
  // HTTP holds a body to the length that it declares
  const declared = request.headers.get('Content-Length');
  if (Number(declared) > MAX_BODY) throw tooLarge();
  const bytes = declared === null ? await limited(request.body) : new Uint8Array(await request.arrayBuffer());
  return { format, bytes };
}

/** A body in chunks, which has declared no length. */
async function limited(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const bytes = new Uint8Array(MAX_BODY);
  let length = 0;
  for await (const chunk of body ?? []) {
    if (length + chunk.length > MAX_BODY) throw tooLarge();
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

const tooLarge = (): Refusal => new Refusal(413, 'size', `a body may have ${MAX_BODY} bytes`);
