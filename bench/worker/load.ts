/** Requests to a server of this machine over some connections, each of which sends the next when it is answered. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly type?: string;
  readonly body?: string | Uint8Array;
}

export interface Slice {
  /** Of each request, from its sending to the end of its answer; ns. */
  readonly nanoseconds: number[];
  readonly seconds: number;
  /** Of processor time that the server's process took meanwhile. */
  readonly serverSeconds: number;
}

/** Linux counts processor time in these; seconds. */
const TICK = 0.01;

/** Processor time of a process, of all its threads, user and system. */
function processorSeconds(pid: number): number {
  // the name before it may have spaces
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return TICK * (Number(fields[11]) + Number(fields[12]));
}

/** Resident memory of a process, bytes. */
export function residentBytes(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

export class Client {
  readonly #url: string;
  readonly #pid: number;
  readonly #agent: Agent;
  readonly #connections: number;

  constructor({ url, pid }: { url: string; pid: number }, connections: number) {
    this.#url = url;
    this.#pid = pid;
    this.#connections = connections;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /**
   * @param next what to send
   * @param more whether to send another; answers that are under way are waited for
   * @throws on an answer that is not 200
   */
  async send(next: () => Request, more: () => boolean): Promise<Slice> {
    const nanoseconds: number[] = [];
    const [began, before] = [performance.now(), processorSeconds(this.#pid)];
    await Promise.all(
      Array.from({ length: this.#connections }, async () => {
        while (more()) {
          const sent = performance.now();
          await this.#one(next());
          nanoseconds.push(1e6 * (performance.now() - sent));
        }
      }),
    );
    return {
      nanoseconds,
      seconds: (performance.now() - began) / 1000,
      serverSeconds: processorSeconds(this.#pid) - before,
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #one({ method, path, type, body }: Request): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = type && body ? { 'Content-Type': type, 'Content-Length': body.length } : {};
      request(`${this.#url}${path}`, { method, agent: this.#agent, headers }, (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${method} ${path} was answered ${response.statusCode}`));
        });
      })
        .once('error', reject)
        .end(body);
    });
  }
}
