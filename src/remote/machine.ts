/**
 * One far machine: a sweep of it, whenever one is asked for.
 *
 * In a steady tick there are two orders: the power state of the devices, which says what may be read, then `go`: the fdinfo of every
 * known DRM fd, the stat of every process that holds one, and the files of sysfs that the devices' drivers were read by last time. What
 * is new costs further rounds: names of a new process, the link behind a new fd, the files of a device not met before. The search for
 * new fds walks everything and takes a tenth of a second on a large machine, so it takes its turn only as often as it may use CPU there.
 *
 * KFD's files come in the same way, but for its counters (`slow-files.ts`). NVIDIA's tool runs there in shells of its own.
 */
import { signatureOf } from '../drm/fdinfo/identity.js';
import type { StrategyName } from '../drm/strategies/strategy.js';
import { KfdReader } from '../kfd/reader.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import { systemClock } from '../scan/clock.js';
import { createScanner, type Scanner } from '../scan/scanner.js';
import type { ScanCost, Sweep } from '../scan/sweep.js';
import { type NvidiaPart, nvidiaPart } from '../sources/nvidia.js';
import { type Found, parseLinks, parseList, parseSearch } from './answer.js';
import { RemoteAncestors } from './ancestors.js';
import { RemoteClock, spanNs } from './clock.js';
import { RemoteDevices } from './devices.js';
import { RemoteFiles } from './files.js';
import { RemoteRest } from './rest.js';
import { listOrder } from './script.js';
import { type RemoteOpening, RemoteShell } from './shell.js';
import { SlowFiles } from './slow-files.js';

/** The search may use so much of one far CPU. */
const SEARCH_SHARE = 0.03;

const HOSTNAME = 'r proc/sys/kernel/hostname';

/** Each look of a reader leads at most so much deeper. */
const MOST_ROUNDS = 10;

/** Strategies that a shell can follow. */
export const REMOTE_STRATEGIES = ['auto', 'name', 'fdinfo'] as const satisfies readonly StrategyName[];
export type RemoteStrategy = (typeof REMOTE_STRATEGIES)[number];

export interface RemoteOptions {
  readonly strategy: RemoteStrategy;
  /** Search at every sweep. */
  readonly everyTime: boolean;
  /** Search at least this often, ns; null: as SEARCH_SHARE allows. */
  readonly rescanWithinNs: number | null;
}

export class RemoteMachine {
  /** The name that the machine gives itself; hostile text. Empty where it cannot be read. */
  readonly hostname: string;
  readonly #shell: RemoteShell;
  readonly #options: RemoteOptions;
  readonly #files: RemoteFiles;
  readonly #clock = new RemoteClock();
  readonly #devices: RemoteDevices;
  readonly #ancestors: RemoteAncestors;
  readonly #root: Root;
  readonly #slow: SlowFiles;
  readonly #nvidia: NvidiaPart;
  readonly #rest: RemoteRest;
  readonly #scanner: Scanner;
  #found: Found = parseSearch([]);
  /** Files of sysfs that the scan, KFD's reader and NVIDIA's read last time. */
  #further: readonly string[] = [];
  /** The list that the far side reads at `go`. */
  #list = '';
  /** Whose the names and links are that are here, by path: when it differs, they are asked for anew. */
  readonly #identities = new Map<string, string>();
  #searchDueNs = 0n;
  #searchEveryNs = 0;

