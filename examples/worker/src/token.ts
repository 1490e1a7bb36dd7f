/** Who may ask: whoever knows the secret TOKEN, where there is one. */
import type { Env } from './env.ts';
import { Refusal } from './refusal.ts';

/** @throws {Refusal} 401 */
export function checkToken(request: Request, { TOKEN }: Env): void {
  if (!TOKEN) return;
  const [given, wanted] = [request.headers.get('Authorization') ?? '', `Bearer ${TOKEN}`].map((text) =>
    new TextEncoder().encode(text),
  );
  // how long the comparison takes tells nothing of the secret but its length
  if (given.length !== wanted.length || !crypto.subtle.timingSafeEqual(given, wanted))
    throw new Refusal(401, 'token', 'Authorization must be Bearer and the token of this Worker');
}
