import { lengthOf, operands, type Value } from '../graph/value.ts';
import type { Step } from '../network/step.ts';
import { eulerOp, exponentialOp, mulOp, negOp, scaleOp } from '../ops/index.ts';
import { applied, type Rewriting, type Rule } from './rewrite.ts';

/**
 * The moves by which a map takes a state from its old value to the next:
 *
 *     add    h + term
 *     pull   h + weight ⊙ (target − h)
 *     relax  target + e^exponent ⊙ (h − target); without a target, h ⊙ e^exponent
 */
type Move =
  | { readonly kind: 'add'; readonly term: Value; readonly negative: boolean }
  | { readonly kind: 'pull'; readonly weight: Value; readonly target: Value }
  | { readonly kind: 'relax'; readonly exponent: Value; readonly target?: Value };

/**
 * Steps the states of maps by compensated increments if the elapsed time decides how far they move. At kilohertz rates a
 * plain f32 sum would lose a weight Δ/τ or a factor e^(−Δ/τ), as it would lose a field's increments. Maps that ignore the
 * time stay unchanged: they move as far at any rate.
 */
export function compensated(step: Step): Rule {
  const states = new Map(step.states.map(({ before, after }) => [after, before]));
  const timed = timedBy(step.dt);
  return (value, rewriting) => {
    const before = states.get(value);
    const moves = before && value.loop === null ? movesOf(value, before) : null;
    if (!before || !moves?.some((move) => timed(amountOf(move)))) return null;
    return moves.reduce((state, move) => moved(state, move, rewriting), rewriting.lower(before));
  };
}

/** The moves from `before` to `value`; null if anything else is on the way. */
function movesOf(value: Value, before: Value): readonly Move[] | null {
  if (value === before) return [];
  if (value.source.kind !== 'op') return null;
  const { op, inputs } = value.source;
  for (const [path, move] of stepsOf(op.name, inputs)) {
    const earlier = movesOf(path, before);
    if (earlier) return [...earlier, move];
  }
  return null;
}

/** The operands that an operation moves, each with its move. */
function stepsOf(name: string, [a, b, c]: readonly Value[]): (readonly [path: Value, Move])[] {
  switch (name) {
    case 'add':
      return [...blended(a, b), ...blended(b, a), [a, added(b)], [b, added(a)]];
    case 'sub':
      return [[a, { ...added(b), negative: true }]];
    case 'mul':
      return [...faded(a, b), ...faded(b, a)];
    case 'lerp': {
      const [kept, left] = [exponentOf(a), restOf(a)];
      return [
        [b, left ? { kind: 'relax', exponent: left, target: c } : { kind: 'pull', weight: a, target: c }],
        ...(kept ? [[c, { kind: 'relax', exponent: kept, target: b }] as const] : []),
      ];
    }
    default:
      return [];
  }
}

const added = (term: Value) => ({ kind: 'add', term, negative: false }) as const;

/** h ⊙ e^x */
function faded(path: Value, factor: Value): (readonly [Value, Move])[] {
  const exponent = exponentOf(factor);
  return exponent ? [[path, { kind: 'relax', exponent }]] : [];
}

/** h ⊙ e^x + (1 − e^x) ⊙ target, the same x in both. */
function blended(kept: Value, come: Value): (readonly [Value, Move])[] {
  const [first, second] = [applied(kept, 'mul')?.inputs ?? [], applied(come, 'mul')?.inputs ?? []];
  return first.flatMap((factor, i) =>
    second.flatMap((weight, j): (readonly [Value, Move])[] => {
      const exponent = restOf(weight);
      if (!exponent || exponent !== exponentOf(factor)) return [];
      return [[first[1 - i], { kind: 'relax', exponent, target: second[1 - j] }]];
    }),
  );
}

/** x of e^x. */
const exponentOf = (value: Value): Value | undefined => applied(spread(value), 'exp')?.inputs[0];

/** x of 1 − e^x. In f32 a small x gives 0. */
function restOf(value: Value): Value | undefined {
  const one = spread(value);
  const shifted = applied(one, 'shift');
  const turned = applied(one, 'neg');
  const left = turned && applied(turned.inputs[0], 'shift');
  if (shifted?.attributes.immediate === 1) {
    const factor = applied(shifted.inputs[0], 'neg');
    return factor ? exponentOf(factor.inputs[0]) : undefined;
  }
  return left?.attributes.immediate === -1 ? exponentOf(left.inputs[0]) : undefined;
}

/** The scalar behind a vector of equal elements; else the value itself. */
const spread = (value: Value): Value => applied(value, 'broadcast')?.inputs[0] ?? value;

/** The value that decides how far a move goes. */
function amountOf(move: Move): Value {
  if (move.kind === 'add') return move.term;
  return move.kind === 'pull' ? move.weight : move.exponent;
}

/** Whether a value depends on the elapsed time. */
function timedBy(dt: Value): (value: Value) => boolean {
  const known = new Map<Value, boolean>([[dt, true]]);
  const timed = (value: Value): boolean => {
    const found = known.get(value) ?? operands(value).some(timed);
    known.set(value, found);
    return found;
  };
  return timed;
}

/** One compensated increment: d · (drive − decay ⊙ h), or its exact solution. */
function moved(state: Value, move: Move, { graph, lower }: Rewriting): Value {
  const n = lengthOf(state);
  const all = (value: number): Value => graph.constant([n], new Array<number>(n).fill(value), `${value}`);
  const one = graph.constant([1], [1], '1');
  const negative = (value: Value): Value => {
    const scaled = applied(value, 'scale');
    if (!scaled) return graph.apply(negOp, [lower(value)]);
    const { immediate = 1 } = scaled.attributes;
    return graph.apply(scaleOp, [lower(scaled.inputs[0])], { immediate: -immediate });
  };
  if (move.kind === 'add') {
    const drive = move.negative ? negative(move.term) : lower(move.term);
    return graph.apply(eulerOp, [state, drive, all(0), one]);
  }
  if (move.kind === 'relax') {
    const { exponent, target } = move;
    const scalar = lengthOf(exponent) === 1;
    const decay = scalar ? all(1) : negative(exponent);
    const drive = target && (scalar ? lower(target) : graph.apply(mulOp, [decay, lower(target)]));
    return graph.apply(exponentialOp, [state, drive ?? all(0), decay, scalar ? negative(exponent) : one]);
  }
  const { weight, time } = factored(move.weight);
  const decay = lower(weight);
  const drive = graph.apply(mulOp, [decay, lower(move.target)]);
  return graph.apply(eulerOp, [state, drive, decay, time ? lower(time) : one]);
}

/** A weight as a vector, times a scalar of the step if it has one. */
function factored(weight: Value): { readonly weight: Value; readonly time?: Value } {
  const product = applied(weight, 'mul');
  for (const [vector, factor] of product ? [product.inputs, [...product.inputs].reverse()] : []) {
    const one = applied(factor, 'broadcast');
    if (one) return { weight: vector, time: one.inputs[0] };
  }
  return { weight };
}
