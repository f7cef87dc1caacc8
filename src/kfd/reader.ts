/**
 * Reads what KFD shows of the processes that use it: /sys/class/kfd/kfd/proc/PID, mode 0444, for every user's processes.
 *
 * The names of the files hold the GPU's number and hardly ever change, so folders are listed once in `LIST_EVERY` reads and the files
 * read each time. Every read but one is answered from the kernel's own memory: `sdma_` looks into the memory of the process
 * that is asked about, whose page-fault handler may take its time. A process that did so is left out for a while, and named.
 */
import { decimal } from '../procfs/decimal.js';
import { Failure, type Files } from '../procfs/files.js';
import { type KfdGpu, parseNode } from './topology.js';

export interface KfdReading {
  readonly gpu: KfdGpu;
  readonly pid: number;
  /** As `parseKfdReading` takes it. */
  readonly text: string;
  /** CLOCK_MONOTONIC ns, next to the read of the busy counters. */
  readonly atNs: bigint;
}

export interface KfdReadings {
  readonly readings: readonly KfdReading[];
  /** Refused or failed reads; never what is merely gone. */
  readonly failures: readonly Failure[];
}

/** A counter that takes longer to read waits for somebody's page-fault handler: the usual read takes 10 µs. */
const LATE_NS = 20_000_000n;
/** How long a process that was late is left out: 10 s. */
const LEFT_OUT_NS = 10_000_000_000n;
/** Folders of a process are listed anew in each so many reads: a queue on a GPU not used before shows up after that. */
const LIST_EVERY = 5;
/** Where there is no KFD it is looked for again when devices came or went, and after so many reads. */
const LOOK_AGAIN = 30;
/** PID_MAX_LIMIT (include/linux/threads.h): what is beyond is no process. */
const HIGHEST_PID = 4_194_304;
/** More processes than any machine computes with; who is beyond is not told of, and that is. */
const MOST_PROCESSES = 1024;
/** CPUs and GPUs; a GPU in partitions has a node for each. */
const MOST_NODES = 1024;
/** More than any process has; so a folder cannot make a reading without end. */
const MOST_CONTEXTS = 64;
const MOST_QUEUES = 4096;
const MOST_GPUS = 256;
/** A number; never more. */
const CAP_BYTES = 64;

const NOTHING: KfdReadings = { readings: [], failures: [] };

interface Part {
  /** '' or `context_0/`. */
  readonly prefix: string;
  /** Queues by GPU. */
  readonly queues: ReadonlyMap<number, number>;
  /** GPUs that this part has files for. */
  readonly gpus: readonly number[];
}

interface KnownProcess {
  parts: readonly Part[];
  readsLeft: number;
  /** Monotonic ns until which it is left out; 0: it is not. */
  outUntilNs: bigint;
}

export class KfdReader {
  readonly #files: Files;
  readonly #dir: string;
  readonly #nowNs: () => bigint;
  #gpus: ReadonlyMap<number, KfdGpu> | null = null;
  /** Reads for which no KFD is looked for. */
  #absentFor = 0;
  #processes = new Map<number, KnownProcess>();

  /** @param sysDir `/sys`, or `ROOT/sys` of a tree */
  constructor(files: Files, sysDir: string, nowNs: () => bigint) {
    this.#files = files;
    this.#dir = `${sysDir}/class/kfd/kfd`;
    this.#nowNs = nowNs;
  }

  /** To be called when devices came or went: the topology is read anew. */
  forgetTopology(): void {
    this.#gpus = null;
    this.#absentFor = 0;
  }

