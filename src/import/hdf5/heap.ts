import { type FileBytes, textOf } from './bytes.ts';

/** A text that lies in a heap of the file: its length, the heap, its number there (III.E). */
export function heapText(from: FileBytes, at: number): string {
  from.need(at, 16, 'a text');
  const [length, heap, index] = [from.u32(at), from.u64(at + 4), from.u32(at + 12)];
  if (length === 0) return '';
  from.sign(heap, 'GCOL', 'a heap of texts');
  const end = heap + from.u64(heap + 8);
  from.need(heap, end - heap, 'a heap of texts');
  for (let next = heap + 16; next + 16 <= end; ) {
    const [found, size] = [from.u16(next), from.u64(next + 8)];
    if (found === 0) break;
    if (found === index) {
      if (length > size)
        throw from.error(
          `the text at byte ${next.toLocaleString('en')} is shorter than it says: the file is damaged`,
        );
      return textOf(from.slice(next + 16, length, 'a text'));
    }
    from.need(next, 16 + size, 'a text of the heap');
    next += 16 + 8 * Math.ceil(size / 8);
  }
  throw from.error(`the heap at byte ${heap.toLocaleString('en')} has no text ${index}: the file is damaged`);
}
