/**
 * The checked build, for tests: the ABI of `index.ts`, every access of a step checked against session and model (it
 * traps outside), and counts of the work done, to compare with what a blob states.
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

/** Takes the room of the next `count` sessions, once there is one, as if they were open: to be at the memory's end at once. */
export function skipSessions(count: u32): void {
  skip(count);
}
