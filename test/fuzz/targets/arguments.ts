import { commands } from '../../../src/cli/commands.ts';
import { UsageError } from '../../../src/cli/failure.ts';
import { read } from '../../../src/cli/flags/read.ts';
import { refusedBy, type Target } from '../target.ts';

/** Words are separated by a byte that no word has. */
const join = (words: readonly string[]): Uint8Array => new TextEncoder().encode(words.join('\0'));

/** The words after `meniscus` in an example line, as a shell passes them: no word with quotes has a blank. */
const wordsOf = (line: string): string[] =>
  (/meniscus ([^<>|]*)/.exec(line)?.[1] ?? '').replaceAll('"', '').trim().split(' ');

/** The flags of every command; what they mean is the business of the commands' own tests. */
export const words: Target = {
  name: 'arguments',
  corpus: () => commands.flatMap(({ examples }) => examples.map((line) => join(wordsOf(line)))),
  run(bytes) {
    const [name, ...rest] = new TextDecoder().decode(bytes).split('\0');
    const command = commands.find((one) => one.name === name) ?? commands[bytes.length % commands.length];
    return refusedBy(() => read(command, rest), UsageError);
  },
};
