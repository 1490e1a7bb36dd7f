/** Learning rate of an epoch: constant, or half a cosine from `rate` at the first epoch down to 0 after the last. */
export function rateAt(schedule: 'constant' | 'cosine', rate: number, epoch: number, epochs: number): number {
  return schedule === 'constant' ? rate : (rate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
}
