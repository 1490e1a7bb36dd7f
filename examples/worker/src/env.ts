/** What wrangler.toml gives to the Worker. */
import type { SavingVariables } from './saving.ts';
import type { StaleVariables } from './stale.ts';
import type { Stream } from './stream.ts';

export interface Env extends SavingVariables, StaleVariables {
  readonly STREAMS: DurableObjectNamespace<Stream>;
  /** A secret. Where it is set, each request needs `Authorization: Bearer <it>`. */
  readonly TOKEN?: string;
}
