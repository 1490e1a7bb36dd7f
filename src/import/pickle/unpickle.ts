/**
 * Reads pickles of protocols 2 to 5 as plain data. A pickle is a program; this is a reader of the few instructions that
 * state_dicts consist of. A name that it asks for is looked up in a list and never loaded, and nothing is ever called.
 * Source: CPython, Lib/pickletools.py.
 */
import { shown } from '../error.ts';
import { Machine, type Options } from './machine.ts';
import { nameOf } from './names.ts';
import { Dict, type StorageRef } from './values.ts';

/** A value and the byte behind the pickle. */
export interface Unpickled {
  readonly value: unknown;
  readonly end: number;
  /** Every storage that it names, by its key. */
  readonly storages: ReadonlyMap<string, StorageRef>;
}

/**
 * Reads the pickle that begins at a byte.
 * @throws ImportError naming what it wants that is not on the list, or where it is damaged
 */
export function unpickle(bytes: Uint8Array, at: number, options: Options): Unpickled {
  const machine = new Machine(bytes, at, options);
  for (;;) {
    const code = machine.number(1);
    if (code === 0x2e) return { value: machine.finished(), end: machine.at, storages: machine.storages };
    const instruction = instructions[String.fromCharCode(code)];
    if (!instruction)
      machine.fail(
        `has an instruction ${shown(String.fromCharCode(code))} at byte ${machine.at - 1}, which no state_dict needs`,
      );
    else instruction(machine);
  }
}

type Instruction = (m: Machine) => void;

/** By their code. What Python 2 wrote as text is not among them, except a name. */
const instructions: Readonly<Record<string, Instruction | undefined>> = Object.assign(Object.create(null), {
  '\x80': (m) => m.number(1),
  '\x95': (m) => m.number(8),
  '(': (m) => m.mark(),
  '0': (m) => m.pop(),
  '1': (m) => m.marked(),
  '2': (m) => m.push(m.top()),
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  J: (m) => m.push(m.signed()),
  K: (m) => m.push(m.number(1)),
  M: (m) => m.push(m.number(2)),
  '\x8a': (m) => m.push(m.long(m.number(1))),
  '\x8b': (m) => m.push(m.long(m.number(4))),
  G: (m) => m.push(m.double()),
  X: (m) => m.push(m.text(m.number(4))),
  '\x8c': (m) => m.push(m.text(m.number(1))),
  '\x8d': (m) => m.push(m.text(m.number(8))),
  U: (m) => m.push(m.text(m.number(1))),
  T: (m) => m.push(m.text(m.number(4))),
  B: (m) => m.push(m.take(m.number(4))),
  C: (m) => m.push(m.take(m.number(1))),
  '\x8e': (m) => m.push(m.take(m.number(8))),
  '\x96': (m) => m.push(m.take(m.number(8))),
  '}': (m) => m.push(new Dict()),
  ']': (m) => m.push([]),
  '\x8f': (m) => m.push([]),
  ')': (m) => m.push([]),
  t: (m) => m.push(m.marked()),
  l: (m) => m.push(m.marked()),
  '\x91': (m) => m.push(m.marked()),
  '\x85': (m) => m.push(m.popped(1)),
  '\x86': (m) => m.push(m.popped(2)),
  '\x87': (m) => m.push(m.popped(3)),
  a: (m) => m.append(m.popped(1)),
  e: (m) => m.append(m.marked()),
  '\x90': (m) => m.append(m.marked()),
  s: (m) => m.setItems(m.popped(2)),
  u: (m) => m.setItems(m.marked()),
  d: (m) => {
    const pairs = m.marked();
    m.push(new Dict());
    m.setItems(pairs);
  },
  q: (m) => m.remember(m.number(1)),
  r: (m) => m.remember(m.number(4)),
  '\x94': (m) => m.remember(),
  h: (m) => m.recall(m.number(1)),
  j: (m) => m.recall(m.number(4)),
  c: (m) => m.name(m.line(), m.line()),
  '\x93': (m) => {
    const [module, name] = m.popped(2);
    m.name(String(module), String(name));
  },
  i: (m) => m.refuse(nameOf(m.line(), m.line())),
  R: (m) => m.call(),
  '\x81': (m) => m.make(),
  '\x92': (m) => {
    m.pop(); // named arguments
    m.make();
  },
  b: (m) => m.build(),
  Q: (m) => m.persistent(),
} satisfies Readonly<Record<string, Instruction>>);
