/** The page around the model that it has opened with: its stream, then the workers, and the panels wired together. */

import { grouped } from '../../../src/charts/number-format.ts';
import { weightTypes } from '../../../src/quantise/types.ts';
import { load, type Model } from '../../../src/runtime/entries/simd.ts';
import { DevicePanel } from './device-panel.ts';
import { part } from './dom.ts';
import { FilePanel } from './file-panel.ts';
import { showInspection } from './inspect-view.ts';
import type { TaskFacts, Way } from './messages.ts';
import { bytes, metadata, milliseconds } from './opening.ts';
import type { ModelTask } from './own-data.ts';
import { prepare } from './prepare.ts';
import { StreamPanel } from './stream-panel.ts';
import { feedOf, madeUpFeed, metadataOf, type Subject, taskOfModel, titleOf } from './subject.ts';
import { tasks } from './tasks.ts';
import { TradePanel } from './trade-panel.ts';
import { TrainPanel } from './train-panel.ts';
import { MeterClient } from './worker-clients.ts';

const status = part('status', HTMLElement);
const problem = part('problem', HTMLElement);
const inspected = part('inspected', HTMLElement);

const say = (text: string): void => {
  status.textContent = text;
};
const fail = (text: string): void => {
  problem.textContent = text;
  problem.hidden = text === '';
  problem.scrollIntoView({ block: 'nearest' });
};

let running: { subject: Subject; way: Way } | null = null;
const stream = new StreamPanel();

const shipped = prepare(tasks.greenhouse);
const { task, targets, classes, measured, marks } = shipped;
const openingFacts: TaskFacts = {
  ...task,
  ...measured,
  ...{ targets, classes, marks, baselines: [], trainSteps: 0 },
};
const opening: Subject = {
  title: titleOf(metadata),
  file: 'greenhouse',
  blobs: { q8: bytes },
  feed: feedOf(tasks.greenhouse.name, openingFacts),
  facts: openingFacts,
  state: 'trained',
};
stream.run(opening, { type: 'q8', weights: 'integer', unfolds: 0 }, false);
performance.mark('stream drawn');

const meter = new MeterClient();
const trade = new TradePanel(meter, (way) => {
  if (!running) return;
  running.way = way;
  attempt(() => stream.run(running!.subject, way, false));
});
new DevicePanel(
  meter,
  () => running,
  (measuring) => stream.rest(measuring),
);

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    fail((error as Error).message);
    return false;
  }
}

/** Runs a subject from now on, and measures it unless it is still in training. */
function run(subject: Subject, going = false): void {
  const keep = going && running !== null && running.subject.facts === subject.facts;
  if (keep) running = { subject, way: running!.way };
  else {
    trade.offer(subject);
    running = { subject, way: trade.way };
  }
  if (!attempt(() => stream.run(subject, running!.way, keep))) return;
  if (subject.state === 'trained' || subject.state === 'from a file') trade.measure();
}

const training = new TrainPanel({
  run,
  say,
  problem: fail,
  openFile: () => files.choose(),
  trained(request, facts) {
    if (request.kind === 'own') {
      if (!request.data.asModel || !opened) return false;
      runBlob(opened);
      return running?.subject.facts === facts;
    }
    if (request.task !== 'greenhouse') return false;
    const subject = { ...opening, facts };
    if (running?.subject !== opening) run(subject);
    else {
      // the page has opened with it: its stream goes on
      running = { ...running, subject };
      stream.know(subject);
    }
    return true;
  },
});

/** A blob from a file. */
interface Opened extends Pick<Model, 'inputs' | 'outputs' | 'metadata'> {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it reads and predicts of tables; null if its metadata do not tell. */
  readonly task: ModelTask | null;
}

/** The blob that was opened last. Files that are opened while it runs are read as it reads them. */
let opened: Opened | null = null;

/** Looks into a blob and runs it, on the files in hand if they have what it reads. */
async function openBlob(name: string, bytes: Uint8Array): Promise<void> {
  fail('');
  let model: Model;
  try {
    model = await load(bytes, { name });
  } catch (error) {
    fail((error as Error).message);
    return;
  }
  attempt(() => {
    showInspection(
      bytes,
      model.memory,
      part('inspect-facts', HTMLDListElement),
      part('inspect-tables', HTMLElement),
    );
    const { inputs, outputs } = model;
    const metadata = metadataOf(bytes);
    opened = { name, bytes, inputs, outputs, metadata, task: taskOfModel(metadata, { inputs, outputs }) };
    model.dispose();
    training.wait();
    inspected.hidden = false;
    runBlob(opened);
    say(`${name} is loaded and runs.`);
    if (opened.task && !isFit(opened, training.facts)) training.readAs(opened.task);
  });
}

/** Runs a blob on the data of the task in hand where the widths fit, else on made-up inputs. */
function runBlob({ name, bytes, inputs, outputs, metadata }: Opened): void {
  const { facts } = training;
  const fits = facts !== null && facts.inputs.length === inputs && facts.outputs.length === outputs;
  const feed = fits ? training.feed(facts) : madeUpFeed({ inputs, outputs, metadata });
  part('inspect-title', HTMLElement).textContent = name;
  part('inspect-feed', HTMLElement).textContent = fits
    ? `It runs on ${feed.name}, whose widths fit${isFit({ metadata }, facts) ? '' : '; the names of its inputs are others'}.`
    : `It has ${grouped(inputs)} inputs and ${grouped(outputs)} outputs, which the task in hand has not: it runs on made-up inputs, sines within the ranges of its training.`;
  run({
    title: titleOf(metadata),
    file: name.replace(/\.mns$/i, ''),
    blobs: { [typeOf(metadata.weights)]: bytes },
    feed,
    facts: fits ? facts : null,
    state: 'from a file',
  });
}

/** Whether the task in hand has the inputs that a blob names, in their order; a blob without names fits any. */
const isFit = ({ metadata }: Pick<Opened, 'metadata'>, facts: TaskFacts | null): boolean =>
  facts !== null && (!Array.isArray(metadata.inputs) || metadata.inputs.join() === facts.inputs.join());

/** The type that a blob's metadata name; f32 where they name none. */
const typeOf = (weights: unknown): Way['type'] => weightTypes.find((type) => type === weights) ?? 'f32';

const files = new FilePanel({
  tables: (files) =>
    training.open(files, running?.subject.state === 'from a file' ? (opened?.task ?? null) : null),
  blob: (name, bytes) => void openBlob(name, bytes),
  problem: fail,
  model: () =>
    running && {
      name: `${running.subject.file}-${running.way.type}.mns`,
      bytes: running.subject.blobs[running.way.type]!,
    },
  stream: () => {
    const csv = stream.stream?.csv() ?? null;
    return csv === null ? null : { name: `${running!.subject.file}-stream.csv`, csv };
  },
});

trade.offer(opening);
running = { subject: opening, way: trade.way };
trade.measure();
void training.prepare({ kind: 'listed', task: 'greenhouse' });

const ready = part('ready', HTMLElement);
ready.dataset.predicted = String(milliseconds('ready to predict'));
ready.dataset.drawn = String(milliseconds('stream drawn'));
ready.textContent = `Could predict ${Math.round(milliseconds('ready to predict'))} ms after its files were there.`;
