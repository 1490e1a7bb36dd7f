/** Choosing a task and a model, and training it: the form, the buttons, the loss. */
import { digits, grouped } from '../../../src/charts/number-format.ts';
import { DataPanel } from './data-panel.ts';
import { part, setFacts } from './dom.ts';
import { LossView } from './loss-view.ts';
import type { Blobs, TaskFacts } from './messages.ts';
import type { ModelTask, OwnData } from './own-data.ts';
import { OWN, Setup } from './setup.ts';
import { feedOf, type Subject } from './subject.ts';
import { own, type Settings, type TaskRequest, type TaskSource, tasks } from './tasks.ts';
import { bestOf } from './verdict.ts';
import { type News, TrainerClient } from './worker-clients.ts';

const control = {
  about: part('task-about', HTMLElement),
  csv: part('csv', HTMLFieldSetElement),
  csvOpen: part('csv-open', HTMLButtonElement),
  sizes: part('sizes', HTMLDListElement),
  refusal: part('refusal', HTMLElement),
  train: part('train', HTMLButtonElement),
  pause: part('pause', HTMLButtonElement),
  stop: part('stop', HTMLButtonElement),
  progress: part('progress', HTMLElement),
  bar: part('progress-bar', HTMLProgressElement),
  loss: part('loss', HTMLElement),
  lossSummary: part('loss-summary', HTMLElement),
};

interface Wishes {
  /** Something else is to be run. @param going the stream goes on as it is */
  readonly run: (subject: Subject, going: boolean) => void;
  readonly say: (text: string) => void;
  /** Shows what went wrong; nothing does when it is empty. */
  readonly problem: (text: string) => void;
  /** The form wants a file. */
  readonly openFile: () => void;
  /** A task was prepared. @returns whether the page has a trained model for it, which it runs */
  readonly trained: (request: TaskRequest, facts: TaskFacts) => boolean;
}

export class TrainPanel {
  readonly #setup: Setup;
  readonly #trainer: TrainerClient;
  readonly #loss = new LossView(control.loss);
  readonly #data = new DataPanel((data) => void this.#look(data));
  readonly #wishes: Wishes;
  #request: TaskRequest = { kind: 'listed', task: 'greenhouse' };
  #source: Pick<TaskSource, 'name' | 'about' | 'settings'> = tasks.greenhouse;
  #facts: TaskFacts | null = null;
  /** Of the training that runs or ran last. */
  #trained: Settings | null = null;
  #state: 'idle' | 'training' | 'paused' = 'idle';
  /** Only the last of several questions counts. */
  #asked = 0;
  #epoch = 0;
  /** The stream has the weights of the training that runs. */
  #streaming = false;
  /** It pauses because something else has the stream. */
  #quiet = false;
  #fed: { readonly facts: TaskFacts; readonly feed: Subject['feed'] } | null = null;

