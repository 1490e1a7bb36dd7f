/** @throws RangeError if bytes end beyond where they have to */
export function inside(what: string, offset: number, bytes: number, end: number): void {
  if (offset + bytes > end)
    throw new RangeError(`${what}: it ends at byte ${offset + bytes}, beyond byte ${end}, where it has to`);
}
