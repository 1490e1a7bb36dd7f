/** What may make a model better than the baselines. */
import type { Contest } from '../../measure/verdict.ts';
import { presentOf, type Task } from '../../train/task.ts';

/** What a training was asked for. */
interface Asked {
  readonly cell: string;
  readonly units: number;
  readonly window: number;
  /** Steps of the longest recording to learn from. */
  readonly longest: number;
  readonly task: Task;
  /** Whether the outputs are classes. */
  readonly isClasses: boolean;
  readonly contest: Contest;
}

/** The flags to try next, the most promising first. Each changes something: none repeats what was asked for. */
export function triesOf({ cell, units, window, longest, task, isClasses, contest }: Asked): string[] {
  const { model, baselines } = contest;
  const persistence = baselines.find(({ name }) => name === 'persistence');
  const isBehind = persistence !== undefined && persistence.error < model.error;
  const canLearnChange = !isClasses && task.ahead && !presentOf(task).includes(null);
  // a command that searches for flags belongs in front of these
  return [
    ...(isBehind && canLearnChange && task.learn === 'values' ? ['--learn change'] : []),
    ...(cell === 'gru' ? [] : ['--cell gru']),
    ...(window < longest ? [`a longer --window (${Math.min(2 * window, longest)})`] : []),
    `more --units (${2 * units})`,
  ];
}
