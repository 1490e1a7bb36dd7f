/** Which inputs of a graph are states, and which outputs give their next values. */
import { known } from '../../../check/keys.ts';
import type { ImportOptions } from '../../options.ts';
import { numberTypeOf } from './initialiser.ts';
import type { Model, Node, Port } from './model.ts';
import { isMadeUp, looksLikeSignal, looksLikeState, pairedByName } from './names.ts';
import { ownStates, timeOf } from './own.ts';
import { Refusal } from './refusal.ts';

/** What each input is. */
export interface Roles {
  /** Fed in each step, in the order of the file. */
  readonly signals: readonly Port[];
  /** States by the output that gives their next value. */
  readonly states: ReadonlyMap<string, string>;
  /** First states that are fed once, with no next value. */
  readonly starts: readonly Port[];
  /** The time since the last step. */
  readonly time: Port | null;
  /** Lengths of sequences. */
  readonly lengths: readonly Port[];
  readonly notes: readonly string[];
}

/** Operators that only move elements: a state behind them is still that state. */
const MOVES = new Set(
  'Identity Transpose Squeeze Unsqueeze Reshape Slice Split Gather Concat Cast Expand Flatten Dropout'.split(
    ' ',
  ),
);
const RECURRENT = new Set(['LSTM', 'GRU', 'RNN']);

/** Where an input's elements end up: states of recurrent operators, by node and slot; null if anywhere else too. */
function endsOf(nodes: readonly Node[], input: string): Set<string> | null {
  const reached = new Set([input]);
  const ends = new Set<string>();
  for (const [i, node] of nodes.entries()) {
    const slots = node.inputs.flatMap((name, slot) => (reached.has(name) ? [slot] : []));
    if (slots.length === 0) continue;
    const isMove = MOVES.has(node.op) && (node.op === 'Concat' || slots.every((slot) => slot === 0));
    if (isMove) for (const name of node.outputs) reached.add(name);
    else if (RECURRENT.has(node.op) && slots.every((slot) => slot === 5 || slot === 6))
      for (const slot of slots) ends.add(`${i} ${slot === 5 ? 'h' : 'c'}`);
    else if (node.op !== 'Shape') return null;
  }
  return ends.size > 0 ? ends : null;
}

/** The states of recurrent operators that an output is made of; null if it is computed. */
function originsOf(nodes: readonly Node[], output: string): Set<string> | null {
  const wanted = new Set([output]);
  const found = new Set<string>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const { op, inputs, outputs } = nodes[i];
    const slot = outputs.findIndex((name) => wanted.has(name));
    if (slot < 0) continue;
    if (RECURRENT.has(op)) found.add(`${i} ${slot === 2 ? 'c' : 'h'}`);
    else if (MOVES.has(op))
      for (const name of op === 'Concat' ? inputs : inputs.slice(0, 1)) wanted.add(name);
    else return null;
  }
  return found.size > 0 ? found : null;
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

/** Whether two shapes may be one: open sizes fit all. */
function fits(a: Port, b: Port): boolean {
  if (a.dims === null || b.dims === null) return true;
  const [p, q] = [a.dims, b.dims];
  return (
    p.length === q.length &&
    p.every((n, k) => typeof n === 'string' || typeof q[k] === 'string' || n === q[k])
  );
}

/** @throws Refusal for options that contradict the file, and for states without a next value that need one */
export function rolesOf(model: Model, nodes: readonly Node[], options: ImportOptions): Roles {
  const { state = {}, start = {} } = options;
  const notes: string[] = [];
  const lengths = model.inputs.filter((one) => isLengths(nodes, one));
  const time = timeOf(model);
  const inputs = model.inputs.filter((one) => !lengths.includes(one) && one !== time);
  for (const { name } of lengths) notes.push(`input "${name}" is taken as the length of the whole sequence`);
  for (const { name, type } of inputs)
    if (type !== 0 && numberTypeOf(type) === null)
      throw new Refusal(`input "${name}"`, 'it is fed with no numbers');
  for (const { name } of inputs) checkNoWeight(nodes, name);
  const states = given(model, inputs, state);
  for (const [name, { output }] of ownStates(model))
    if (!states.has(name) && ![...states.values()].includes(output)) states.set(name, output);
  const free = {
    inputs: inputs.filter(({ name }) => !states.has(name)),
    outputs: model.outputs.filter(({ name }) => ![...states.values()].includes(name)),
  };
  for (const [input, output] of guessed(nodes, free.inputs, free.outputs)) {
    states.set(input, output);
    notes.push(
      `the state "${input}" takes its next value from "${output}" (--state ${input}=OUTPUT says otherwise)`,
    );
  }
  const others = inputs.filter(({ name }) => !states.has(name));
  checkTold(
    others,
    free.outputs.filter(({ name }) => ![...states.values()].includes(name)),
  );
  const starts = others.filter((one) => isStart(nodes, one, others));
  const allowed = [...states.keys(), ...starts.map(({ name }) => name)];
  for (const name of Object.keys(start))
    if (!allowed.includes(name))
      throw new Refusal(
        `--start ${name}`,
        inputs.some((one) => one.name === name)
          ? `the input "${name}" is no state${known(name, allowed)}`
          : `the file has no input "${name}"${known(name, allowed)}`,
      );
  const signals = others.filter((one) => !starts.includes(one));
  if (signals.length === 0)
    throw new Refusal('the graph', `all its inputs are states: ${inputs.map(({ name }) => name).join(', ')}`);
  return { signals, states, starts, time, lengths, notes };
}

