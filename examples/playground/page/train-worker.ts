/** The worker that prepares data and trains. One task and one training at a time; messages are heard between slices. */
import type { FromTrainer, ToTrainer } from './messages.ts';
import { baselinesOf, type Prepared, prepare } from './prepare.ts';
import { type TaskRequest, type TaskSource, tasks } from './tasks.ts';
import { sizesOf, Training } from './training.ts';

const say = (message: FromTrainer): void => postMessage(message);
const now = (): number => performance.now();
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let prepared: Prepared | null = null;
let training: Training | null = null;
let paused = false;

/** A message to oneself lets those of the page through; a timer would wait for milliseconds. */
const turns = new MessageChannel();
/** Of the training that goes on: turns of others are over. */
let turn = 0;
turns.port1.onmessage = ({ data }): void => {
  if (data !== turn || training === null || paused) return;
  attempt(() => {
    if (training!.slice(now)) turns.port2.postMessage(turn);
    else {
      training!.models('finished', now);
      training = null;
    }
  });
};

/** What throws in a training ends it, with its message; what it had learnt until then is kept. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    const ended = training;
    training = null;
    say({ kind: 'failed', message: messageOf(error) });
    if (ended?.hasEpochs) ended.models('stopped', now);
  }
}

function answer(id: number, work: () => FromTrainer): void {
  try {
    say(work());
  } catch (error) {
    say({ kind: 'refused', id, message: messageOf(error) });
  }
}

/** What reads files: loaded when the first ones are opened. */
let reader: Promise<typeof import('./own-tables.ts')> | null = null;
const own = () => (reader ??= import('./own-tables.ts'));

/** What is still to be answered: questions are answered in their order. */
let queue = Promise.resolve();

function inTurn(id: number, work: () => Promise<FromTrainer>): void {
  queue = queue.then(async () => {
    try {
      say(await work());
    } catch (error) {
      say({ kind: 'refused', id, message: messageOf(error) });
    }
  });
}

/** What a request asks for. @rejects DataError for data of one's own that cannot be learned */
async function sourceOf(request: TaskRequest): Promise<TaskSource> {
  if (request.kind === 'listed') return tasks[request.task];
  const { data } = request;
  const { ownTask, tablesOf } = await own();
  return ownTask(data.name, await tablesOf(data), data);
}

/** The task in hand. @throws before there is one */
function ready(): Prepared {
  if (prepared === null) throw new Error('there is no task yet: choose one');
  return prepared;
}

const on: { readonly [K in ToTrainer['kind']]: (message: Extract<ToTrainer, { kind: K }>) => void } = {
  look({ id, data }) {
    inTurn(id, async () => {
      const { factsOf, tablesOf } = await own();
      return { kind: 'looked', id, data: factsOf(await tablesOf(data), data) };
    });
  },
  prepare({ id, request }) {
    inTurn(id, async () => {
      const next = prepare(await sourceOf(request));
      const { task, targets, classes, train, measured, marks } = next;
      const baselines = baselinesOf(next);
      training = null;
      prepared = next;
      const trainSteps = train.reduce((sum, { length }) => sum + length, 0);
      const facts = { ...task, ...measured, targets, classes, marks, baselines, trainSteps };
      return { kind: 'prepared', id, facts };
    });
  },
  size({ id, settings }) {
    answer(id, () => ({ kind: 'sized', id, sizes: sizesOf(ready(), settings) }));
  },
  start({ settings }) {
    attempt(() => {
      paused = false;
      training = null;
      training = new Training(ready(), settings, say);
      turns.port2.postMessage(++turn);
    });
  },
  pause() {
    if (training === null || paused) return;
    paused = true;
    attempt(() => training!.models('paused', now));
  },
  resume() {
    if (training === null || !paused) return;
    paused = false;
    say({ kind: 'resumed' });
    turns.port2.postMessage(++turn);
  },
  stop() {
    if (training === null) return;
    attempt(() => {
      training!.models('stopped', now);
      training = null;
    });
  },
};

addEventListener('message', ({ data }: MessageEvent<ToTrainer>) => {
  (on[data.kind] as (message: ToTrainer) => void)(data);
});
