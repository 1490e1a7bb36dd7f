/** What may make a model better than the baselines. */
import type { Contest } from '../../measure/verdict.ts';
import { presentOf, type Task } from '../../train/task.ts';
import type { Trainer } from '../../train/trainer.ts';

/** What a training was asked for. */
interface Asked {
  readonly cell: string;
  readonly units: number;
  /** The training, at its end. */
  readonly trainer: Pick<Trainer, 'end' | 'history'> & {
    readonly options: Pick<Trainer['options'], 'window' | 'timeLimit'>;
  };
  /** Steps of the longest recording to learn from. */
  readonly longest: number;
  readonly task: Task;
  /** Whether the outputs are classes. */
  readonly isClasses: boolean;
  readonly contest: Contest;
}

/** The flags to try next, the most promising first. Each changes something: none repeats what was asked for. */
export function triesOf({ cell, units, trainer, longest, task, isClasses, contest }: Asked): string[] {
  const { window } = trainer.options;
  const longer = longerThan(trainer);
  const { model, baselines } = contest;
  const persistence = baselines.find(({ name }) => name === 'persistence');
  const isBehind = persistence !== undefined && persistence.error < model.error;
  const canLearnChange = !isClasses && task.ahead && !presentOf(task).includes(null);
  // a command that searches for flags belongs in front of these
  return [
    ...(isBehind && canLearnChange && task.learn === 'values' ? ['--learn change'] : []),
    ...(longer === null ? [] : [longer]),
    ...(cell === 'gru' ? [] : ['--cell gru']),
    ...(window < longest ? [`a longer --window (${Math.min(2 * window, longest)})`] : []),
    `more --units (${2 * units})`,
  ];
}

/** A longer training, if it was cut short: when it ended, the best validation loss was of its last quarter. */
function longerThan({ end, history, options }: Asked['trainer']): string | null {
  const last = history[history.length - 1];
  const best = history.reduce((a, b) => (b.validation < a.validation ? b : a));
  if (best.updates < 0.75 * last.updates) return null;
  if (end === 'epochs') return `more --epochs (${2 * last.epoch})`;
  if (end === 'updates') return `more --updates (${2 * last.updates})`;
  return end === 'time' ? `a longer --time-limit (${2 * (options.timeLimit ?? 0)})` : null;
}
