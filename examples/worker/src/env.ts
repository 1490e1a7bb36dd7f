/** What wrangler.toml gives to the Worker. */
import type { Stream } from './stream.ts';

export interface Env {
  readonly STREAMS: DurableObjectNamespace<Stream>;
  /** A stream is saved after so many readings at the latest; 1, the default, is before each answer. */
  readonly SAVE_EVERY?: string;
  /** Where that is more than 1: and so many seconds after the first that is not saved; 5 by default, at most 9. */
  readonly SAVE_WITHIN?: string;
  /** A secret. Where it is set, each request needs `Authorization: Bearer <it>`. */
  readonly TOKEN?: string;
}
