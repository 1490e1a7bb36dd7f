/** One step of a model as a TorchScript module with explicit states. */
import { lengthOf, type Value } from '../../../graph/value.ts';
import type { ElementaryStep } from '../elementary.ts';
import { emit } from '../emit.ts';
import { archive } from './archive.ts';
import { Script, torchWriter } from './operations.ts';

export interface TorchStep {
  readonly bytes: Uint8Array;
  /** The names of the arguments behind x and dt, one for each state. */
  readonly states: readonly string[];
}

/**
 * A module with `forward(x, dt, states…) → (y, states…)`; without `dt` if the model ignores the time. Vectors are [n] or [B, n].
 * Attributes `initial_<state>` hold the first states.
 */
export function writeTorchScript(step: ElementaryStep): TorchStep {
  const { input, dt, states, output, origins } = step;
  const script = new Script();
  for (const reserved of ['self', 'torch', 'training', 'forward']) script.named(reserved);
  const names = new Map<Value, string>([[input, script.named('x')]]);
  if (dt) names.set(dt, script.named('dt'));
  const given = states.map(({ name, before }) => {
    const argument = script.named(argumentOf(name));
    names.set(before, argument);
    return argument;
  });
  if (origins) {
    const less = script.buffer('origin_of_x', [lengthOf(input)], originsOf(origins.inputs));
    names.set(input, script.named('less'));
    script.assign('less', `torch.to(torch.sub(x, ${less}), 6)`);
  }
  const all = emit(step, torchWriter(script), names);
  const nameIn = (value: Value): string => all.get(value) as string;
  let y = nameIn(output);
  if (origins) {
    const more = script.buffer('origin_of_y', [lengthOf(output)], originsOf(origins.outputs));
    y = `torch.add(torch.to(${y}, 7), ${more})`;
  }
  states.forEach(({ initial }, i) => {
    script.buffer(`initial_${given[i]}`, [initial.length], Float32Array.from(initial));
  });
  const parameters = ['x', ...(dt ? ['dt'] : []), ...given];
  const results = [y, ...states.map(({ after }) => nameIn(after))];
  return { bytes: archive(codeOf(script, parameters, results), script.buffers), states: given };
}

/** `0.h` is an argument `h_0`. */
const argumentOf = (state: string): string => state.replace(/^(\d+)\.(.+)$/, '$2_$1');

const originsOf = (list: readonly { readonly origin: number }[]): Float64Array =>
  Float64Array.from(list, ({ origin }) => origin);

function codeOf(
  { buffers, lines }: Script,
  parameters: readonly string[],
  results: readonly string[],
): string {
  return [
    'class Step(Module):',
    '  __parameters__ = []',
    `  __buffers__ = [${buffers.map(({ name }) => `"${name}", `).join('')}]`,
    '  training : bool',
    ...buffers.map(({ name }) => `  ${name} : Tensor`),
    '  def forward(self: __torch__.Step,',
    `    ${parameters.map((name) => `${name}: Tensor`).join(',\n    ')}) -> Tuple[${results.map(() => 'Tensor').join(', ')}]:`,
    ...lines.map((line) => `    ${line}`),
    `    return (${results.join(', ')}${results.length === 1 ? ',' : ''})`,
    '',
  ].join('\n');
}
