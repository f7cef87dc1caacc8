/**
 * nvidia-smi at work: `pmon` for processes and `--query-gpu` for devices, on the GPUs on which it may run (`watch-policy.ts`), with its
 * failures bounded: a tool that ended is started again after a pause that doubles.
 */
import { LineChild, type LineChildOptions, quoted } from './line-child.js';
import { QueryFields } from './query-fields.js';
import { QueryReader, type QueryRow } from './query.js';
import { Rounds } from './rounds.js';
import { type GpuMoment, onlyWatches, WatchPolicy } from './watch-policy.js';

/** A process that holds a GPU's node. */
export interface GpuHolder {
  readonly device: string;
  readonly pid: number;
  readonly startTimeTicks: number | null;
  readonly comm: string | null;
  readonly ancestorPids: readonly number[];
}

export interface GpuState {
  readonly id: string;
  readonly runtimeStatus: string | null;
  /** The kernel counts open files, and there are processes whose fds nobody here may see. */
  readonly isHeldUnseen: boolean;
}

/** What pmon printed of one process on one GPU since the take before. */
export interface ToolReading {
  readonly device: string;
  readonly pid: number;
  readonly text: string;
  readonly atNs: bigint;
}

export interface ToolOptions {
  /** A command that gives a POSIX shell: here, or where the GPUs are. */
  readonly shell: readonly string[];
  /** The tool's path there; a name alone is looked for in PATH. */
  readonly path: string;
  /** As `LineChildOptions` says. */
  readonly isFar?: boolean | undefined;
  /** @default a process, by `LineChild`; the demo has none */
  readonly begin?: BeginTool | undefined;
  readonly nowNs: () => bigint;
}

/** Who prints the lines, until it is closed. `isGone` is absent where nothing can be left of it. */
export type ToolChild = Pick<LineChild, 'pid' | 'close'> & Partial<Pick<LineChild, 'isGone'>>;
export type BeginTool = (options: LineChildOptions) => ToolChild;

/** Started for so long without a word, it is called silent; and it has had so long to say which fields there are. */
const SILENT_NS = 3_000_000_000n;
/** Of a line that nobody understands. */
const MOST_WORDS = 200;

const QUIET_QUERY =
  'nvidia-smi tells of processes and nothing of the card; see what it does: nvidia-smi --query-gpu=index,pci.bus_id,pstate --format=csv';
const LOOK_AT_IT = 'see what it does: nvidia-smi pmon -c 1';

/** So many that were told to end and have not are waited for: a driver that hangs holds each of them for good. */
const MOST_LEAVING = 8;

const FIRST_PAUSE_NS = 1_000_000_000n;
const LONGEST_PAUSE_NS = 300_000_000_000n;
/** What the query said stands for so long. */
const STALE_NS = 5_000_000_000n;

/** The tool as a process. */
export const beginProcess: BeginTool = (options) => new LineChild(options);

export class NvidiaSmi {
  readonly #options: ToolOptions;
  readonly #policy = new WatchPolicy();
  readonly #rounds = new Rounds();
  readonly #rows = new Map<string, { row: QueryRow; atNs: bigint }>();
  readonly #fields = new QueryFields();
  #children: ToolChild[] = [];
  /** The query, or while that is put together the question which fields there are. */
  #query: ToolChild | null = null;
  #helpNs: bigint | null = null;
  /** When the query was started last. */
  #queryNs = 0n;
  /** Told to end, and perhaps not gone yet. */
  #leaving: ToolChild[] = [];
  #watched = '';
  #pauseNs = FIRST_PAUSE_NS;
  #retryNs = 0n;
  #startedNs = 0n;
  /** The last line that was none of pmon's and none of the query's: the tool tells its errors on stdout too. */
  #oddLine: string | null = null;
  /** pmon has begun, since it was started last. */
  #isUnderstood = false;
  #failure: string | null = null;
  /** How often it was started. */
  starts = 0;

  constructor(options: ToolOptions) {
    this.#options = options;
  }

