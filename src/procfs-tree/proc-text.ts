/**
 * The small files of /proc/PID as the kernel prints them, from a description of a process.
 *
 * Bytes, not strings: a comm is any 15 bytes but NUL, and one cut in the middle of a UTF-8 character is a case that
 * readers meet. Field order: proc_pid_stat(5), proc_pid_status(5).
 */

/** Who a process in a tree is. Only pid and comm are needed; the rest has quiet defaults. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Cut to 15 bytes, as the kernel does. */
  readonly comm: string | Uint8Array;
  /** Arguments; default: the comm alone. An empty list prints an empty file, as kernel threads and zombies have. */
  readonly cmdline?: readonly string[];
  /** Default 1. */
  readonly parentPid?: number;
  /** Default 0. */
  readonly uid?: number;
  /** Clock ticks since boot, field 22 of stat. Default 100 x pid, so that a higher pid is younger. */
  readonly startTimeTicks?: number;
  /** utime + stime in clock ticks; printed as three parts of four utime, the rest stime. Default 0. */
  readonly cpuTicks?: number;
  /** State letter; default `S`. */
  readonly state?: string;
  /** Text of the cgroup file; default that of a process in the root group of cgroup 2. */
  readonly cgroup?: string;
}

const COMM_BYTES = 15;

/** The comm as the kernel keeps it: at most 15 bytes, cut wherever that falls. */
export function commBytes(comm: string | Uint8Array): Buffer {
  return Buffer.from(typeof comm === 'string' ? Buffer.from(comm) : comm).subarray(0, COMM_BYTES);
}

/** Text of /proc/PID/comm. */
export function commText(process: ProcessIdentity): Buffer {
  return Buffer.concat([commBytes(process.comm), Buffer.from('\n')]);
}

/** Text of /proc/PID/cmdline: each argument ends in NUL. */
export function cmdlineText(process: ProcessIdentity): Buffer {
  const words = process.cmdline ?? [commBytes(process.comm).toString()];
  return Buffer.from(words.map((word) => `${word}\0`).join(''));
}

/** Text of /proc/PID/stat: 52 fields, the comm raw between brackets. */
export function statText(process: ProcessIdentity): Buffer {
  const { pid, state = 'S', parentPid = 1 } = process;
  const cpuTicks = Math.floor(process.cpuTicks ?? 0);
  const systemTicks = Math.floor(cpuTicks / 4);
  const faults = [1200, 0, 3, 0];
  const times = [cpuTicks - systemTicks, systemTicks, 0, 0];
  const afterTimes = [20, 0, 4, 0, startTimeTicks(process), 412_368_896, 21_845, '18446744073709551615'];
  const addresses = Array.from({ length: 12 }, () => 0);
  const tail = [17, 1, 0, 0, 0, 0, 0, ...Array.from({ length: 7 }, () => 0), 0];
  const fields = [state, parentPid, pid, pid, 0, -1, 4_194_304, ...faults, ...times, ...afterTimes, ...addresses, ...tail];
  return Buffer.concat([Buffer.from(`${pid} (`), commBytes(process.comm), Buffer.from(`) ${fields.join(' ')}\n`)]);
}

/** Start time in clock ticks since boot, the default where none is given. */
export function startTimeTicks(process: ProcessIdentity): number {
  return process.startTimeTicks ?? process.pid * 100;
}

/** Text of /proc/PID/status: the lines that readers use. Line feeds and backslashes in the name are escaped there. */
export function statusText(process: ProcessIdentity): Buffer {
  const { pid, parentPid = 1, uid = 0, state = 'S' } = process;
  const name = commBytes(process.comm).toString('latin1').replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const ids = [uid, uid, uid, uid].join('\t');
  const lines = ['Umask:\t0022', `State:\t${state} (${STATE_WORDS[state] ?? 'sleeping'})`, `Tgid:\t${pid}`, 'Ngid:\t0'];
  lines.push(
    `Pid:\t${pid}`,
    `PPid:\t${parentPid}`,
    'TracerPid:\t0',
    `Uid:\t${ids}`,
    `Gid:\t${ids}`,
    'FDSize:\t64',
    'Threads:\t4',
  );
  return Buffer.concat([Buffer.from('Name:\t'), Buffer.from(name, 'latin1'), Buffer.from(`\n${lines.join('\n')}\n`)]);
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'disk sleep',
  T: 'stopped',
  Z: 'zombie',
  I: 'idle',
};

/** Text of /proc/PID/cgroup. */
export function cgroupText(process: ProcessIdentity): string {
  return process.cgroup ?? '0::/\n';
}
