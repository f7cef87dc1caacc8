/**
 * Names and times of the processes that hold a DRM fd; of others only the names of their ancestors are ever read.
 *
 * One read of /proc/PID/stat per holder and tick gives the CPU time and shows an exec by the changed name. What an exec
 * or setuid may change (command line, user, unit) is read again then, when the process opened or closed something, and when it is
 * listed after `STALE_NS` or something is missing: that takes three more files, which nearly never say anything new.
 */
import { readCmdline, readComm } from '../procfs/command.js';
import { Failure } from '../procfs/files.js';
import { parseProcessStat, type ProcessStat } from '../procfs/process-stat.js';
import type { Root } from '../procfs/root.js';
import { readUnit } from '../units/unit-of-cgroup.js';
import { readUid, UserNames } from '../procfs/users.js';
import type { Ancestry } from './ancestry.js';
import type { ProcessRecord } from './process-record.js';
import type { SweepState } from './sweep-state.js';
import type { ProcessFacts } from './sweep.js';

/** comm is 15 bytes and the rest is numbers: no stat line is longer. */
const STAT_CAP_BYTES = 4096;

/** How old what is not read each tick may be while its process is being listed: 10 s. */
const STALE_NS = 10_000_000_000n;

export class ProcessFactsReader {
  readonly #root: Root;
  readonly #users: UserNames;

  constructor(root: Root) {
    this.#root = root;
    this.#users = new UserNames(root);
  }

  /** The facts in this sweep; null when the process is gone. In a tree whatever is not recorded is null. */
  read(record: ProcessRecord, { number, startNs }: SweepState, ancestry: Ancestry): ProcessFacts | null {
    const text = this.#root.files.read(`${record.dir}stat`, STAT_CAP_BYTES);
    if (text instanceof Failure && text.gone && this.#root.files.lstat(record.dir) instanceof Failure) return null;
    const stat = text instanceof Failure ? null : parseProcessStat(text);
    const { facts: before, holdsKfd } = record;
    const { parentPid = null, cpuTicks = null } = stat ?? {};
    const ancestors = ancestry.above(parentPid);
    const isDue = record.listedIn === number && (record.changed || !isWhole(before) || startNs - record.factsNs >= STALE_NS);
    if (isDue || before === null || !isSame(before, stat)) {
      record.factsNs = startNs;
      record.facts = { ...this.#readAll(record, stat), parentPid, ancestors, cpuTicks, holdsKfd };
    } else {
      // A whole literal and no spread: this runs for every holder in every tick.
      const { pid, startTimeTicks, comm, cmdline, uid, user, unit } = before;
      record.facts = { pid, startTimeTicks, parentPid, ancestors, comm, cmdline, uid, user, unit, cpuTicks, holdsKfd };
    }
    return record.facts;
  }

  #readAll(
    { pid, dir }: ProcessRecord,
    stat: ProcessStat | null,
  ): Omit<ProcessFacts, 'parentPid' | 'ancestors' | 'cpuTicks' | 'holdsKfd'> {
    const { files } = this.#root;
    const uid = readUid(files, dir);
    return {
      pid,
      startTimeTicks: stat?.startTimeTicks ?? null,
      comm: stat?.comm ?? readComm(files, dir),
      cmdline: readCmdline(files, dir),
      uid,
      user: uid === null ? null : this.#users.of(uid),
      unit: readUnit(files, dir),
    };
  }
}

/** A file that could not be read may be readable by now. */
function isWhole(facts: ProcessFacts | null): boolean {
  return facts?.cmdline != null && facts.uid !== null;
}

function isSame(before: ProcessFacts, stat: ProcessStat | null): boolean {
  return before.comm === (stat?.comm ?? null) && before.startTimeTicks === (stat?.startTimeTicks ?? null);
}
