import { beyond, limits } from '../check/limits.ts';
import { DataError } from '../data/sequence.ts';

/**
 * The lines of a stream as they come, without their ends, LF or CRLF.
 * @param file for messages
 * @throws DataError for a line without an end
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>,
  file: string,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  for await (const chunk of stream) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = (rest + text).split('\n');
    rest = parts.pop() as string;
    for (const part of parts) {
      line++;
      checkLine(part, line, file);
      yield part.endsWith('\r') ? part.slice(0, -1) : part;
    }
    checkLine(rest, line + 1, file);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest;
}

function checkLine(text: string, line: number, file: string): void {
  if (text.length > limits.line.most) throw new DataError(`${file}: line ${line} ${beyond('line')}`);
}
