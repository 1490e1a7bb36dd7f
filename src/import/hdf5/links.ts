import { type FileBytes, NOWHERE } from './bytes.ts';
import { LINK, LINK_INFO, type Message, SYMBOL_TABLE } from './messages.ts';

/** The names in a group and where their objects' headers are, in the order of the file. Soft and external links are left out. */
export function linksOf(from: FileBytes, messages: readonly Message[], path: string): Map<string, number> {
  const links = new Map<string, number>();
  const add = (name: string, at: number) => {
    if (links.has(name))
      throw from.error(`${path} has the name ${JSON.stringify(name)} twice: the file is damaged`);
    links.set(name, at);
  };
  for (const { type, at } of messages) {
    if (type === SYMBOL_TABLE) symbolTable(from, at, path, add);
    else if (type === LINK) link(from, at, path, add);
    else if (type === LINK_INFO) checkInline(from, at, path);
  }
  return links;
}

type Add = (name: string, at: number) => void;

/** A group of the older kind: a B-tree of nodes of names, which lie in a heap (III.A.1, III.C, III.D). */
function symbolTable(from: FileBytes, at: number, path: string, add: Add): void {
  const heap = from.u64(at + 8);
  from.sign(heap, 'HEAP', `the names of ${path}`);
  const [size, data] = [from.u64(heap + 8), from.u64(heap + 24)];
  from.need(data, size, `the names of ${path}`);
  const nameAt = (offset: number): string => {
    if (offset < 0 || offset >= size)
      throw from.error(`a name of ${path} lies beyond the others: the file is damaged`);
    return from.text(data + offset, size - offset, `a name of ${path}`);
  };
  for (const node of leavesOf(from, from.u64(at), `the names of ${path}`)) {
    from.sign(node, 'SNOD', `the names of ${path}`);
    const symbols = from.u16(node + 6);
    from.need(node + 8, 40 * symbols, `the names of ${path}`);
    for (let k = 0; k < symbols; k++) {
      const entry = node + 8 + 40 * k;
      // 2 is a soft link, which names another place
      if (from.u32(entry + 16) !== 2) add(nameAt(from.u64(entry)), from.u64(entry + 8));
    }
  }
}

/** What the leaves of a B-tree of names point to. Each node is read once. */
function leavesOf(from: FileBytes, root: number, what: string): number[] {
  const found: number[] = [];
  const seen = new Set<number>();
  const visit = (at: number, level: number | null) => {
    from.sign(at, 'TREE', what);
    if (seen.has(at)) throw from.error(`${what}: a node of the tree is its own: the file is damaged`);
    seen.add(at);
    const [kind, depth, entries] = [from.u8(at + 4), from.u8(at + 5), from.u16(at + 6)];
    if (kind !== 0 || (level !== null && depth !== level))
      throw from.error(`${what}: a node of the tree is of another kind: the file is damaged`);
    from.need(at + 24, 16 * entries + 8, what);
    for (let k = 0; k < entries; k++) {
      const child = from.u64(at + 32 + 16 * k);
      if (depth === 0) found.push(child);
      else visit(child, depth - 1);
    }
  };
  visit(root, null);
  return found;
}

/** A group of the newer kind: a message for each name (IV.A.2.g). */
function link(from: FileBytes, at: number, path: string, add: Add): void {
  const flags = from.u8(at + 1);
  const kind = flags & 8 ? from.u8(at + 2) : 0;
  const lengthAt = at + 2 + (flags & 8 ? 1 : 0) + (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0);
  const width = 1 << (flags & 3);
  const length = from.uint(lengthAt, width);
  const name = from.text(lengthAt + width, length, `a name of ${path}`);
  if (kind === 0) add(name, from.u64(lengthAt + width + length));
}

/** @throws ImportError if the names lie in a heap of the newest kind */
function checkInline(from: FileBytes, at: number, path: string): void {
  const heap = from.u64(at + 2 + (from.u8(at + 1) & 1 ? 8 : 0));
  if (heap !== NOWHERE)
    throw from.error(
      `${path} keeps its many names in a form that is not read here: save the file with h5py's libver="earliest" and without track_order`,
    );
}
