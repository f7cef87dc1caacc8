/**
 * Readings of processes that fdinfo is silent about: AMD compute, by KFD's files; NVIDIA's, by what its tool prints.
 *
 * Both name processes by their pids in the init namespace. Where gpu-top sees other pids, the same number may be a stranger here:
 * a process is only taken for the one that is meant while it holds the device node that it must have open, or where its fds
 * are not ours to see.
 */
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { KfdReader } from '../kfd/reader.js';
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import type { Clock } from './clock.js';
import type { DeviceIndex } from './device-index.js';
import { ProcessRecord } from './process-record.js';
import type { ProcessTable } from './process-table.js';
import type { SweepState } from './sweep-state.js';
import type { ProcessFacts, ProcessReading, Reading } from './sweep.js';

/** A vendor's tool that says what processes do; the scanner tells it who holds its devices, and takes what it has said. */
export interface GpuTool {
  /** Takes in the sweep so far, and gives what the tool last said of each process. Never waits. */
  take(sweep: SweepSoFar): readonly Omit<ProcessReading, 'isOurs'>[];
}

export interface SweepSoFar {
  readonly readings: readonly Reading[];
  readonly processes: ReadonlyMap<number, ProcessFacts>;
  readonly devices: readonly DeviceFacts[];
  /** Processes whose fds are not ours to see. */
  readonly processesUnreadable: number;
  readonly nowNs: bigint;
}

interface Parts {
  readonly root: Root;
  readonly clock: Clock;
  readonly table: ProcessTable;
  readonly devices: DeviceIndex;
  readonly tool: GpuTool | null;
}

/** A reading, and its process here; null: it is not ours. */
export interface FurtherReading {
  readonly reading: ProcessReading;
  readonly record: ProcessRecord | null;
}

/** Links that are read to find the node among a process's fds: its runtime opens it early, and who opens so many before it would hold up all others. */
const MOST_LINKS = 4096;

/** How long a process that does not hold the node is taken at its word. */
const ASK_AGAIN_NS = 10_000_000_000n;

interface Settled {
  readonly startTimeTicks: number | null;
  readonly isHolder: boolean;
  readonly untilNs: bigint;
}

export class FurtherReadings {
  readonly #parts: Parts;
  readonly #kfd: KfdReader;
  /** Records of processes that no walk meets, as the strategy wants them. */
  #strangers: ReadonlyMap<number, ProcessRecord> = new Map();
  #met = new Map<number, ProcessRecord>();
  #settled = new Map<number, Settled>();
  /** `PID DEVICE` of processes that the tool tells of and that were ours when it began to. */
  #ours: ReadonlySet<string> = new Set();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#kfd = new KfdReader(parts.root.files, parts.root.sys, () => parts.clock.nowNs());
  }

  /** To be called when devices came or went. */
  forgetDevices(): void {
    this.#kfd.forgetTopology();
  }

  /** What there is to say in this sweep, beside its fd readings. */
  read(
    readings: readonly Reading[],
    processes: ReadonlyMap<number, ProcessFacts>,
    devices: readonly DeviceFacts[],
    sweep: SweepState,
  ): FurtherReading[] {
    this.#strangers = this.#met;
    this.#met = new Map();
    const found = this.#readKfd(sweep);
    const { tool, clock } = this.#parts;
    const { processesUnreadable } = sweep.coverage;
    const said = tool?.take({ readings, processes, devices, processesUnreadable, nowNs: clock.nowNs() }) ?? [];
    if (said.length === 0) return found;
    const holders = new Set(readings.map(({ pid, device }) => `${pid} ${device}`));
    const before = this.#ours;
    const ours = new Set<string>();
    this.#ours = ours;
    for (const { source, device, pid, text, atNs } of said) {
      const key = `${pid} ${device}`;
      const record = this.#recordOf(pid);
      const isOurs = record !== null && (record.refused !== null || holders.has(key));
      if (isOurs || before.has(key)) ours.add(key);
      // What the tool said last stands for seconds: by now the process has ended, or has closed the GPU. It is no stranger.
      if (isOurs || !before.has(key))
        found.push({ reading: { source, device, pid, isOurs, text, atNs }, record: isOurs ? record : null });
    }
    return found;
  }

  #readKfd({ coverage, startNs }: SweepState): FurtherReading[] {
    const { readings, failures } = this.#kfd.read();
    for (const failure of failures) coverage.add(failure);
    const { devices } = this.#parts;
    const before = this.#settled;
    this.#settled = new Map();
    const found = new Map<string, FurtherReading>();
    for (const { gpu, pid, text, atNs } of readings) {
      const device = devices.ofNode(gpu.renderNode) ?? gpu.pciAddress ?? `kfd:${gpu.gpuId}`;
      // Partitions of one GPU are one device: their texts stand together.
      const other = found.get(`${pid} ${device}`);
      const record = other === undefined ? this.#holderOf(pid, before.get(pid), startNs) : other.record;
      const reading: ProcessReading = {
        source: 'kfd',
        device,
        pid,
        isOurs: record !== null,
        text: (other?.reading.text ?? '') + text,
        atNs,
      };
      found.set(`${pid} ${device}`, { reading, record });
    }
    return [...found.values()];
  }

  /** The process of this pid here, where it is the one that KFD means. */
  #holderOf(pid: number, before: Settled | undefined, nowNs: bigint): ProcessRecord | null {
    const record = this.#recordOf(pid);
    if (record === null) return null;
    const startTimeTicks = record.startTimeTicks();
    let settled = before;
    if (settled?.startTimeTicks !== startTimeTicks || settled.untilNs <= nowNs) {
      settled = { startTimeTicks, isHolder: this.#holdsKfd(record), untilNs: nowNs + ASK_AGAIN_NS };
    }
    this.#settled.set(pid, settled);
    return settled.isHolder ? record : null;
  }

  /** True also where its fds are not ours to see. */
  #holdsKfd(record: ProcessRecord): boolean {
    const { files } = this.#parts.root;
    const fds = files.list(record.fdDir);
    if (fds instanceof Failure) return true;
    for (const fd of fds.slice(0, MOST_LINKS)) {
      const link = files.link(record.fdDir + fd);
      if (link instanceof Failure ? link.denied : link === '/dev/kfd') return true;
    }
    return false;
  }

  /** Null: no process here has this pid. */
  #recordOf(pid: number): ProcessRecord | null {
    const { root, table } = this.#parts;
    const met = table.get(pid);
    if (met !== undefined) return met;
    const record = this.#strangers.get(pid) ?? new ProcessRecord(root, pid);
    if (!record.exists) return null;
    this.#met.set(pid, record);
    return record;
  }
}