/** @throws Refusal for inputs with made-up names that may be states, since outputs have their shapes */
function checkTold(inputs: readonly Port[], outputs: readonly Port[]): void {
  const open = [...outputs];
  const pairs = inputs.slice(1).flatMap((input) => {
    const at = open.findIndex(
      (output, k) => (k > 0 || open.length === 1) && isMadeUp(input.name) && fits(input, output),
    );
    return at < 0 ? [] : [`${input.name}=${open.splice(at, 1)[0].name}`];
  });
  if (pairs.length > 0)
    throw new Refusal(
      'the graph',
      `inputs and outputs of one shape may be states, which their names do not tell: say which, perhaps --state ${pairs.join()}, ` +
        'or export it with names',
    );
}

/** @throws Refusal for weights of a recurrent operator that the caller feeds */
function checkNoWeight(nodes: readonly Node[], name: string): void {
  const isWeight = ({ op, inputs }: Node): boolean =>
    RECURRENT.has(op) && [1, 2, 3, 7].some((slot) => inputs[slot] === name);
  const reader = nodes.find(isWeight);
  if (reader)
    throw new Refusal(
      `input "${name}"`,
      `it is a weight of ${reader.place}: weights must be in the file, as initialisers`,
    );
}

/** Whole numbers that only the lengths of recurrent operators read. */
function isLengths(nodes: readonly Node[], { name, type }: Port): boolean {
  const readers = nodes.filter(({ inputs }) => inputs.includes(name));
  const isWhole = type === 6 || type === 7;
  return (
    isWhole &&
    readers.length > 0 &&
    readers.every(({ op, inputs }) => RECURRENT.has(op) && inputs[4] === name)
  );
}

/** A first state that is fed once: it reaches only states of recurrent operators, or has the name of a state. */
const isStart = (nodes: readonly Node[], port: Port, others: readonly Port[]): boolean =>
  others.length > 1 && (endsOf(nodes, port.name) !== null || looksLikeState(port.name));

/** @throws Refusal for a name that the file does not have */
function given(
  model: Model,
  inputs: readonly Port[],
  state: Readonly<Record<string, string>>,
): Map<string, string> {
  const names = (ports: readonly Port[]) => ports.map(({ name }) => name);
  const found = new Map<string, string>();
  for (const [input, output] of Object.entries(state)) {
    const place = `--state ${input}=${output}`;
    const [from, to] = [
      inputs.find(({ name }) => name === input),
      model.outputs.find(({ name }) => name === output),
    ];
    if (!from) throw new Refusal(place, `the file has no input "${input}"${known(input, names(inputs))}`);
    if (!to)
      throw new Refusal(place, `the file has no output "${output}"${known(output, names(model.outputs))}`);
    if (!fits(from, to))
      throw new Refusal(
        place,
        `the input is [${from.dims?.join(', ')}], the output [${to.dims?.join(', ')}]`,
      );
    const twice = [...found].find(([, other]) => other === output);
    if (twice) throw new Refusal(place, `"${output}" is the next value of "${twice[0]}" already`);
    found.set(input, output);
  }
  return found;
}

/** Pairs by name, and by the recurrent operator that reads and writes them. */
function guessed(
  nodes: readonly Node[],
  inputs: readonly Port[],
  outputs: readonly Port[],
): Map<string, string> {
  const names = (ports: readonly Port[]) => ports.map(({ name }) => name);
  const port = (ports: readonly Port[], name: string) => ports.find((one) => one.name === name) as Port;
  const told = (ports: readonly Port[]) => names(ports).filter((name) => !isMadeUp(name));
  const byName = pairedByName(told(inputs), told(outputs), (a, b) => fits(port(inputs, a), port(outputs, b)));
  const found = new Map<string, string>();
  for (const [input, output] of byName) if (looksLikeState(input)) found.set(input, output);
  const free = () => ({
    inputs: inputs.filter(({ name }) => !found.has(name)),
    outputs: outputs.filter(({ name }) => ![...found.values()].includes(name)),
  });
  const rest = free();
  for (const one of rest.inputs) {
    const ends = endsOf(nodes, one.name);
    const choices = rest.outputs.filter((other) => {
      const origins = ends && originsOf(nodes, other.name);
      return ends && origins && same(ends, origins) && fits(one, other);
    });
    if (choices.length === 1) found.set(one.name, choices[0].name);
  }
  // other names that agree are states too, as long as something is left to be fed
  for (const [input, output] of byName) {
    const { inputs: left, outputs: open } = free();
    const isOpen = left.some(({ name }) => name === input) && open.some(({ name }) => name === output);
    if (isOpen && left.length > 1 && open.length > 1 && !looksLikeSignal(input)) found.set(input, output);
  }
  return found;
}
