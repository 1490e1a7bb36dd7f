/** Pickles that are hostile, damaged or of other protocols. Each is refused in one line, and nothing of it is called. */
import { describe, expect, test } from 'vitest';
import { ImportError } from '../../../src/import/error.ts';
import { unpickle } from '../../../src/import/pickle/unpickle.ts';
import { Dict } from '../../../src/import/pickle/values.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const read = (text: string) => unpickle(bytes(text), 0, { what: 'the pickle', file: 'a.pth' }).value;
const short = (text: string): string => `\x8c${String.fromCharCode(text.length)}${text}`;

describe('what it wants is named', () => {
  test.each([
    ['a function', `\x80\x02cos\nsystem\n${short('ls')}\x85R.`, 'os.system'],
    ['by two texts', `\x80\x04${short('builtins')}${short('exec')}\x93${short('1')}\x85R.`, 'builtins.exec'],
    ['a class, called', `\x80\x02csubprocess\nPopen\n${short('ls')}\x85R.`, 'subprocess.Popen'],
    ['a class, made', `\x80\x02csubprocess\nPopen\n${short('ls')}\x85\x81.`, 'subprocess.Popen'],
    ['a class of protocol 0', `(S'ls'\nios\nsystem\n.`, 'instruction "S"'],
    ['an instance of protocol 0', '(ios\nsystem\n.', 'os.system'],
    [
      'a name within a rebuilt tensor',
      `\x80\x02ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nN)Nt\x85R.`,
      'os.system',
    ],
    ['getattr', `\x80\x02c__builtin__\ngetattr\n)R.`, 'builtins.getattr'],
  ])('%s', (_, text, wanted) => {
    expect(() => read(text)).toThrow(ImportError);
    expect(() => read(text)).toThrow(wanted);
    expect(() => read(text)).toThrow(/^a\.pth: the pickle [^\n]+$/);
  });
});

test('a module is named by the outermost class, with what to do', () => {
  const inner = `ctorch.nn.modules.linear\nLinear\n)\x81}${short('_parameters')}}sb`;
  const text = `\x80\x02cmine\nNet\n)\x81}(${short('_modules')}}${short('fc')}${inner}sub.`;
  expect(() => read(text)).toThrow(
    'holds a pickled module of class mine.Net, not a state_dict, and a module is code: save torch.save(model.state_dict(), …)',
  );
});

test.each([
  ['nothing on the stack', '\x80\x02R.'],
  ['no mark', '\x80\x02t.'],
  ['a memo that is not there', '\x80\x02h\x05.'],
  ['a text longer than the file', '\x80\x02X\xff\xff\xff\x7fab.'],
  ['no end', '\x80\x02}'],
  ['a dict that is no dict', '\x80\x02K\x01K\x02K\x03s.'],
  ['a key twice', `\x80\x02}(${short('a')}K\x01${short('a')}K\x02u.`],
  ['an id of no storage', '\x80\x02K\x01Q.'],
  ['a tensor without a storage', '\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.'],
])('%s is refused', (_, text) => {
  expect(() => read(text)).toThrow(ImportError);
});

test('numbers, texts and settings are data', () => {
  const found = read(
    `\x80\x04}(${short('a')}J\xff\xff\xff\xff${short('b')}\x8a\x01\x80${short('c')}G\x3f\xf8\0\0\0\0\0\0${short('d')}cargparse\nNamespace\n)\x81}${short('lr')}K\x01sbu.`,
  ) as Dict;
  expect(found).toBeInstanceOf(Dict);
  expect([...found.items.values()].slice(0, 3)).toEqual([-1, -128, 1.5]);
});
