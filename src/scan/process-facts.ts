/**
 * Names and times of the processes that hold a DRM fd; of others only the names of their ancestors are ever read.
 *
 * One read of /proc/PID/stat per holder and tick gives the CPU time and shows an exec by the changed name. What an exec
 * or setuid may change (command line, user, unit) is read again then, when the process opened or closed something, and when it is
 * listed after `STALE_NS` or something is missing: that takes three more files, which nearly never say anything new.
 */
import { Failure } from '../procfs/files.js';
import type { Root } from '../procfs/root.js';
import { UserNames } from '../procfs/passwd.js';
import { Proc } from '../procfs/proc.js';
import type { ProcessStat } from '../procfs/stat.js';
import { ContainerNames } from '../units/container-names.js';
import { readCgroup } from '../units/cgroup.js';
import { CgroupMemories } from './cgroup-memory.js';
import type { ProcessRecord } from './process-record.js';
import type { SweepState } from './sweep-state.js';
import type { Ancestor, ProcessFacts } from './sweep.js';

/** Longer lines are not met, and a tree written by hand may hold a circle. */
export const MOST_ANCESTORS = 64;

/**
 * The processes above a holder, in one sweep. Between a program's window and its GPU process stand others that hold no GPU fd (a zygote, a
 * sandbox, a launcher); without them nobody could tell that the two belong together.
 *
 * One read of /proc/PID/stat per ancestor and sweep, however many holders stand below it: a process may get another parent at any time.
 */
export class Ancestry {
  readonly #root: Root;
  readonly #stats = new Map<number, ProcessStat | null>();
  /** By the parent: its children share one list, which then is also sent once to the screen's process. */
  readonly #lines = new Map<number, readonly Ancestor[]>();
  readonly #linesBefore: ReadonlyMap<number, readonly Ancestor[]>;

  /** @param before that of the last sweep: a line that is as it was is the same list, so that it need not be compared again */
  constructor(root: Root, before: Ancestry | null) {
    this.#root = root;
    this.#linesBefore = before === null ? new Map() : before.#lines;
  }

  /** From the parent upwards; null when the parent itself is unknown. */
  above(parentPid: number | null): readonly Ancestor[] | null {
    if (parentPid === null) return null;
    const known = this.#lines.get(parentPid);
    if (known !== undefined) return known;
    const line: Ancestor[] = [];
    for (let pid: number | null = parentPid; pid !== null && pid > 1 && line.length < MOST_ANCESTORS;) {
      const stat = this.#statOf(pid);
      if (stat === null) break;
      line.push({ pid, comm: stat.comm });
      pid = stat.parentPid;
    }
    const before = this.#linesBefore.get(parentPid);
    const kept = before !== undefined && areSameAncestors(before, line) ? before : line;
    this.#lines.set(parentPid, kept);
    return kept;
  }

  #statOf(pid: number): ProcessStat | null {
    let stat = this.#stats.get(pid);
    if (stat === undefined) {
      stat = new Proc(this.#root, pid).knownStat();
      this.#stats.set(pid, stat);
    }
    return stat;
  }
}

/** How old what is not read each tick may be while its process is being listed: 10 s. */
const STALE_NS = 10_000_000_000n;

export class ProcessFactsReader {
  readonly #users: UserNames;
  readonly #containers: ContainerNames;
  readonly #memories: CgroupMemories;

  /** @param containerState folders in which runtimes keep the state of their containers */
  constructor(root: Root, containerState?: readonly string[]) {
    this.#users = new UserNames(root);
    this.#containers = new ContainerNames(root, containerState);
    this.#memories = new CgroupMemories(root);
  }

  /** To be called at the start of each sweep. */
  beginSweep(): void {
    this.#memories.beginSweep();
  }

  /** The facts in this sweep; null when the process is gone. In a tree whatever is not recorded is null. */
  read(record: ProcessRecord, { number, startNs }: SweepState, ancestry: Ancestry): ProcessFacts | null {
    const read = record.stat();
    if (read instanceof Failure && read.gone && !record.exists) return null;
    const stat = read instanceof Failure ? null : read;
    const { facts: before, holdsKfd } = record;
    const { parentPid = null, cpuTicks = null } = stat ?? {};
    const ancestors = ancestry.above(parentPid);
    const isDue = record.listedIn === number && (record.changed || !isWhole(before) || startNs - record.factsNs >= STALE_NS);
    if (isDue || before === null || !isSame(before, stat)) {
      record.factsNs = startNs;
      const facts = { ...this.#readAll(record, stat), parentPid, ancestors, cpuTicks, holdsKfd };
      const dmem = this.#memories.of(record.cgroupPath);
      return (record.facts = dmem === undefined ? facts : { ...facts, dmem });
    }
    const dmem = this.#memories.of(record.cgroupPath);
    const isAsBefore =
      before.cpuTicks === cpuTicks &&
      before.parentPid === parentPid &&
      before.ancestors === ancestors &&
      before.holdsKfd === holdsKfd;
    if (isAsBefore && dmem === undefined && before.dmem === undefined) return before;
    // A whole literal and no spread: this runs for every holder in every tick.
    const { pid, startTimeTicks, comm, cmdline, uid, user, unit } = before;
    const facts = { pid, startTimeTicks, parentPid, ancestors, comm, cmdline, uid, user, unit, cpuTicks, holdsKfd };
    return (record.facts = dmem === undefined ? facts : { ...facts, dmem });
  }

  #readAll(
    process: ProcessRecord,
    stat: ProcessStat | null,
  ): Omit<ProcessFacts, 'parentPid' | 'ancestors' | 'cpuTicks' | 'holdsKfd' | 'dmem'> {
    const { unit, path } = readCgroup(process);
    process.cgroupPath = path;
    const uid = process.uid();
    return {
      pid: process.pid,
      startTimeTicks: stat?.startTimeTicks ?? null,
      comm: stat?.comm ?? process.comm(),
      cmdline: process.cmdline(),
      uid,
      user: uid === null ? null : this.#users.of(uid),
      unit: this.#containers.complete(unit),
    };
  }
}

/** True for the same processes in the same order under the same names. */
export function areSameAncestors(a: readonly Ancestor[] | null, b: readonly Ancestor[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a === b || (a.length === b.length && a.every(({ pid, comm }, at) => pid === b[at]?.pid && comm === b[at].comm));
}

/** A file that could not be read may be readable by now. */
function isWhole(facts: ProcessFacts | null): boolean {
  return facts?.cmdline != null && facts.uid !== null;
}

function isSame(before: ProcessFacts, stat: ProcessStat | null): boolean {
  return before.comm === (stat?.comm ?? null) && before.startTimeTicks === (stat?.startTimeTicks ?? null);
}
