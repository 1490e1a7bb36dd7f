/** Expressions of the code that TorchScript keeps. */

export type Expression =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly at: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'call';
      readonly of: Expression;
      readonly args: readonly Expression[];
      readonly named: Readonly<Record<string, Expression>>;
    };

/** Deeper expressions and blocks than this are of no model. */
export const DEEPEST = 100;

const TOKEN =
  /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf\b|nan\b)|\w+|[()[\].,=:+\-*/<>{}])/giy;
const words: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };

/** @throws SyntaxError for what is none of it */
export function expressionOf(text: string): Expression {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.trimEnd().length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new SyntaxError(text);
    tokens.push(token);
  }
  const reader = new Reader(tokens, text);
  const found = reader.expression();
  reader.end();
  return found;
}

class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly text: string,
  ) {}

  end(): void {
    if (this.at !== this.tokens.length) throw new SyntaxError(this.text);
  }

  private next(expected?: string): string {
    const token = this.tokens[this.at++];
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new SyntaxError(this.text);
    return token;
  }

  expression(): Expression {
    if (++this.depth > DEEPEST) throw new SyntaxError('expressions that are nested too deep');
    let found = this.atom();
    for (;;) {
      const token = this.tokens[this.at];
      if (token === '.') {
        this.at++;
        found = { kind: 'attribute', of: found, name: this.next() };
      } else if (token === '[') {
        this.at++;
        const at = this.expression();
        // types have several, which nobody reads
        while (this.tokens[this.at] === ',') {
          this.at++;
          this.expression();
        }
        this.next(']');
        found = { kind: 'item', of: found, at };
      } else if (token === '(') {
        this.at++;
        found = this.call(found);
      } else {
        this.depth--;
        return found;
      }
    }
  }

  private call(of: Expression): Expression {
    const args: Expression[] = [];
    const named: Record<string, Expression> = Object.create(null);
    while (this.tokens[this.at] !== ')') {
      if (this.tokens[this.at + 1] === '=') {
        const name = this.next();
        this.at++;
        named[name] = this.expression();
      } else args.push(this.expression());
      if (this.tokens[this.at] === ',') this.at++;
    }
    this.next(')');
    return { kind: 'call', of, args, named };
  }

  private atom(): Expression {
    const token = this.next();
    if (token === '(' || token === '[') {
      const close = token === '(' ? ')' : ']';
      const items: Expression[] = [];
      let isTuple = token === '[';
      while (this.tokens[this.at] !== close) {
        items.push(this.expression());
        if (this.tokens[this.at] !== ',') break;
        this.at++;
        isTuple = true;
      }
      this.next(close);
      return isTuple || items.length !== 1 ? { kind: 'list', items } : items[0];
    }
    if (Object.hasOwn(words, token)) return { kind: 'value', value: words[token] };
    if (/^["']/.test(token)) return { kind: 'value', value: token.slice(1, -1) };
    if (/^-?(\d|inf$|nan$)/i.test(token))
      return {
        kind: 'value',
        value: /inf/i.test(token) ? (token.startsWith('-') ? -Infinity : Infinity) : Number(token),
      };
    if (/^\w/.test(token)) return { kind: 'name', name: token };
    throw new SyntaxError(this.text);
  }
}
