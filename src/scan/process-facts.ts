/**
 * Names and times of the processes that hold a DRM fd; of others only the names of their ancestors are ever read.
 *
 * One read of /proc/PID/stat per holder and tick gives the CPU time and shows an exec by the changed name. What an exec
 * or setuid may change (command line, user, unit) is read again then, and whenever the process was listed anew.
 */
import { readCmdline, readComm } from '../procfs/command.js';
import { Failure } from '../procfs/files.js';
import { parseProcessStat, type ProcessStat } from '../procfs/process-stat.js';
import type { Root } from '../procfs/root.js';
import { readUnit } from '../procfs/unit.js';
import { readUid, UserNames } from '../procfs/users.js';
import type { Ancestry } from './ancestry.js';
import type { ProcessRecord } from './process-record.js';
import type { ProcessFacts } from './sweep.js';

/** comm is 15 bytes and the rest is numbers: no stat line is longer. */
const STAT_CAP_BYTES = 4096;

export class ProcessFactsReader {
  readonly #root: Root;
  readonly #users: UserNames;

  constructor(root: Root) {
    this.#root = root;
    this.#users = new UserNames(root);
  }

  /** The facts now; null when the process is gone. In a tree whatever is not recorded is null. */
  read(record: ProcessRecord, listedNow: boolean, ancestry: Ancestry): ProcessFacts | null {
    const text = this.#root.files.read(`${record.dir}stat`, STAT_CAP_BYTES);
    if (text instanceof Failure && text.gone && this.#root.files.lstat(record.dir) instanceof Failure) return null;
    const stat = text instanceof Failure ? null : parseProcessStat(text);
    const before = record.facts;
    const same =
      !listedNow &&
      before !== null &&
      before.comm === (stat?.comm ?? null) &&
      before.startTimeTicks === (stat?.startTimeTicks ?? null);
    const now = movingOf(stat, ancestry);
    record.facts = same ? { ...before, ...now } : { ...this.#readAll(record, stat), ...now };
    return record.facts;
  }

  #readAll({ pid, dir }: ProcessRecord, stat: ProcessStat | null): Omit<ProcessFacts, keyof Moving> {
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

/** What may be another at every tick. */
type Moving = Pick<ProcessFacts, 'parentPid' | 'ancestors' | 'cpuTicks'>;

function movingOf(stat: ProcessStat | null, ancestry: Ancestry): Moving {
  const parentPid = stat?.parentPid ?? null;
  return { parentPid, ancestors: ancestry.above(parentPid), cpuTicks: stat?.cpuTicks ?? null };
}