  constructor(wishes: Wishes) {
    this.#wishes = wishes;
    this.#trainer = new TrainerClient((news) => this.#heard(news));
    this.#setup = new Setup({
      task: (task) => {
        if (task !== OWN) void this.prepare({ kind: 'listed', task });
        else {
          control.csv.hidden = false;
          control.csvOpen.focus();
          if (this.#request.kind === 'listed') this.#setup.chooseTask(OWN);
        }
      },
      settings: () => void this.#size(false),
    });
    this.#setup.fill(tasks.greenhouse.settings);
    control.csvOpen.addEventListener('click', () => wishes.openFile());
    control.train.addEventListener('click', () => this.#start());
    control.pause.addEventListener('click', () =>
      this.#trainer.tell({ kind: this.#state === 'paused' ? 'resume' : 'pause' }),
    );
    control.stop.addEventListener('click', () => this.#trainer.tell({ kind: 'stop' }));
    this.#buttons('idle');
  }

  /** What is known of the task in hand; null until the trainer has prepared it. */
  get facts(): TaskFacts | null {
    return this.#facts;
  }

  get feedName(): string {
    return this.#source.name;
  }

  /** The feed of the task in hand: the same as long as the facts are, so that a stream over it goes on. */
  feed(facts: TaskFacts): Subject['feed'] {
    if (this.#fed?.facts !== facts) {
      const feed = feedOf(this.#source.name, facts);
      this.#fed = { facts, feed };
    }
    return this.#fed.feed;
  }

  /** Something else is to be looked at: the training waits, and does not take the stream when it does. */
  wait(): void {
    if (this.#state !== 'training') return;
    this.#quiet = true;
    this.#trainer.tell({ kind: 'pause' });
  }

  /**
   * Tables that somebody opened. What is wrong with them is shown.
   * @param model how they are read if they have what it reads
   */
  open(files: readonly File[], model: ModelTask | null): void {
    this.#data.open(files, model);
  }

  /** Reads the files in hand as a model does, if there are any that have what it reads. */
  readAs(model: ModelTask): void {
    this.#data.readAs(model);
  }

  /** Shows what is understood of files, and prepares them. */
  async #look(data: OwnData): Promise<void> {
    const asked = ++this.#asked;
    this.#wishes.problem('');
    this.#wishes.say('Reading the files …');
    try {
      const facts = await this.#trainer.look(data);
      if (asked !== this.#asked) return;
      if (data.asModel && !facts.isAsAsked) return this.#data.open(data.files, null);
      this.#data.show(data, facts);
      await this.prepare({ kind: 'own', data });
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#data.show(data, null);
      this.#wishes.say('');
      this.#wishes.problem((error as Error).message);
    }
  }

  async prepare(request: TaskRequest): Promise<void> {
    const asked = ++this.#asked;
    this.#wishes.problem('');
    this.#wishes.say('Preparing the data …');
    try {
      const facts = await this.#trainer.prepare(request);
      if (asked !== this.#asked) return;
      const other = request.kind !== this.#request.kind || request.kind === 'listed';
      this.#took(request, facts);
      if (other) this.#setup.fill(this.#source.settings);
      this.#buttons('idle');
      await this.#size(!this.#wishes.trained(request, facts));
      this.#wishes.say(`${this.#source.name}: ready.`);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#setup.chooseTask(this.#request.kind === 'own' ? OWN : this.#request.task);
      if (request.kind === 'listed') this.#data.shown = this.#request.kind === 'own';
      this.#wishes.say('');
      this.#wishes.problem((error as Error).message);
    }
  }

  #took(request: TaskRequest, facts: TaskFacts): void {
    this.#request = request;
    this.#facts = facts;
    this.#loss.begin(null);
    control.progress.textContent = 'Not trained yet.';
    if (request.kind === 'listed') {
      this.#data.shown = false;
      this.#source = tasks[request.task];
      control.about.textContent = this.#source.about;
      this.#setup.chooseTask(request.task);
      return;
    }
    this.#setup.chooseTask(OWN);
    this.#source = { name: request.data.name, about: '', settings: own.settings };
    const what = facts.targets.length > 0 ? facts.targets.join(', ') : 'every column';
    control.about.textContent =
      `${this.#source.name}: ${grouped(facts.trainSteps)} steps to train on. ` +
      (facts.ahead
        ? `The next value of ${what} is predicted from all columns.`
        : `${what} is told from the other columns.`);
  }

  /** Says how large the model would be. @param show run it with the weights that a training begins from */
  async #size(show: boolean): Promise<void> {
    const asked = this.#asked;
    const { settings } = this.#setup;
    try {
      const { parameters, bytes, untrained } = await this.#trainer.size(settings);
      if (asked !== this.#asked) return;
      control.refusal.hidden = true;
      control.train.disabled = this.#state !== 'idle';
      setFacts(control.sizes, {
        parameters: grouped(parameters),
        q8: `${grouped(bytes.q8)} B`,
        f32: `${grouped(bytes.f32)} B`,
      });
      if (show) this.#run({ f32: untrained }, settings, 'untrained', false);
    } catch (error) {
      if (asked !== this.#asked) return;
      control.refusal.hidden = false;
      control.refusal.textContent = (error as Error).message;
      setFacts(control.sizes, {});
      control.train.disabled = true;
    }
  }

  #start(): void {
    const facts = this.#facts;
    if (!facts) return;
    this.#trained = this.#setup.settings;
    const best = bestOf(facts.baselines, 'validation');
    this.#loss.begin({ name: best.name, loss: best.validation });
    this.#epoch = 0;
    this.#streaming = false;
    this.#wishes.problem('');
    this.#buttons('training');
    this.#trainer.tell({ kind: 'start', settings: this.#trained });
  }

  #heard(news: News): void {
    const settings = this.#trained ?? this.#setup.settings;
    switch (news.kind) {
      case 'started':
        this.#wishes.say(`Training ${grouped(news.parameters)} parameters.`);
        return;
      case 'progress': {
        this.#loss.add(news, settings.epochs);
        const last = news.epochs[news.epochs.length - 1];
        if (last) {
          this.#epoch = last.epoch;
          control.lossSummary.textContent = `Epoch ${last.epoch}: loss ${digits(last.loss)}, validation ${digits(last.validation)}, best ${digits(last.best)}.`;
        }
        control.bar.max = settings.epochs;
        control.bar.value = this.#epoch;
        control.progress.dataset.updates = String(news.updates);
        control.progress.dataset.milliseconds = String(news.millisecondsPerUpdate);
        control.progress.textContent = `Epoch ${this.#epoch} of ${settings.epochs}, ${grouped(news.updates)} updates, ${news.millisecondsPerUpdate.toPrecision(2)} ms each.`;
        return;
      }
      case 'weights':
        if (this.#quiet) return;
        this.#run({ f32: news.blob }, settings, 'in training', this.#streaming);
        this.#streaming = true;
        return;
      case 'models': {
        this.#buttons(news.how === 'paused' ? 'paused' : 'idle');
        if (!this.#quiet) this.#run(news.blobs, settings, news.epoch > 0 ? 'trained' : 'untrained', false);
        this.#quiet = false;
        const weights =
          news.epoch > 0 ? ` The weights are those of epoch ${news.epoch}, the best on validation.` : '';
        this.#wishes.say(`Training ${news.how}.${weights}`);
        return;
      }
      case 'resumed':
        this.#streaming = false;
        this.#buttons('training');
        this.#wishes.say('Training goes on.');
        return;
      case 'failed':
        this.#buttons('idle');
        this.#wishes.problem(news.message);
        return;
    }
  }

  #run(blobs: Blobs, settings: Settings, state: Subject['state'], going: boolean): void {
    const facts = this.#facts;
    if (!facts) return;
    const { cell, units } = settings;
    const name =
      this.#request.kind === 'listed' ? this.#request.task : this.#source.name.replace(/\.\w+$/, '');
    this.#wishes.run(
      {
        title: `${cell}, ${units} units`,
        file: `${name}-${cell}-${units}`.replace(/[^\w.-]+/g, '-'),
        blobs,
        feed: this.feed(facts),
        facts,
        state,
      },
      going,
    );
  }

  #buttons(state: 'idle' | 'training' | 'paused'): void {
    this.#state = state;
    control.train.disabled = state !== 'idle';
    control.pause.disabled = state === 'idle';
    control.stop.disabled = state === 'idle';
    control.pause.textContent = state === 'paused' ? 'Resume' : 'Pause';
    control.bar.hidden = state === 'idle';
  }
}
