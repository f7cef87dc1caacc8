/** A real Prometheus on loopback, with its data in a temp folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

/** One element of an instant vector. */
export interface Element {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: [number, string];
  readonly values?: [number, string][];
}

export class Prometheus {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #url: string;

  private constructor(process: ChildProcess, folder: string, url: string) {
    this.#process = process;
    this.#folder = folder;
    this.#url = url;
  }

  /** Starts it with a configuration in its own form (YAML, of which JSON is a part). */
  static async start(config: object): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'gpu-top-prometheus-'));
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const port = await freePort();
    const args = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`];
    const child = spawn('prometheus', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    await new Promise<void>((done, fail) => {
      child.stderr.on('data', (part: Buffer) => {
        log += part.toString();
        if (log.includes('ready to receive web requests')) done();
      });
      child.once('exit', () => fail(new Error(`prometheus ended:\n${log}`)));
    });
    return new Prometheus(child, folder, `http://127.0.0.1:${port}`);
  }

  /** An instant query at a time, in seconds since the epoch. */
  async query(expression: string, time: number): Promise<Element[]> {
    const result = await this.#ask(expression, time);
    return result.map(({ metric, value }) => ({ metric, value: Number(value?.[1]) }));
  }

  /** When the samples of a range were taken (`up[10s]`, one series), in seconds since the epoch. */
  async times(range: string, time: number): Promise<number[]> {
    const [series] = await this.#ask(range, time);
    return series?.values?.map(([at]) => at) ?? [];
  }

  async #ask(expression: string, time: number): Promise<Result[]> {
    const answer = await fetch(
      `${this.#url}/api/v1/query?${new URLSearchParams({ query: expression, time: String(time) }).toString()}`,
    );
    const { status, error, data } = (await answer.json()) as { status: string; error?: string; data: { result: Result[] } };
    if (status !== 'success') throw new Error(`${expression}: ${error ?? status}`);
    return data.result;
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#process.once('exit', done));
    this.#process.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
