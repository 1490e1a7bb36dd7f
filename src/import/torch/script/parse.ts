/** Reads the code that TorchScript keeps of its modules: a small part of Python, one statement a line. */
import { DEEPEST, type Expression, expressionOf } from './expression.ts';

export type Statement =
  | {
      readonly kind: 'assign';
      readonly names: readonly string[];
      readonly isTuple: boolean;
      readonly value: Expression;
    }
  | { readonly kind: 'return'; readonly value: Expression }
  | { readonly kind: 'run'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | { readonly kind: 'other'; readonly text: string };

export interface Method {
  /** Names of its arguments, `self` first. */
  readonly args: readonly string[];
  /** What an argument is that is not given. */
  readonly defaults: ReadonlyMap<string, unknown>;
  readonly body: readonly Statement[];
}

export interface Class {
  readonly methods: ReadonlyMap<string, Method>;
  /** What its code says of attributes that never change: `bidirectional : Final[bool] = False`. */
  readonly finals: ReadonlyMap<string, unknown>;
}

/** A file's classes, and its functions under the empty name. */
export type Code = ReadonlyMap<string, Class>;

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** @throws SyntaxError for what is none of it */
export function parseCode(text: string): Code {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const last = lines[lines.length - 1];
    // a signature or a call goes on until its brackets are closed
    if (last && depthOf(last.text) > 0)
      lines[lines.length - 1] = { ...last, text: `${last.text} ${raw.trim()}` };
    else if (raw.trim() !== '' && !raw.trim().startsWith('#'))
      lines.push({ indent: raw.length - raw.trimStart().length, text: raw.trim() });
  }
  const classes = new Map<string, { methods: Map<string, Method>; finals: Map<string, unknown> }>();
  const classOf = (name: string) => {
    const found = classes.get(name) ?? { methods: new Map(), finals: new Map() };
    classes.set(name, found);
    return found;
  };
  let current = '';
  for (let k = 0; k < lines.length; ) {
    const { indent, text: line } = lines[k];
    if (indent === 0) current = '';
    const [, opened] = /^class (\w+)/.exec(line) ?? [];
    const [, method, signature] = /^def (\w+)\((.*)\)\s*(?:->.*)?:$/.exec(line) ?? [];
    const [, final, value] = /^(\w+) : Final\[\w+\] = (.+)$/.exec(line) ?? [];
    k++;
    if (opened !== undefined) current = opened;
    else if (final !== undefined) classOf(current).finals.set(final, constant(value));
    else if (method !== undefined) {
      const { body, next } = blockAt(lines, k, indent);
      classOf(current).methods.set(method, { ...argumentsOf(signature), body });
      k = next;
    }
  }
  return classes;
}

/** How many brackets are open at the end of a text. */
function depthOf(text: string): number {
  let depth = 0;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[([{]|[)\]}]/g))
    if (/^[([{]$/.test(token[0])) depth++;
    else if (/^[)\]}]$/.test(token[0])) depth--;
  return depth;
}

/** Names before the colons, and defaults, at the outermost level. */
function argumentsOf(signature: string): Pick<Method, 'args' | 'defaults'> {
  const args: string[] = [];
  const defaults = new Map<string, unknown>();
  let depth = 0;
  let part = '';
  for (const letter of `${signature},`) {
    if ('([{'.includes(letter)) depth++;
    if (')]}'.includes(letter)) depth--;
    if (letter === ',' && depth === 0) {
      const [, name, value] = /^\s*(\w+)[^=]*(?:=(.*))?$/.exec(part) ?? [];
      if (name !== undefined) args.push(name);
      if (value !== undefined) defaults.set(name, constant(value));
      part = '';
    } else part += letter;
  }
  return { args, defaults };
}

function blockAt(
  lines: readonly Line[],
  start: number,
  indent: number,
  depth = 0,
): { body: Statement[]; next: number } {
  if (depth > DEEPEST) throw new SyntaxError('blocks that are nested too deep');
  const body: Statement[] = [];
  let k = start;
  while (k < lines.length && lines[k].indent > indent) {
    const { text, indent: own } = lines[k];
    const [, test] = /^if (.*):$/.exec(text) ?? [];
    if (test === undefined) {
      body.push(statementOf(text));
      k++;
      continue;
    }
    const then = blockAt(lines, k + 1, own, depth + 1);
    const isElse = lines[then.next]?.text === 'else:' && lines[then.next].indent === own;
    const otherwise = isElse ? blockAt(lines, then.next + 1, own, depth + 1) : { body: [], next: then.next };
    body.push({ kind: 'if', test: testOf(test), yes: then.body, no: otherwise.body });
    k = otherwise.next;
  }
  return { body, next: k };
}

/** A test that is not understood is decided by nothing. */
function testOf(text: string): Expression {
  const statement = statementOf(text);
  return statement.kind === 'run' ? statement.value : { kind: 'value', value: null };
}

function statementOf(text: string): Statement {
  try {
    return parsedStatement(text);
  } catch (error) {
    // what is not understood may be of a method that nothing calls
    if (error instanceof SyntaxError) return { kind: 'other', text };
    throw error;
  }
}

function parsedStatement(text: string): Statement {
  if (text === 'pass') return { kind: 'run', value: { kind: 'value', value: null } };
  if (/^(for|while|with|raise|assert)\b/.test(text)) return { kind: 'other', text };
  if (text.startsWith('return ')) return { kind: 'return', value: expressionOf(text.slice(7)) };
  const [, left, right] = /^([\w, ]+?)(?: : [^=]+)? = (.+)$/.exec(text) ?? [];
  if (left === undefined) return { kind: 'run', value: expressionOf(text) };
  const names = left
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return {
    kind: 'assign',
    names,
    isTuple: left.includes(','),
    value: expressionOf(left.includes(',') ? `(${right})` : right),
  };
}

function constant(text: string): unknown {
  try {
    const found = expressionOf(text);
    return found.kind === 'value' ? found.value : undefined;
  } catch {
    return undefined;
  }
}
