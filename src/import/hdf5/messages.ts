import type { FileBytes } from './bytes.ts';

/** A message of an object's header: what the object is, one property each. Source: HDF5 File Format Specification 3.0, IV.A. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly at: number;
  readonly size: number;
}

/** Types of messages (IV.A.2). */
export const DATASPACE = 1;
export const LINK_INFO = 2;
export const DATATYPE = 3;
export const LINK = 6;
export const LAYOUT = 8;
export const FILTERS = 11;
export const ATTRIBUTE = 12;
const CONTINUATION = 16;
export const SYMBOL_TABLE = 17;
export const ATTRIBUTE_INFO = 21;

/** More than that no header can count. */
const MOST_MESSAGES = 65_535;

/** A stretch of the file that holds messages. */
interface Block {
  readonly at: number;
  readonly end: number;
}

/** The messages of the object whose header begins there, whichever of the two versions it has. */
export function messagesOf(from: FileBytes, at: number, path: string): Message[] {
  const what = `the header of ${path}`;
  from.need(at, 16, what);
  if (from.u8(at) === 1) return messagesOfVersion1(from, at, what);
  from.sign(at, 'OHDR', what);
  return messagesOfVersion2(from, at, what);
}

function messagesOfVersion1(from: FileBytes, at: number, what: string): Message[] {
  const first = { at: at + 16, end: at + 16 + from.u32(at + 8) };
  const stated = from.u16(at + 2);
  const messages: Message[] = [];
  walk(from, first, what, (block, follow) => {
    for (let next = block.at; next + 8 <= block.end && messages.length < stated; ) {
      const [type, size] = [from.u16(next), from.u16(next + 2)];
      push(from, messages, { type, size, flags: from.u8(next + 4), at: next + 8 }, block, what, follow);
      next += 8 + size;
    }
  });
  return messages;
}

function messagesOfVersion2(from: FileBytes, at: number, what: string): Message[] {
  if (from.u8(at + 4) !== 2) throw from.error(`${what} has the unknown version ${from.u8(at + 4)}`);
  const flags = from.u8(at + 5);
  const sizeAt = at + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const width = 1 << (flags & 3);
  const begin = sizeAt + width;
  const first = { at: begin, end: begin + from.uint(sizeAt, width) };
  const header = flags & 4 ? 6 : 4;
  const messages: Message[] = [];
  walk(from, first, what, (block, follow) => {
    for (let next = block.at; next + header <= block.end; ) {
      const size = from.u16(next + 1);
      const message = { type: from.u8(next), size, flags: from.u8(next + 3), at: next + header };
      push(from, messages, message, block, what, (place) => {
        from.sign(place.at, 'OCHK', what);
        follow({ at: place.at + 4, end: place.end - 4 });
      });
      next += header + size;
    }
  });
  return messages;
}

/** Reads a block and those that continue it, each once. */
function walk(
  from: FileBytes,
  first: Block,
  what: string,
  read: (block: Block, follow: (next: Block) => void) => void,
): void {
  const blocks = [first];
  const seen = new Set([first.at]);
  for (let k = 0; k < blocks.length; k++) {
    from.need(blocks[k].at, blocks[k].end - blocks[k].at, what);
    read(blocks[k], (next) => {
      if (seen.has(next.at)) throw from.error(`${what} continues in itself: the file is damaged`);
      seen.add(next.at);
      blocks.push(next);
    });
  }
}

function push(
  from: FileBytes,
  messages: Message[],
  message: Message,
  block: Block,
  what: string,
  follow: (next: Block) => void,
): void {
  if (message.at + message.size > block.end)
    throw from.error(`${what} has a message beyond its end: the file is damaged`);
  if (message.type === CONTINUATION) {
    const at = from.u64(message.at);
    follow({ at, end: at + from.u64(message.at + 8) });
  }
  if (messages.push(message) > MOST_MESSAGES)
    throw from.error(`${what} has too many messages: the file is damaged`);
}
