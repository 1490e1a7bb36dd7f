import type { Findings } from '../../claim.ts';
import type { PanelResult, Verdict } from '../../result.ts';

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
const digits = (x: number): string => x.toPrecision(3);

/** @param names the contenders of equal parameters, with a read-out */
export function verdict(
  { contenders, baselines, comparisons }: PanelResult,
  numbers: NonNullable<Findings['numbers']>,
  names: { readonly small: string; readonly large: string },
): Verdict {
  const medianOf = (name: string): number =>
    contenders.find((c) => c.name === name)?.errors.wasmF32.all.median ?? Number.NaN;
  const against = (name: string) =>
    comparisons.find(({ other, metric }) => other === name && metric === 'all')?.called ?? 'not told apart';
  const [hlln, state] = [medianOf('HLLN (reconstruction)'), medianOf('CfC, state read')];
  const most = contenders.find(({ name }) => name === 'CfC, state read')?.parameters ?? 0;
  const rivals = ['CfC, read-out', names.large].filter((name) => against(name) !== 'better');
  const trivial = baselines.filter(
    ({ name, parameters }) => parameters <= most && against(name) !== 'better',
  );
  const headline =
    state > hlln ? `${percent(1 - hlln / state)} lower` : `${percent(hlln / state - 1)} higher`;
  const best = baselines.reduce((a, b) => (a.errors.all <= b.errors.all ? a : b));
  const measured =
    `MSE ${digits(hlln)} for HLLN, ${digits(state)} for CfC as published, ${digits(medianOf(names.large))} for CfC with a read-out at about the same ` +
    `parameters as published and ${digits(medianOf(names.small))} at about HLLN’s; ${best.name} ${digits(best.errors.all)}. ${gateSentence(numbers)}`;
  const published = against('CfC, state read');
  if (published === 'worse') return { verdict: 'does not hold', headline, because: measured };
  if (published === 'not told apart') return { verdict: 'cannot be decided', headline, because: measured };
  const conditions = [
    ...(rivals.length > 0 ? ['CfC’s state, which tanh confines to (−1, 1), is read as the prediction'] : []),
    ...(trivial.length > 0 ? [`these are left out: ${trivial.map(({ name }) => name).join('; ')}`] : []),
  ];
  return conditions.length === 0
    ? { verdict: 'holds', headline, because: measured }
    : {
        verdict: 'holds only if …',
        headline,
        condition: `if ${conditions.join(', and if ')}`,
        because: measured,
      };
}

function gateSentence({ rise, spike, fall, flush, gain, level }: NonNullable<Findings['numbers']>): string {
  const settles = spike > 0 ? ' and falls back' : ' without falling back';
  const rises = rise > 0 ? `rises by ${percent(rise)}${settles}` : 'does not rise';
  const falls = fall > 0 ? `falls by ${percent(fall)}` : 'does not fall';
  const changed = `${gain > 0 ? 'costs' : 'saves'} ${percent(Math.abs(gain))} of the error`;
  const helps = flush === 0 ? 'makes no difference that is told apart' : changed;
  return `At the first shift Ω ${rises}, and Γ ${falls}; holding Γ at its mean of ${digits(level)} ${helps}.`;
}
