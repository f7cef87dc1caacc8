/** One machine's place in a fleet: its connection, its newest sweep, and how it is got back after a failure. */
import type { HostSweep, Sweep } from '../scan/sweep.js';
import { RemoteMachine, type RemoteOptions } from './machine.js';
import { RemoteError } from './shell.js';

export interface HostSpec {
  /** What the machine is called; null: as it calls itself. */
  readonly name: string | null;
  /** Starts a POSIX shell there on the command's stdin and stdout, and asks nobody anything. */
  readonly command: readonly string[];
  /** The same where a person is at the terminal to answer; null: there is no such way. */
  readonly asking: readonly string[] | null;
  /** What the user gave. */
  readonly given: string;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** A person types a password. */
const ASKING_TIMEOUT_MS = 120_000;

/** Silence for so long is told, since what is shown is that old; and for so long it is no slowness any more. The shell gives up a little later. */
const SLOW_MS = 3000;
const SILENT_MS = 10_000;

export class RemoteHost {
  readonly #spec: HostSpec;
  readonly #options: RemoteOptions;
  #name: string | null = null;
  /** What the machine calls itself. */
  #hostname: string | null = null;
  #machine: RemoteMachine | null = null;
  #working: Promise<void> | null = null;
  #askedMs = 0;
  #isLate = false;
  #fresh: Sweep | null = null;
  #newest: Sweep | null = null;
  #failure: string | null = null;
  /** A fault of gpu-top, to be told to whoever asks next. */
  #fault: Error | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #retryMs = 0;
  readonly #closed = new AbortController();

  constructor(spec: HostSpec, options: RemoteOptions) {
    this.#spec = spec;
    this.#options = options;
  }

  get name(): string {
    return this.#name ?? this.#spec.given;
  }

  get isNamed(): boolean {
    return this.#name !== null;
  }

  /** What it would be called: as the user says, or as it calls itself; null once it has a name, and before it was reached. */
  get wish(): string | null {
    return this.#name === null ? (this.#spec.name ?? this.#hostname) : null;
  }

  /** Gives it the name that it keeps. */
  call(name: string): void {
    this.#name = name;
  }

  /** Why it cannot be looked at; null: it can, or nobody tried yet. */
  get failure(): string | null {
    return this.#failure;
  }

  /** The newest sweep while the machine is there. */
  get newest(): Sweep | null {
    return this.#newest;
  }

  /** Connects; `isAsking`: a person may be asked for a password. Gives whether it is there then. */
  async connect(isAsking: boolean): Promise<boolean> {
    this.#working = this.#connect(isAsking).finally(() => (this.#working = null));
    await this.#working;
    return this.#machine !== null;
  }

  /** Begins a sweep, unless one is under way or the pause after a failure is not over. */
  ask(nowMs: number): void {
    if (this.#working !== null || this.#closed.signal.aborted || (this.#machine === null && nowMs < this.#retryMs)) return;
    this.#isLate = false;
    this.#askedMs = nowMs;
    this.#working = this.#sweep().finally(() => (this.#working = null));
  }

  /** The sweep under way, for whoever waits; null where there is none, or it is late already. For a connection nobody waits. */
  get awaited(): Promise<void> | null {
    return this.#isLate || this.#machine === null ? null : this.#working;
  }

  /** What has come since the last call. */
  take(nowMs: number): HostSweep {
    if (this.#fault !== null) throw this.#fault;
    this.#isLate = this.#working !== null;
    const sweep = this.#fresh;
    this.#fresh = null;
    return { host: this.name, sweep, ...this.#trouble(nowMs) };
  }

  close(): void {
    this.#closed.abort();
    this.#machine?.close();
  }

  #trouble(nowMs: number): Pick<HostSweep, 'trouble' | 'isSlow'> {
    if (this.#failure !== null) {
      const seconds = Math.max(0, Math.ceil((this.#retryMs - nowMs) / 1000));
      return { trouble: `${this.#failure}; ${this.#working === null ? `next try in ${seconds} s` : 'trying again'}` };
    }
    if (this.#machine === null) return { trouble: 'connecting' };
    const silentMs = this.#working === null ? 0 : nowMs - this.#askedMs;
    if (silentMs < SLOW_MS) return { trouble: null };
    return { trouble: `no answer for ${Math.floor(silentMs / 1000)} s`, isSlow: silentMs < SILENT_MS };
  }

  async #connect(isAsking: boolean): Promise<void> {
    const { command, asking } = this.#spec;
    await this.#attempt(async () => {
      const how = isAsking && asking !== null ? asking : command;
      const { signal } = this.#closed;
      this.#machine ??= await RemoteMachine.open(how, this.#options, {
        signal,
        further: command,
        ...(isAsking && { timeoutMs: ASKING_TIMEOUT_MS, isAsking }),
      });
      this.#hostname ??= this.#machine.hostname || this.#spec.given;
    });
  }

  async #sweep(): Promise<void> {
    await this.#connect(false);
    await this.#attempt(async () => {
      if (this.#machine === null) return;
      this.#fresh = await this.#machine.sweep();
      this.#newest = this.#fresh;
      this.#pauseMs = FIRST_PAUSE_MS;
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#machine !== null) this.#failure = null;
    } catch (error) {
      if (!(error instanceof RemoteError)) this.#fault = error instanceof Error ? error : new Error(String(error));
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#machine?.close();
      this.#machine = null;
      this.#newest = null;
      this.#retryMs = performance.now() + this.#pauseMs;
      this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
    }
  }
}
