/** LSTM, GRU and RNN. Source: docs/Operators.md of github.com/onnx/onnx; for `clip` onnxruntime, which leaves the memory unclipped. */
import type { Value } from '../../../../graph/value.ts';
import * as o from '../../../../ops/index.ts';
import type { Call, Operator } from '../call.ts';
import { type Activation, activationsOf } from './activations.ts';
import { outputsOf, type Recurrence, recurrence } from './recurrence.ts';

const isPlain = (call: Call, activations: readonly Activation[], names: readonly string[]): boolean =>
  activations.every(({ name }, k) => name === names[k]) && call.float('clip', 0) === 0;

/** Rows of the gates in the file. */
const [I, O, F, C] = [0, 1, 2, 3];
const LSTM = ['sigmoid', 'tanh', 'tanh'];

const lstm: Operator = (call) => {
  const step = recurrence(call, 4);
  const activations = activationsOf(call, ['Sigmoid', 'Tanh', 'Tanh']);
  const [h, c] = [step.state('h', 5), step.state('c', 6)];
  const simple = isPlain(call, activations, LSTM) && !call.given(7) && call.integer('input_forget', 0) === 0;
  const { memory, output } = simple ? fused(step, c.before) : general(step, c.before, activations);
  h.becomes(output);
  c.becomes(memory);
  return outputsOf(call, output, memory);
};

function fused(step: Recurrence, c: Value) {
  const gates = step.sum([I, F, C, O]);
  const memory = o.lstmMemory(gates, c);
  return { memory, output: o.lstmOutput(gates, memory) };
}

function general(step: Recurrence, c: Value, [f, g, h]: readonly Activation[]) {
  const { call, units } = step;
  const peepholes = call.given(7) ? call.constant(7, 'the peepholes') : null;
  if (peepholes && peepholes.data.length !== 3 * units)
    call.fail(`its peepholes are ${peepholes.data.length} numbers, not ${3 * units}`);
  const gate = (k: number, memory: Value, activation: Activation): Value => {
    const sum = step.sum([k]);
    if (!peepholes || k === C) return activation.of(step.clipped(sum));
    const own = peepholes.data.slice(k * units, (k + 1) * units);
    const weights = call.build.vector(`${peepholes.name || 'P'}.${'iof'[k]}`, own);
    return activation.of(step.clipped(o.add(sum, o.mul(memory, weights))));
  };
  const input = gate(I, c, f);
  const candidate = gate(C, c, g);
  const memory =
    call.integer('input_forget', 0) === 0
      ? o.add(o.mul(gate(F, c, f), c), o.mul(input, candidate))
      : o.lerp(input, c, candidate);
  return { memory, output: o.mul(gate(O, memory, f), h.of(memory)) };
}

const [Z, R, N] = [0, 1, 2];

const gru: Operator = (call) => {
  const step = recurrence(call, 3);
  const activations = activationsOf(call, ['Sigmoid', 'Tanh']);
  const [f, g] = activations;
  const isAfter = call.integer('linear_before_reset', 0) !== 0;
  const state = step.state('h', 5);
  const h = state.before;
  let next: Value;
  if (isAfter && isPlain(call, activations, LSTM)) {
    next = o.gruUpdate(step.inputPart([R, Z, N]), step.statePart([R, Z, N]), h);
  } else {
    const update = step.clipped(step.sum([Z]));
    const reset = f.of(step.clipped(step.sum([R])));
    const sum = isAfter
      ? o.add(step.inputPart([N]), o.mul(reset, step.statePart([N])))
      : step.sum([N], o.mul(reset, h));
    const candidate = g.of(step.clipped(sum));
    next =
      f.name === 'sigmoid' ? o.lerp(complement(update), h, candidate) : o.lerp(f.of(update), candidate, h);
  }
  state.becomes(next);
  return outputsOf(call, next);
};

/** 1 − σ(x) by e^x: exact in its digits where a gate near 1 would leave none of the candidate's. */
const complement = (x: Value): Value => o.reciprocal(o.shift(o.exp(x), 1));

const rnn: Operator = (call) => {
  const step = recurrence(call, 1);
  const [f] = activationsOf(call, ['Tanh']);
  const state = step.state('h', 5);
  const next = f.of(step.clipped(step.sum([0])));
  state.becomes(next);
  return outputsOf(call, next);
};

export const nodes: Readonly<Record<string, Operator>> = { LSTM: lstm, GRU: gru, RNN: rnn };
