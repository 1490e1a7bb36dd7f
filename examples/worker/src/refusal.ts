/** Why a request was not done, as its sender gets to know it. */

export interface RefusalFields {
  /** Of HTTP. */
  readonly status: number;
  /** For programs; the message is for people. */
  readonly code: string;
  readonly message: string;
  readonly details: RefusalDetails;
}

export interface RefusalDetails {
  /** How many readings the stream has taken. */
  readonly steps?: number;
  /** The reading of the batch that is wrong, counted from 0; none of the batch was taken. */
  readonly reading?: number;
  /** Methods that there are, for a 405. */
  readonly allow?: string;
}

export class Refusal extends Error implements RefusalFields {
  readonly status: number;
  readonly code: string;
  readonly details: RefusalDetails;

  constructor(status: number, code: string, message: string, details: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** `{ "error": { "code", "message", "steps"?, "reading"? } }`. */
export function refused({ status, code, message, details: { allow, ...details } }: RefusalFields): Response {
  const headers = new Headers();
  if (allow) headers.set('Allow', allow);
  if (status === 401) headers.set('WWW-Authenticate', 'Bearer');
  if (status === 503) headers.set('Retry-After', '1');
  return Response.json({ error: { code, message, ...details } }, { status, headers });
}
