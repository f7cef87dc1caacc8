/**
 * nvidia-smi at work: `pmon` for processes and `--query-gpu` for devices, on the GPUs on which it may run (`watch-policy.ts`), with its
 * failures bounded: a tool that ended is started again after a pause that doubles.
 */
import { LineChild, type LineChildOptions, quoted } from './line-child.js';
import { FEWEST_FIELDS, QUERY_FIELDS, parseQueryRow, type QueryRow } from './query.js';
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

/** Started for so long without a word, it is called silent. */
const SILENT_NS = 3_000_000_000n;
/** Of a line that nobody understands. */
const MOST_WORDS = 200;

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
  #children: ToolChild[] = [];
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
  /** A field is unknown to this driver: only the oldest are asked for. */
  #asksFewest = false;
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
    return this.#watched.split(',').includes(id) ? this.trouble : null;
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
    if (list === '' || this.isRunning || nowNs < this.#retryNs) return;
    this.#leaving = this.#leaving.filter(({ isGone }) => isGone === false);
    if (this.#leaving.length < MOST_LEAVING) this.#start(wanted);
    else this.#failure = 'it does not end when it is told to';
  }

  #start(watched: readonly string[]): void {
    const list = watched.join(',');
    const { shell, path, isFar, nowNs, begin: beginTool = beginProcess } = this.#options;
    this.starts++;
    this.#startedNs = nowNs();
    this.#oddLine = null;
    this.#isUnderstood = false;
    const begin = (args: readonly string[], isUnderstood: (line: string) => boolean): void => {
      const child = beginTool({
        ...{ shell, isFar, command: quoted([path, ...args]) },
        line: (line) => {
          if (!isUnderstood(line) && line.trim() !== '') this.#oddLine = line.trim().slice(0, MOST_WORDS);
        },
        ended: (why) => this.#failed(why ?? this.#oddLine ?? 'it ended by itself'),
      });
      this.#children.push(child);
    };
    begin(['pmon', '-s', 'um', '-o', 'DT', '-d', '1', '-i', list], (line) => {
      const isUnderstood = this.#rounds.add(line, nowNs());
      if (isUnderstood) this.#worked();
      return isUnderstood;
    });
    const fields = this.#asksFewest ? QUERY_FIELDS.slice(0, FEWEST_FIELDS) : QUERY_FIELDS;
    begin([`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits', '-l', '1', '-i', list], (line) => {
      const row = parseQueryRow(line);
      if (row !== null && watched.includes(row.pciAddress)) this.#rows.set(row.pciAddress, { row, atNs: nowNs() });
      return row !== null;
    });
  }

  #worked(): void {
    this.#isUnderstood = true;
    this.#failure = null;
    this.#pauseNs = FIRST_PAUSE_NS;
  }

  /** One of the two without the other is not worth much: both are started again. */
  #failed(why: string): void {
    this.#end();
    if (!this.#asksFewest && /not a valid field/i.test(why)) {
      this.#asksFewest = true;
      return;
    }
    this.#failure = why;
    this.#retryNs = this.#options.nowNs() + this.#pauseNs;
    this.#pauseNs = this.#pauseNs * 2n < LONGEST_PAUSE_NS ? this.#pauseNs * 2n : LONGEST_PAUSE_NS;
  }

  #end(): void {
    for (const child of this.#children) child.close();
    this.#leaving.push(...this.#children.splice(0));
    this.#rounds.clear();
    this.#rows.clear();
  }

  #deviceOf(index: number, gpus: readonly GpuState[]): string | null {
    for (const [id, { row }] of this.#rows) if (row.index === index) return id;
    return gpus[index]?.id ?? null;
  }
}