  /** Why it says nothing, `what is wrong; what to do`; null: it does, or need not. Its own words: hostile. */
  get trouble(): string | null {
    if (this.#failure !== null) return `nvidia-smi: ${this.#failure.replace(/\.$/, '')}; ${LOOK_AT_IT}`;
    const isSilent = this.isRunning && !this.#isUnderstood && this.#options.nowNs() - this.#startedNs >= SILENT_NS;
    if (!isSilent) return null;
    const what = this.#oddLine === null ? 'nothing so far' : 'nothing that can be understood';
    return `nvidia-smi says ${what}; ${LOOK_AT_IT}`;
  }

  /** The same for one GPU: null where the tool should not run on it. */
  troubleOf(id: string): string | null {
    if (!this.#watched.split(',').includes(id)) return null;
    const isQuiet = this.isRunning && this.rowOf(id) === null && this.#options.nowNs() - this.#queryNs >= SILENT_NS;
    return this.trouble ?? (isQuiet ? QUIET_QUERY : null);
  }

  get isRunning(): boolean {
    return this.#children.length > 0;
  }

  /** What the query says of a GPU, while it stands. */
  rowOf(id: string): QueryRow | null {
    const said = this.#rows.get(id);
    return said === undefined || this.#options.nowNs() - said.atNs > STALE_NS ? null : said.row;
  }

  /**
   * Starts or ends the tool, and gives what it last said, by device. `gpus` are all that NVIDIA's modules drive, by PCI address: nvidia-smi
   * counts them so.
   */
  take(gpus: readonly GpuState[], holders: readonly GpuHolder[]): ToolReading[] {
    const nowNs = this.#options.nowNs();
    const said: ToolReading[] = [];
    const busy = new Map<string, boolean>();
    for (const { gpu, pid, text, atNs, isBusy } of this.#rounds.take(nowNs)) {
      const device = this.#deviceOf(gpu, gpus);
      if (device === null) continue;
      said.push({ device, pid, text, atNs });
      busy.set(device, isBusy || busy.get(device) === true);
    }
    const others = this.#namesOfOthers(holders);
    const moments = gpus.map(({ id, runtimeStatus, isHeldUnseen }): GpuMoment => ({
      ...{ pciAddress: id, runtimeStatus, isBusy: busy.get(id) ?? null },
      holders: [...(others.get(id) ?? []), ...(isHeldUnseen ? ['unseen'] : [])],
    }));
    this.#watch(this.#policy.decide(moments, nowNs), nowNs);
    return this.isRunning ? said : [];
  }

  /** By device, each holder that is neither of ours nor there only to watch, by a name that is its for good. */
  #namesOfOthers(holders: readonly GpuHolder[]): Map<string, string[]> {
    const own = new Set(this.#children.map(({ pid }) => pid));
    const names = new Map<string, string[]>();
    for (const { device, pid, startTimeTicks, comm, ancestorPids } of holders) {
      if (onlyWatches(comm) || own.has(pid) || ancestorPids.some((above) => own.has(above))) continue;
      const name = `${pid} ${startTimeTicks}`;
      const known = names.get(device);
      if (known === undefined) names.set(device, [name]);
      else known.push(name);
    }
    return names;
  }

  close(): void {
    this.#end();
    this.#failure = null;
    this.#watched = '';
  }

  #watch(wanted: readonly string[], nowNs: bigint): void {
    const list = wanted.join(',');
    if (list !== this.#watched) {
      this.#end();
      this.#watched = list;
      this.#failure = null;
      this.#pauseNs = FIRST_PAUSE_NS;
      this.#retryNs = 0n;
    }
    if (this.#helpNs !== null && nowNs - this.#helpNs >= SILENT_NS) this.#helped();
    if (list === '' || this.isRunning || nowNs < this.#retryNs) return;
    this.#leaving = this.#leaving.filter(({ isGone }) => isGone === false);
    if (this.#leaving.length < MOST_LEAVING) this.#start(wanted);
    else this.#failure = 'it does not end when it is told to';
  }

  #start(watched: readonly string[]): void {
    const { nowNs } = this.#options;
    this.starts++;
    this.#startedNs = nowNs();
    this.#oddLine = null;
    this.#isUnderstood = false;
    const pmon = ['pmon', '-s', 'um', '-o', 'DT', '-d', '1', '-i', watched.join(',')];
    this.#begin(pmon, (line) => {
      const isUnderstood = this.#rounds.add(line, nowNs());
      if (isUnderstood) this.#worked();
      return isUnderstood;
    });
    this.#startQuery();
  }

  /** @param line false: it was not understood */
  #begin(args: readonly string[], line: (text: string) => boolean, ended = (why: string | null) => this.#failed(why)): ToolChild {
    const { shell, path, isFar, begin = beginProcess } = this.#options;
    const child = begin({
      ...{ shell, isFar, command: quoted([path, ...args]), ended },
      line: (text) => {
        if (!line(text) && text.trim() !== '') this.#oddLine = text.trim().slice(0, MOST_WORDS);
      },
    });
    this.#children.push(child);
    return child;
  }