  /** All processes on all GPUs, those without a queue and without memory on a GPU left out. A machine without KFD has none. */
  read(): KfdReadings {
    // Without KFD, a tick costs nothing.
    if (this.#absentFor > 0 && --this.#absentFor > 0) return NOTHING;
    const names = this.#files.list(`${this.#dir}/proc`);
    if (names instanceof Failure && names.gone) this.#absentFor = LOOK_AGAIN;
    if (names instanceof Failure) return { readings: [], failures: names.gone ? [] : [names] };
    const all = names.flatMap((name) => decimal(name) ?? []).filter((pid) => pid > 0 && pid <= HIGHEST_PID);
    if (all.length === 0) {
      this.#processes.clear();
      return NOTHING;
    }
    const failures: Failure[] = [];
    // In the order of pids, so that it is the same ones in each read.
    const isTooMany = all.length > MOST_PROCESSES;
    const pids = isTooMany ? all.sort((a, b) => a - b).slice(0, MOST_PROCESSES) : all;
    if (isTooMany) failures.push(new Failure('EOVERFLOW', `${this.#dir}/proc`));
    const gpus = (this.#gpus ??= this.#readTopology(failures));
    const before = this.#processes;
    this.#processes = new Map();
    const readings: KfdReading[] = [];
    for (const pid of pids) {
      const known = before.get(pid) ?? { parts: [], readsLeft: 0, outUntilNs: 0n };
      this.#processes.set(pid, known);
      this.#readProcess(pid, known, gpus, readings, failures);
    }
    return { readings, failures };
  }

  #readTopology(failures: Failure[]): Map<number, KfdGpu> {
    const gpus = new Map<number, KfdGpu>();
    const nodes = this.#files.list(`${this.#dir}/topology/nodes`);
    if (nodes instanceof Failure) {
      if (!nodes.gone) failures.push(nodes);
      return gpus;
    }
    if (nodes.length > MOST_NODES) failures.push(new Failure('EOVERFLOW', `${this.#dir}/topology/nodes`));
    for (const node of nodes.slice(0, MOST_NODES)) {
      const dir = `${this.#dir}/topology/nodes/${node}`;
      const id = this.#files.read(`${dir}/gpu_id`, CAP_BYTES);
      const properties = this.#files.read(`${dir}/properties`);
      // Under a device cgroup each GPU that is not ours answers EPERM.
      for (const failure of [id, properties])
        if (failure instanceof Failure && !failure.gone && !failure.denied) failures.push(failure);
      if (id instanceof Failure || properties instanceof Failure) continue;
      const gpu = parseNode(id, properties);
      if (gpu !== null && gpus.size < MOST_GPUS) gpus.set(gpu.gpuId, gpu);
    }
    return gpus;
  }

  #readProcess(
    pid: number,
    known: KnownProcess,
    gpus: ReadonlyMap<number, KfdGpu>,
    readings: KfdReading[],
    failures: Failure[],
  ): void {
    const dir = `${this.#dir}/proc/${pid}/`;
    if (known.outUntilNs > this.#nowNs()) {
      failures.push(new Failure('ETIME', `${dir}sdma_*`));
      return;
    }
    known.outUntilNs = 0n;
    if (known.readsLeft === 0) {
      known.parts = this.#listParts(dir, failures);
      known.readsLeft = LIST_EVERY;
    }
    known.readsLeft--;
    for (const gpuId of new Set(known.parts.flatMap((part) => part.gpus))) {
      const gpu = gpus.get(gpuId);
      if (gpu === undefined) continue;
      const text = this.#readUse(dir, known, gpuId, failures);
      if (text !== null) readings.push({ gpu, pid, text: `gpu_id: ${gpuId}\n${gpu.facts}${text}`, atNs: this.#nowNs() });
      if (known.outUntilNs > 0n) return;
    }
  }

  /** Null: the process does not use this GPU, or ended. */
  #readUse(dir: string, known: KnownProcess, gpuId: number, failures: Failure[]): string | null {
    let text = '';
    let isUsed = false;
    const add = (name: string): string | null => {
      const value = this.#files.read(dir + name, CAP_BYTES);
      if (value instanceof Failure) {
        if (!value.gone) failures.push(value);
        return null;
      }
      // Some of these files end without a newline; a value never spans lines.
      const line = value.split('\n', 1)[0]?.trim() ?? '';
      text += `${name}: ${line}\n`;
      return line;
    };
    const own = known.parts.filter((part) => part.gpus.includes(gpuId));
    for (const { prefix, queues } of own) {
      const count = queues.get(gpuId) ?? 0;
      const vram = add(`${prefix}vram_${gpuId}`);
      if (count > 0 || (vram !== null && vram !== '0')) isUsed = true;
      text += `${prefix}queues: ${count}\n`;
    }
    if (!isUsed) return null;
    for (const { prefix } of own) {
      add(`${prefix}stats_${gpuId}/cu_occupancy`);
      add(`${prefix}stats_${gpuId}/evicted_ms`);
      const startNs = this.#nowNs();
      add(`${prefix}sdma_${gpuId}`);
      const endNs = this.#nowNs();
      if (endNs - startNs > LATE_NS) {
        known.outUntilNs = endNs + LEFT_OUT_NS;
        break;
      }
    }
    return text;
  }

  #listParts(dir: string, failures: Failure[]): Part[] {
    const names = this.#list(dir, failures);
    const contexts = names.filter((name) => /^context_\d{1,9}$/.test(name)).slice(0, MOST_CONTEXTS);
    return [
      this.#part(dir, '', names, failures),
      ...contexts.map((name) => this.#part(dir, `${name}/`, this.#list(`${dir}${name}`, failures), failures)),
    ];
  }

  #part(dir: string, prefix: string, names: readonly string[], failures: Failure[]): Part {
    const gpus = names.flatMap((name) => decimal(/^vram_(\d+)$/.exec(name)?.[1] ?? '') ?? []);
    const queues = new Map<number, number>();
    if (names.includes('queues')) {
      for (const queue of this.#list(`${dir}${prefix}queues`, failures).slice(0, MOST_QUEUES)) {
        const text = this.#files.read(`${dir}${prefix}queues/${queue}/gpuid`, CAP_BYTES);
        const gpuId = text instanceof Failure ? null : decimal(text.trim());
        if (gpuId !== null) queues.set(gpuId, (queues.get(gpuId) ?? 0) + 1);
      }
    }
    return { prefix, queues, gpus };
  }

  #list(path: string, failures: Failure[]): string[] {
    const names = this.#files.list(path);
    if (!(names instanceof Failure)) return names;
    if (!names.gone) failures.push(names);
    return [];
  }
}
