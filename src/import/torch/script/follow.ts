/** Follows the code of a TorchScript module from its input to its output, and writes down the layers on the way. */
import { Dict, Instance, TensorRef } from '../../pickle/values.ts';
import { type Args, isNumbers, SOME } from './arguments.ts';
import type { Expression } from './expression.ts';
import { operationOf, placed } from './operations.ts';
import type { Class, Code, Method, Statement } from './parse.ts';
import { type RecurrentKind, recurrent } from './recurrent.ts';
import { NoStream, type Numbers, State, Stream, type Tape, Unknown } from './tape.ts';

export interface Program {
  /** The parsed code of a file, by its name `__torch__.models`. */
  code(name: string): Code | null;
  /** The numbers of a tensor; null of one of integers. */
  numbers(tensor: TensorRef): Numbers | null;
  readonly constants: readonly unknown[];
}

/** A name with dots that stands for no value: `torch.relu`. */
class Path {
  constructor(readonly name: string) {}
}

const MOST_STEPS = 20_000;
const DEEPEST = 40;

export class Follower {
  private steps = 0;
  private depth = 0;

  constructor(
    private readonly program: Program,
    private readonly tape: Tape,
  ) {}

  /** What `forward` of a module gives for these arguments. */
  run(module: Instance, method: string, args: Args, named: Named = {}): unknown {
    const found = this.classOf(module);
    const known = this.knownModule(module, found, [...args, ...Object.values(named)]);
    if (known !== undefined) return known;
    const body = found?.methods.get(method);
    if (!body) throw new Unknown(`calls ${module.name}.${method}, whose code is not there`);
    return this.call(body, [module, ...args], named);
  }

  private classOf({ name }: Instance): Class | undefined {
    const at = name.lastIndexOf('.');
    return this.program.code(name.slice(0, at))?.get(name.slice(at + 1));
  }

  private call({ args: names, defaults, body }: Method, args: Args, named: Named): unknown {
    if (++this.depth > DEEPEST) throw new Unknown('calls itself too often');
    const scope = new Map<string, unknown>(
      names.map((name, k) => {
        if (k < args.length) return [name, args[k]];
        return [name, name in named ? named[name] : (defaults.get(name) ?? null)];
      }),
    );
    const found = this.block(body, scope);
    this.depth--;
    return found?.value ?? null;
  }

  private block(body: readonly Statement[], scope: Map<string, unknown>): { value: unknown } | null {
    for (const statement of body) {
      if (++this.steps > MOST_STEPS) throw new Unknown('is longer than a model');
      if (statement.kind === 'other') throw new Unknown(`has "${statement.text.slice(0, 40)}"`);
      if (statement.kind === 'return') return { value: this.value(statement.value, scope) };
      if (statement.kind === 'if') {
        const test = this.value(statement.test, scope);
        if (typeof test !== 'boolean') throw new Unknown('decides by a value that it computes');
        const found = this.block(test ? statement.yes : statement.no, scope);
        if (found) return found;
        continue;
      }
      const value = this.value(statement.value, scope);
      if (statement.kind === 'run') continue;
      if (!statement.isTuple) scope.set(statement.names[0], value);
      else if (Array.isArray(value) && value.length >= statement.names.length)
        for (const [k, name] of statement.names.entries()) scope.set(name, value[k]);
      // a pair of states that the caller feeds
      else if (value instanceof State) for (const name of statement.names) scope.set(name, value);
      else throw new Unknown('takes apart what is no tuple');
    }
    return null;
  }

  private value(expression: Expression, scope: ReadonlyMap<string, unknown>): unknown {
    switch (expression.kind) {
      case 'value':
        return expression.value;
      case 'name':
        return scope.has(expression.name) ? scope.get(expression.name) : new Path(expression.name);
      case 'list':
        return expression.items.map((item) => this.value(item, scope));
      case 'attribute':
        return this.attribute(this.value(expression.of, scope), expression.name);
      case 'item': {
        const of = this.value(expression.of, scope);
        if (of instanceof State) return of;
        const at = of instanceof Path ? null : this.value(expression.at, scope);
        if (of instanceof Path) return of;
        if (Array.isArray(of) && typeof at === 'number') return of.at(at);
        throw new Unknown('takes an item of what is no tuple');
      }
      case 'call':
        return this.called(expression, scope);
    }
  }

  private attribute(of: unknown, name: string): unknown {
    if (of instanceof Path) {
      const [, index] = of.name === 'CONSTANTS' ? (/^c(\d+)$/.exec(name) ?? []) : [];
      return index === undefined
        ? new Path(`${of.name}.${name}`)
        : this.known(this.program.constants[Number(index)]);
    }
    if (of instanceof Instance && of.state instanceof Dict && of.state.items.has(name))
      return this.known(of.state.items.get(name));
    if (of instanceof Instance) return this.classOf(of)?.finals.get(name) ?? SOME;
    return SOME;
  }

  /** Tensors as numbers. */
  private known(value: unknown): unknown {
    if (value instanceof TensorRef) return this.program.numbers(value) ?? SOME;
    return Array.isArray(value) ? value.map((one) => this.known(one)) : value;
  }

