/** The share of the deadline that the model takes. */
import { part, setFacts } from '../../playground/page/dom.ts';
import { quantile } from './load.ts';
import { BLOCK, type Load } from './messages.ts';

const facts = part('load', HTMLDListElement);
const bar = part('load-bar', HTMLMeterElement);
const about = part('load-about', HTMLParagraphElement);

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

const words = {
  shared:
    'Each call is timed by a worker that writes its clock into shared memory and does nothing else. It takes a core; while the host takes that core away, the clock stands still.',
  date: 'A worklet has no finer clock than Date.now, which ticks in milliseconds. The mean over many calls is right, since they begin anywhere between two ticks; a single call is known to a millisecond, so there are no quantiles, and a call counts as missed if the clock moved by more than a block. The clock makes two numbers of 16 bytes in each call; nothing else allocates.',
  none: 'Calls are not timed, and nothing in them allocates.',
};

/** @param rate samples a second */
export function showLoad(load: Load, rate: number): void {
  const deadline = (1e6 * BLOCK) / rate;
  const mean = load.calls === 0 ? 0 : load.total / load.calls / deadline;
  const fine = load.clock === 'shared' && load.calls > 0;
  const p50 = fine ? quantile(load, 0.5, deadline) : Number.NaN;
  const p999 = fine ? quantile(load, 0.999, deadline) : Number.NaN;
  const isTimed = load.clock !== 'none';
  bar.value = Math.min(1, fine ? p50 : mean);
  setFacts(facts, {
    mean: isTimed ? percent(mean) : null,
    p50: fine ? `≤ ${percent(p50)}` : null,
    'p99.9': fine ? `≤ ${percent(p999)}` : null,
    missed: isTimed ? `${load.missed} of ${load.calls}` : null,
    silenced: load.refused > 0 ? `${load.refused}` : null,
    deadline: `${deadline.toFixed(0)} µs for ${BLOCK} frames`,
  });
  about.textContent = words[load.clock];
}