  private constructor(shell: RemoteShell, files: RemoteFiles, command: readonly string[], options: RemoteOptions) {
    this.#shell = shell;
    this.#files = files;
    this.#options = options;
    const hostname = files.answered(HOSTNAME);
    this.hostname = typeof hostname === 'string' ? hostname.trim() : '';
    this.#ancestors = new RemoteAncestors(files);
    this.#rest = new RemoteRest(files);
    const nowNs = (): bigint => this.#clock.nowNs;
    this.#devices = new RemoteDevices(files, nowNs);
    this.#root = { dir: '/', proc: '/proc', sys: '/sys', dev: '/dev', kind: 'procfs', files };
    this.#slow = new SlowFiles(command, files);
    const smi = { shell: command, path: 'nvidia-smi', isFar: true };
    this.#nvidia = nvidiaPart(this.#root, this.#devices, nowNs, smi);
    this.#scanner = createScanner({
      ...{ root: this.#root, clock: { ...systemClock, nowNs }, devices: this.#nvidia.devices, tool: this.#nvidia.tool },
      ...{ strategy: options.strategy, mode: 'full', sourceKind: 'live', host: this.hostname },
    });
  }

  /**
   * Starts the command, which must give a shell there.
   *
   * @param further command for what needs a shell beside that one, and asks nobody anything; the same by default
   * @throws {RemoteError}
   */
  static async open(
    command: readonly string[],
    options: RemoteOptions,
    { further = command, ...opening }: RemoteOpening & { readonly further?: readonly string[] } = {},
  ): Promise<RemoteMachine> {
    const { strategy } = options;
    const ways = { byName: strategy !== 'fdinfo', byFdinfo: strategy !== 'name' };
    const shell = await RemoteShell.open(command, ways, opening);
    const files = new RemoteFiles();
    await look(shell, files, [HOSTNAME, 'r etc/passwd']);
    return new RemoteMachine(shell, files, further, options);
  }

  /** A sweep now; its times are the far machine's. @throws {RemoteError} when the connection has ended */
  async sweep(): Promise<Sweep> {
    const startNs = process.hrtime.bigint();
    const fetch = (orders: readonly string[]): Promise<void> => look(this.#shell, this.#files, orders);
    const searches = this.#options.everyTime || startNs >= this.#searchDueNs;
    this.#files.forgetTexts();
    if (searches) await this.#devices.relist(fetch);
    this.#rest.update(await this.#devices.settle(fetch));
    if (searches) await this.#search(startNs);
    if (this.#rest.isAny) await this.#readLinks();
    const slow = this.#slow.read([...this.#files.slow]);
    this.#files.slow.clear();
    await this.#devices.recheck(await this.#readAll(), fetch);
    await this.#devices.refresh(fetch);
    await this.#refreshFurther(fetch);
    await slow;
    await this.#slow.read([...this.#files.slow].filter((path) => this.#files.answered(`r ${path}`) === undefined));
    await this.#settleProcesses(fetch);
    const sweep = await this.#scanner.sweep();
    // With what the scan itself asked for: the memory of cgroups.
    this.#further = [...this.#files.wanted];
    this.#files.mentioned.clear();
    for (const { pid } of sweep.processReadings ?? []) this.#files.mentioned.add(String(pid));
    const durationNs = Number(process.hrtime.bigint() - startNs);
    const cost: ScanCost = {
      ...sweep.cost,
      mode: searches ? 'full' : 'incremental',
      processesListed: searches ? this.#found.pids.length : 0,
      durationNs,
      worstDelayNs: this.#searchEveryNs + durationNs,
    };
    const { coverage } = sweep;
    const { omitted, omittedProcesses } = this.#found;
    const taken = {
      processesSeen: coverage.processesSeen + omittedProcesses,
      processesUnreadable: coverage.processesUnreadable + omittedProcesses,
      fdsUnlisted: (coverage.fdsUnlisted ?? 0) + omitted,
    };
    return { ...sweep, cost, coverage: { ...coverage, ...taken } };
  }

  close(): void {
    this.#shell.close();
    this.#slow.close();
    this.#nvidia.close();
  }

  /** Fetches what KFD's reader and NVIDIA's ask for, until they miss nothing. */
  async #refreshFurther(fetch: (orders: readonly string[]) => Promise<void>): Promise<void> {
    this.#files.wanted.clear();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.#files.missing.clear();
      this.#nvidia.devices.read();
      new KfdReader(this.#files, this.#root.sys, () => this.#clock.nowNs).read();
      if (this.#files.missing.size === 0) return;
      await fetch([...this.#files.missing]);
    }
  }

  async #search(startNs: bigint): Promise<void> {
    const order = this.#rest.isAny ? listOrder('quiet', this.#rest.knownIn(this.#found)) : 'search\n';
    this.#found = parseSearch(await this.#shell.ask(order));
    this.#files.tellFound(this.#found);
    const { everyTime, rescanWithinNs } = this.#options;
    // By the far clock: the network's delay costs nobody CPU time.
    const affordableNs = spanNs(this.#found.times) / SEARCH_SHARE;
    this.#searchEveryNs = everyTime ? 0 : Math.min(affordableNs, rescanWithinNs ?? Infinity);
    this.#searchDueNs = startNs + BigInt(Math.round(this.#searchEveryNs));
  }

  /** Reads the links of all fds: of one that may not be read they alone tell what it is, and whether it is still the same. */
  async #readLinks(): Promise<void> {
    const fds = [...this.#found.fds].flatMap(([pid, own]) => {
      const { fdDir, fdinfoDir } = this.#files.process(pid);
      return own.map((fd) => ({
        path: fdDir.slice(1) + fd,
        order: `l ${fdDir.slice(1)}${fd}`,
        text: `r ${fdinfoDir.slice(1)}${fd}`,
      }));
    });
    if (fds.length === 0) return;
    const links = parseLinks(
      await this.#shell.ask(
        listOrder(
          'links',
          fds.map(({ path }) => path),
        ),
      ),
    );
    for (const { path, order, text } of fds) {
      const before = this.#files.answered(order);
      this.#files.tell(order, links.get(path) ?? new Failure('ENOENT', `/${path}`));
      // What was read of the number is of another file.
      if (typeof before === 'string' && before !== this.#files.answered(order)) this.#files.forget(text);
    }
  }

  /** Reads all that is known; returns `look` orders for the files of sysfs that it could not have. */
  async #readAll(): Promise<string[]> {
    const own = Array.from(this.#found.fds, ([pid, fds]) => {
      const { fdinfoDir } = this.#files.process(pid);
      return fds.filter((fd) => !this.#rest.holds(pid, fd)).map((fd) => fdinfoDir.slice(1) + fd);
    });
    const stats = Array.from(this.#persons(), (pid) => `${this.#files.process(pid).dir.slice(1)}stat`);
    const paths = [...own.flat(), ...stats, ...this.#ancestors.paths, ...this.#devices.paths, ...this.#further];
    const list = listOrder('want', paths);
    const lines = await this.#shell.ask(list === this.#list ? 'go\n' : `${list}go\n`);
    this.#list = list;
    const { time, late, texts } = parseList(lines, paths);
    this.#clock.tell(time ?? '', late ?? '');
    const doubtful: string[] = [];
    for (const [at, path] of paths.entries()) {
      const text = texts[at] ?? new Failure('ENOENT', `/${path}`);
      if (text instanceof Failure && path.startsWith('sys/')) doubtful.push(`r ${path}`);
      else this.#files.tell(`r ${path}`, text);
    }
    return doubtful;
  }

  /** Processes of which more is read than whether they are there. */
  #persons(): Set<string> {
    return new Set([...this.#found.fds.keys(), ...this.#files.mentioned]);
  }

  /** Fetches what is not known of processes and fds, and who stands above them. */
  async #settleProcesses(fetch: (orders: readonly string[]) => Promise<void>): Promise<void> {
    for (const pid of this.#files.kfdPids()) this.#files.mentioned.add(pid);
    const isNew = (order: string): boolean => this.#files.answered(order) === undefined;
    const stats = Array.from(this.#files.mentioned, (pid) => `r proc/${pid}/stat`).filter(isNew);
    if (stats.length > 0) await fetch(stats);
    const unknown = this.#unknown();
    if (unknown.length > 0) await fetch(unknown);
    await this.#ancestors.settle(this.#persons(), fetch);
  }

  /** `look` orders for what is not known of processes and fds: all that are new, and those that are not what they were. */
  #unknown(): string[] {
    const orders: string[] = [];
    const met = new Set<string>();
    const know = (name: string, identity: string, needs: readonly string[]): void => {
      met.add(name);
      if (this.#identities.get(name) === identity) return;
      this.#identities.set(name, identity);
      orders.push(...needs);
    };
    for (const pid of this.#persons()) {
      const process = this.#files.process(pid);
      const [dir, fdDir] = [process.dir.slice(1), process.fdDir.slice(1)];
      const stat = process.knownStat();
      // An exec changes the name; a later process under the number has started later.
      if (stat !== null)
        know(dir, `${stat.startTimeTicks} ${stat.comm}`, [`z ${dir}cmdline`, `r ${dir}cgroup`, `r ${dir}status`]);
      for (const fd of this.#found.fds.get(pid) ?? []) {
        const fdinfo = process.fdinfo(Number(fd));
        if (typeof fdinfo === 'string') know(fdDir + fd, signatureOf(fdinfo), [`l ${fdDir}${fd}`]);
      }
    }
    for (const name of this.#identities.keys()) if (!met.has(name)) this.#identities.delete(name);
    return orders;
  }
}

async function look(shell: RemoteShell, files: RemoteFiles, orders: readonly string[]): Promise<void> {
  const paths = orders.map((order) => order.slice(2));
  const { texts } = parseList(await shell.ask(listOrder('look', orders)), paths);
  for (const [at, order] of orders.entries())
    files.tell(order.replace(/^s/, 'r'), texts[at] ?? new Failure('ENOENT', `/${paths[at]}`));
}