  #startQuery(): void {
    const watched = this.#watched.split(',');
    const fields = this.#fields.wanted;
    const reader = new QueryReader(fields);
    this.#queryNs = this.#options.nowNs();
    let isRefused = false;
    this.#query = this.#begin(
      [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits', '-l', '1', '-i', this.#watched],
      (line) => {
        if (this.#fields.refuses(line)) isRefused = true;
        const row = reader.read(line);
        if (row !== null && watched.includes(row.pciAddress))
          this.#rows.set(row.pciAddress, { row, atNs: this.#options.nowNs() });
        return row !== null || isRefused;
      },
      (why) => {
        if (!isRefused && !this.#fields.refuses(why ?? '')) this.#failed(why);
        else if (this.#fields.asksForHelp) this.#askForFields();
        else this.#againWith(() => this.#startQuery());
      },
    );
  }

  #askForFields(): void {
    this.#againWith(() => {
      this.#helpNs = this.#options.nowNs();
      const hear = (line: string): boolean => (this.#fields.hear(line), true);
      this.#query = this.#begin(['--help-query-gpu'], hear, () => this.#helped());
    });
  }

  #helped(): void {
    this.#helpNs = null;
    this.#fields.heard();
    this.#againWith(() => this.#startQuery());
  }

  /** The query alone: what it was goes, pmon goes on. */
  #againWith(begin: () => void): void {
    const { isRunning } = this;
    if (this.#query !== null) this.#letGo([this.#query]);
    if (isRunning) begin();
  }

  #worked(): void {
    this.#isUnderstood = true;
    this.#failure = null;
    this.#pauseNs = FIRST_PAUSE_NS;
  }

  /** One of the two without the other is not worth much: both are started again. */
  #failed(why: string | null): void {
    this.#end();
    this.#failure = why ?? this.#oddLine ?? 'it ended by itself';
    this.#retryNs = this.#options.nowNs() + this.#pauseNs;
    this.#pauseNs = this.#pauseNs * 2n < LONGEST_PAUSE_NS ? this.#pauseNs * 2n : LONGEST_PAUSE_NS;
  }

  #end(): void {
    this.#letGo(this.#children);
    this.#query = null;
    this.#helpNs = null;
    this.#rounds.clear();
    this.#rows.clear();
  }

  #letGo(children: readonly ToolChild[]): void {
    for (const child of children) child.close();
    this.#leaving.push(...children);
    this.#children = this.#children.filter((child) => !children.includes(child));
  }

  #deviceOf(index: number, gpus: readonly GpuState[]): string | null {
    for (const [id, { row }] of this.#rows) if (row.index === index) return id;
    // Until the query has told: by the order of all GPUs, or where only some of them are the tool's (in a container) by that of those asked for.
    const asked = this.#watched.split(',');
    const guess = gpus[index]?.id;
    return guess !== undefined && asked.includes(guess) ? guess : (asked[index] ?? null);
  }
}
