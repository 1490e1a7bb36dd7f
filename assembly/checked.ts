/**
 * The checked build, for tests: the ABI of `index.ts`, every access of a step checked against session and model (it
 * traps outside), and counts of the work done, to compare with what a blob states.
 */
import { multiplyAdds as countedMultiplyAdds, resetCounters as reset, transcendentals as counted } from './checks';

export * from './index';

/** Multiply-adds of all steps since the counters were reset, counted as docs/format.md says, modulo 2³². */
export function multiplyAdds(): u32 {
  return countedMultiplyAdds;
}

/** Transcendentals of all steps since the counters were reset, counted as docs/format.md says, modulo 2³². */
export function transcendentals(): u32 {
  return counted;
}

export function resetCounters(): void {
  reset();
}