  private called(
    { of, args: given, named }: Expression & { kind: 'call' },
    scope: ReadonlyMap<string, unknown>,
  ): unknown {
    const args = given.map((one) => this.value(one, scope));
    const byName = Object.fromEntries(
      Object.entries(named).map(([name, one]) => [name, this.value(one, scope)]),
    );
    if (of.kind === 'attribute') {
      const self = this.value(of.of, scope);
      if (self instanceof Instance) return this.run(self, of.name, args, byName);
    }
    const path = this.value(of, scope);
    if (!(path instanceof Path)) throw new Unknown('calls what is no function');
    return this.function(path.name, args, byName);
  }

  private function(path: string, args: Args, named: Named): unknown {
    const at = path.lastIndexOf('.');
    const name = path.slice(at + 1);
    const [a, b] = args;
    if (path === 'getattr') return this.attribute(a, String(b));
    if (path === 'annotate' || path === 'unchecked_cast') return b;
    if (path === 'int' || path === 'float' || path === 'bool') return typeof a === 'number' ? a : SOME;
    if (name === '__is__' || name === '__isnot__')
      return a === SOME || b === SOME ? SOME : (a === b) === (name === '__is__');
    if (name === '__not__') return typeof a === 'boolean' ? !a : SOME;
    if (name in comparisons && (typeof a === 'number' || typeof b === 'number'))
      return typeof a === 'number' && typeof b === 'number'
        ? comparisons[name as keyof typeof comparisons](a, b)
        : SOME;
    if (name === 'RaiseException') throw new Unknown('ends in an exception of its own');
    const own = path.startsWith('__torch__.')
      ? this.program.code(path.slice(0, at))?.get('')?.methods.get(name)
      : undefined;
    if (own) return this.call(own, args, named);
    const operation = /^(torch|ops)\./.test(path) ? operationOf(name) : null;
    if (operation) return operation(this.tape, placed(name, args, named));
    // of sizes nothing is known, whatever is done with them
    if (
      args.length > 0 &&
      args.every((one) => one === SOME || typeof one === 'number' || typeof one === 'string' || one === null)
    )
      return SOME;
    throw new Unknown(`calls ${path}`);
  }

  /** Modules of torch.nn whose code is long: what they compute is known from their class. */
  private knownModule(module: Instance, code: Class | undefined, args: Args): unknown {
    const [, file, name] = /^__torch__\.torch\.nn\.modules\.(\w+)\..*?(\w+)$/.exec(module.name) ?? [];
    const [x, start = null] = args;
    const get = (key: string): unknown => this.attribute(module, key);
    if (file === 'linear' && name === 'Linear')
      return operationOf('linear')?.(this.tape, [x, get('weight'), get('bias')]);
    if (file === 'dropout' || name === 'Identity') return x;
    if (file === 'rnn' && (name === 'LSTMCell' || name === 'GRUCell'))
      return this.cell(name === 'GRUCell' ? 'gru' : 'lstm', get, args);
    const mode = code?.finals.get('mode');
    if (file !== 'rnn' || typeof mode !== 'string' || !(x instanceof Stream)) return undefined;
    if (code?.finals.get('bidirectional') === true)
      throw new NoStream('is bidirectional: it reads the future, which a stream does not have');
    const kind = mode.toLowerCase() as RecurrentKind;
    const depth = Number(code?.finals.get('num_layers') ?? 1);
    const hasBias = code?.finals.get('bias') !== false;
    const parts = [
      'weight_ih',
      'weight_hh',
      ...(hasBias ? ['bias_ih', 'bias_hh'] : []),
      ...(isNumbers(get('weight_hr_l0')) ? ['weight_hr'] : []),
    ];
    const weights = Array.from({ length: depth }, (_, k) => parts.map((part) => get(`${part}_l${k}`))).flat();
    if (!weights.every(isNumbers)) throw new Unknown(`has a ${name} without its weights`);
    const starts = Array.isArray(start) ? start : start === null ? [] : [start, start];
    const made = recurrent(this.tape, { kind, x, starts, weights, hasBias, depth });
    const state = new State('layer', made, depth);
    return [made, kind === 'lstm' ? [state, new State('layer')] : state];
  }

  /** A cell of torch.nn, whose arguments tracing may have reordered. */
  private cell(kind: 'gru' | 'lstm', get: (key: string) => unknown, args: Args): unknown {
    const all = args.flat();
    const weights = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(get);
    const starts = all.filter((one) => one instanceof State || isNumbers(one));
    const x = all.filter((one) => one instanceof Stream);
    if (x.length !== 1) throw new NoStream('gives a cell a state that another layer computes');
    return operationOf(`${kind}_cell`)?.(this.tape, [x[0], starts, ...weights]);
  }
}

type Named = Readonly<Record<string, unknown>>;

const comparisons = {
  eq: (a: number, b: number) => a === b,
  ne: (a: number, b: number) => a !== b,
  lt: (a: number, b: number) => a < b,
  gt: (a: number, b: number) => a > b,
  le: (a: number, b: number) => a <= b,
  ge: (a: number, b: number) => a >= b,
};
