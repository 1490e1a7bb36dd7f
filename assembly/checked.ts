/**
 * The checked build, for tests. It has the ABI of `index.ts`, traps if a step accesses memory outside session and model, and
 * counts the work done, to compare with the blob's figures.
 */
import { multiplyAdds as countedMultiplyAdds, resetCounters as reset, transcendentals as counted } from './checks';
import { skipSessions as skip } from './sessions';

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

/** Takes the memory of the next `count` sessions, as if they were open, once there is one: reaches the memory's end at once. */
export function skipSessions(count: u32): void {
  skip(count);
}
