/**
 * What another process waits for inside the kernel: the system call it is in, and the file which that call names.
 *
 * A read in procfs can take seconds: a driver may wait behind a submission before it prints its fdinfo. The process that
 * waits cannot say for what, but the kernel can: /proc/PID/syscall (proc_pid_syscall(5)) has the call's number and
 * arguments, and a path given as an argument can be read out of the caller's memory.
 *
 * Needs the right to trace the process, which a parent has for its children unless they gained privileges by exec.
 */
import { Failure } from './files.js';
import { bytesAt, nodeFiles } from './node-files.js';

export interface PendingCall {
  /** True when it is in no system call at all, but computing. */
  readonly working: boolean;
  /** The file that the call works on; null where it works on none, or the kernel does not tell us. */
  readonly path: string | null;
}

/** Where a call has the file it works on. */
type Argument = { readonly path: number } | { readonly fd: number };

const FD: Argument = { fd: 0 };
const PATH: Argument = { path: 0 };
/** Behind a folder's fd, which for an absolute path does not matter. */
const PATH_AT: Argument = { path: 1 };

const ARGUMENTS: Readonly<Record<string, Argument>> = {
  read: FD,
  pread64: FD,
  close: FD,
  fstat: FD,
  getdents64: FD,
  open: PATH,
  stat: PATH,
  lstat: PATH,
  readlink: PATH,
  statfs: PATH,
  openat: PATH_AT,
  newfstatat: PATH_AT,
  readlinkat: PATH_AT,
  statx: PATH_AT,
};

/** arch/x86/entry/syscalls/syscall_64.tbl */
const X64: Readonly<Record<number, string>> = {
  0: 'read',
  2: 'open',
  3: 'close',
  4: 'stat',
  5: 'fstat',
  6: 'lstat',
  17: 'pread64',
  89: 'readlink',
  137: 'statfs',
  217: 'getdents64',
  257: 'openat',
  262: 'newfstatat',
  267: 'readlinkat',
  332: 'statx',
};

/** include/uapi/asm-generic/unistd.h, which the newer architectures share. */
const GENERIC: Readonly<Record<number, string>> = {
  43: 'statfs',
  56: 'openat',
  57: 'close',
  61: 'getdents64',
  63: 'read',
  67: 'pread64',
  78: 'readlinkat',
  79: 'newfstatat',
  80: 'fstat',
  291: 'statx',
};

const CALLS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  x64: X64,
  arm64: GENERIC,
  riscv64: GENERIC,
  loong64: GENERIC,
};

/** PATH_MAX of <linux/limits.h>. */
const PATH_MAX = 4096;

/**
 * What the main thread of a process is doing at this moment. Nothing is known of a process that is gone, that we may not
 * trace, or on an architecture whose calls are not listed here.
 *
 * @param arch as in `process.arch`; for tests
 */
export function pendingCall(pid: number, arch: string = process.arch): PendingCall {
  const folder = `/proc/${pid}`;
  // "running", or the number, six arguments, stack pointer and program counter.
  const [number = '', ...args] = (known(nodeFiles.read(`${folder}/syscall`)) ?? '').trim().split(' ');
  const argument = ARGUMENTS[CALLS[arch]?.[Number(number)] ?? ''];
  const path = argument === undefined ? null : pathOf(folder, argument, args);
  return { working: number === 'running', path };
}

/** Null for any failure: this only ever explains a wait, and there may be nothing to explain any more. */
function pathOf(folder: string, argument: Argument, args: readonly string[]): string | null {
  if ('fd' in argument) return known(nodeFiles.link(`${folder}/fd/${Number(args[argument.fd])}`));
  const address = args[argument.path];
  return address === undefined ? null : textAt(`${folder}/mem`, BigInt(address));
}

/** The zero-terminated text at an address of a process. */
function textAt(mem: string, address: bigint): string | null {
  // Short where the mapping ends before the longest path would.
  const bytes = known(bytesAt(mem, address, PATH_MAX));
  const end = bytes?.indexOf(0) ?? -1;
  return bytes === null || end <= 0 ? null : bytes.toString('utf8', 0, end);
}

function known<T>(answer: T | Failure): T | null {
  return answer instanceof Failure ? null : answer;
}
