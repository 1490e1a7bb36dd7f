const { hrtime } = process;

/**
 * Nanoseconds since some moment, for loops that wait by reading it. performance.now() gives a number on the heap with
 * every reading, 25 million a second: then garbage is collected every few milliseconds in a loop that makes none. The
 * array of process.hrtime() does not outlive this function, and the optimising compiler never makes it.
 */
export function now(): number {
  const time = hrtime();
  return time[0] * 1e9 + time[1];
}

/** What one reading takes, in ns: part of every time between two of them. */
export function costOfReading(readings = 1_000_000): number {
  let last = 0;
  const start = now();
  for (let i = 0; i < readings; i++) last = now();
  return (last - start) / readings;
}
