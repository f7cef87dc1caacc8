/**
 * A procfs in memory, with the parts of the kernel's behaviour that a scanner can lean on: inodes that are new for every
 * process, st_size of PID/fd, rights that are asked at each call, and a clock that every call moves on.
 *
 * Where the real thing cannot be made to do something on purpose (end a process between two given calls, refuse one
 * folder, be a kernel from before 6.2), this one can.
 */
import { Failure, type Files, type FileStat } from '../../src/procfs/files.js';
import type { Clock } from '../../src/scan/clock.js';

export interface SimFile {
  readonly link: string;
  readonly fdinfo: string;
  /** What stat finds behind the link; absent: an ordinary file. */
  readonly charDevice?: { readonly major: number; readonly minor: number };
}

export interface SimProcess {
  readonly pid: number;
  readonly ino: number;
  readonly startTimeTicks: number;
  readonly fds: Map<number, SimFile>;
  uid: number;
  comm: string;
  cmdline: string;
  /** Text of mountinfo. */
  mountinfo: string;
  /** What the kernel keeps from us: all of fd/, only the links in it (no CAP_SYS_PTRACE), all of fdinfo/. */
  readonly refused: Set<'fd' | 'links' | 'fdinfo'>;
}

export class SimProcfs implements Files, Clock {
  readonly processes = new Map<number, SimProcess>();
  /** Other files: `/dev/dri/card0` and the like. */
  readonly extra = new Map<string, FileStat>();
  /** False: a kernel before 6.2. */
  sizesTell = true;
  /** What one call takes. */
  callNs = 2_000n;
  calls = 0;
  /** Called before each call; may change the world, or make the call fail. */
  before: (call: string, path: string) => Failure | undefined = () => undefined;
  #nowNs = 1_000_000_000n;
  #nextIno = 100;

  nowNs(): bigint {
    return this.#nowNs;
  }

  wallMs(): number {
    return Number(this.#nowNs / 1_000_000n);
  }

  cpuNs(): number {
    return Number(this.#nowNs);
  }

  pass(ns: bigint): void {
    this.#nowNs += ns;
  }

  /** Starts a process; one that has the pid already ends. */
  start(pid: number, comm = `p${pid}`, fds: Iterable<readonly [number, SimFile]> = []): SimProcess {
    const process: SimProcess = {
      pid,
      ino: this.#nextIno++,
      startTimeTicks: this.#nextIno * 10,
      fds: new Map(fds),
      uid: 1000,
      comm,
      cmdline: `/usr/bin/${comm}\0--flag\0`,
      mountinfo: '',
      refused: new Set(),
    };
    this.processes.set(pid, process);
    return process;
  }

  list(path: string): string[] | Failure {
    const failed = this.#call('list', path);
    if (failed) return failed;
    if (path === '/proc') return [...[...this.processes.keys()].map(String), 'self', 'uptime'];
    const [process, folder] = this.#find(path);
    if (process === undefined || (folder !== 'fd' && folder !== 'fdinfo')) {
      const below = [...this.extra.keys()].filter((name) => name.startsWith(`${path}/`));
      const names = new Set(below.map((name) => name.slice(path.length + 1).split('/')[0] ?? ''));
      return names.size > 0 ? [...names] : new Failure('ENOENT', path);
    }
    if (process.refused.has(folder)) return new Failure('EACCES', path);
    return [...process.fds.keys()].map(String).sort();
  }

  link(path: string): string | Failure {
    return this.#fd('link', path)((file) => file.link);
  }

  stat(path: string): FileStat | Failure {
    const failed = this.#call('stat', path);
    if (failed) return failed;
    const [process, folder, name] = this.#find(path);
    if (path === '/proc') return { ino: 1, dev: 22, size: 0, uid: 0, mtimeMs: 0, isDirectory: true, charDevice: null };
    if (process === undefined) return this.extra.get(path) ?? new Failure('ENOENT', path);
    if (name === '') {
      const size = folder === 'fd' && this.sizesTell ? process.fds.size : 0;
      return { ino: process.ino, dev: 22, size, uid: process.uid, mtimeMs: process.ino, isDirectory: true, charDevice: null };
    }
    return this.#fd(
      '',
      path,
    )((file) => ({
      ...{ ino: 1, dev: 1, size: 0, uid: 0, mtimeMs: 0, isDirectory: false },
      charDevice: file.charDevice ?? null,
    }));
  }

  statInMemory(path: string): FileStat | Failure {
    return this.stat(path);
  }

  lstat(path: string): FileStat | Failure {
    return this.stat(path);
  }

  read(path: string): string | Failure {
    const [process, folder, name] = this.#find(path);
    if (folder === 'fdinfo' && name !== '') return this.#fd('read', path)((file) => file.fdinfo);
    const failed = this.#call('read', path);
    if (failed) return failed;
    if (process === undefined) return new Failure('ENOENT', path);
    const { pid, comm, startTimeTicks, uid } = process;
    const texts: Record<string, string> = {
      comm: `${comm}\n`,
      cmdline: process.cmdline,
      stat: `${pid} (${comm}) S 1 ${'0 '.repeat(9)}7 3 ${'0 '.repeat(6)}${startTimeTicks} 0\n`,
      status: `Name:\t${comm}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
      cgroup: '0::/\n',
      mountinfo: process.mountinfo,
    };
    return texts[folder] ?? new Failure('ENOENT', path);
  }

  #call(call: string, path: string): Failure | undefined {
    if (call === '') return undefined;
    this.calls++;
    this.#nowNs += this.callNs;
    return this.before(call, path);
  }

  #fd(call: string, path: string): <T>(answer: (file: SimFile) => T) => T | Failure {
    return (answer) => {
      const failed = this.#call(call, path);
      if (failed) return failed;
      const [process, folder, name] = this.#find(path);
      const file = process?.fds.get(Number(name));
      if (process === undefined || file === undefined) return new Failure('ENOENT', path);
      const refused = process.refused.has(folder as 'fd') || (folder === 'fd' && process.refused.has('links'));
      return refused ? new Failure('EACCES', path) : answer(file);
    };
  }

  /** `/proc/PID/FOLDER/NAME`, with or without a slash at the end. */
  #find(path: string): [SimProcess | undefined, string, string] {
    const [, proc, pid = '', folder = '', name = ''] = path.split('/');
    return [proc === 'proc' ? this.processes.get(Number(pid)) : undefined, folder, name];
  }
}

const generic = (ino: number): string => `pos:\t0\nflags:\t02100002\nmnt_id:\t26\nino:\t${ino}\n`;

/** A DRM fd with statistics. */
export function drmFile(clientId: number, link = '/dev/dri/renderD128', busyNs = 0): SimFile {
  const drm = `drm-driver:\tv3d\ndrm-client-id:\t${clientId}\ndrm-engine-render:\t${busyNs} ns\n`;
  return { link, fdinfo: generic(500) + drm, charDevice: { major: 226, minor: 128 } };
}

/** A DRM fd of a driver that prints nothing. */
export function silentFile(link = '/dev/dri/card0', ino = 501): SimFile {
  return { link, fdinfo: generic(ino), charDevice: { major: 226, minor: 0 } };
}

export function plainFile(link: string, ino = 9000): SimFile {
  return { link, fdinfo: generic(ino) };
}
