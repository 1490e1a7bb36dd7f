/** The two workers as the page sees them. */
import type { FromMeter, FromTrainer, Sizes, TaskFacts, ToMeter, ToTrainer } from './messages.ts';
import type { DataFacts, OwnData } from './own-data.ts';
import type { Settings, TaskRequest } from './tasks.ts';

/** What is not the answer to a question. */
export type News = Exclude<FromTrainer, { id: number }>;
type Answer = Extract<FromTrainer, { id: number }>;

/** What went wrong in a worker before it could say so itself: a script that did not load. */
const brokenWorker = ({ message }: ErrorEvent): string =>
  `a worker of this page failed: ${message || 'it did not load'}`;

export class TrainerClient {
  readonly #worker = new Worker(new URL('./train-worker.js', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<
    number,
    { resolve: (answer: Answer) => void; reject: (error: Error) => void }
  >();
  #next = 1;

  constructor(heard: (news: News) => void) {
    this.#worker.onmessage = ({ data }: MessageEvent<FromTrainer>) => {
      if (!('id' in data)) return heard(data);
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.kind === 'refused') waiting?.reject(new Error(data.message));
      else waiting?.resolve(data);
    };
    this.#worker.onerror = (event) => heard({ kind: 'failed', message: brokenWorker(event) });
  }

  /** @rejects Error with why the files cannot be read */
  async look(data: OwnData): Promise<DataFacts> {
    const answer = await this.#ask((id) => ({ kind: 'look', id, data }));
    return (answer as Extract<Answer, { kind: 'looked' }>).data;
  }

  /** @rejects Error with what is wrong with the data */
  async prepare(request: TaskRequest): Promise<TaskFacts> {
    const answer = await this.#ask((id) => ({ kind: 'prepare', id, request }));
    return (answer as Extract<Answer, { kind: 'prepared' }>).facts;
  }

  /** @rejects Error with what is wrong with the settings */
  async size(settings: Settings): Promise<Sizes> {
    const answer = await this.#ask((id) => ({ kind: 'size', id, settings }));
    return (answer as Extract<Answer, { kind: 'sized' }>).sizes;
  }

  tell(message: Exclude<ToTrainer, { id: number }>): void {
    this.#worker.postMessage(message);
  }

  #ask(question: (id: number) => ToTrainer): Promise<Answer> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(question(id));
    });
  }
}

/** Without the number of the request, which the client gives. */
type Request = ToMeter extends infer M ? (M extends ToMeter ? Omit<M, 'id'> : never) : never;

export class MeterClient {
  readonly #worker = new Worker(new URL('./meter-worker.js', import.meta.url), { type: 'module' });
  /** The last request of each kind; what comes of earlier ones nobody wants any more. */
  readonly #asked = new Map<ToMeter['kind'], { id: number; heard: (message: FromMeter) => void }>();
  #next = 1;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<FromMeter>) => {
      for (const { id, heard } of this.#asked.values()) if (id === data.id) heard(data);
    };
    this.#worker.onerror = (event) => {
      for (const { id, heard } of this.#asked.values())
        heard({ kind: 'failed', id, message: brokenWorker(event) });
    };
  }

  /** Measures something, after what is being measured; an earlier request of the same kind ends. */
  measure(request: Request, heard: (message: FromMeter) => void): void {
    const id = this.#next++;
    this.#asked.set(request.kind, { id, heard });
    this.#worker.postMessage({ ...request, id } as ToMeter);
  }
}
