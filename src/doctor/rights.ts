/**
 * Whose processes can be read. Two capabilities matter, and they buy different things [measured, Linux 6.18]:
 * CAP_SYS_PTRACE opens fdinfo/ of other users' processes, CAP_DAC_READ_SEARCH lists fd/ but reads none of its links; so does
 * CAP_DAC_OVERRIDE, which is asked of nobody: it also writes.
 * Yama has no say in it: it restricts attaching, and fdinfo asks for reading (PTRACE_MODE_READ).
 */
import { decimal } from '../procfs/decimal.js';
import type { ScanCoverage } from '../scan/sweep.js';
import { AS_ROOT, NOT_ON_NODE, runWith } from '../view/coverage/rights.js';
import { type Finding, note, ok } from './finding.js';

/** Bits of capability sets, include/uapi/linux/capability.h. */
const CAP_DAC_OVERRIDE = 1n << 1n;
const CAP_DAC_READ_SEARCH = 1n << 2n;
const CAP_SYS_PTRACE = 1n << 19n;

/** Our own credentials, from /proc/self/status. */
export interface Credentials {
  readonly uid: number;
  readonly effective: bigint;
  readonly ambient: bigint;
  /** The program that has them: the Node.js binary. */
  readonly program: string;
}

/** Whether hidepid hides nothing from it: any mode asks for the same right as fdinfo [measured, Linux 6.18]. */
export function seesHidden(own: Credentials | null): boolean {
  return own !== null && has(own, CAP_SYS_PTRACE);
}

/** Reads what is needed of /proc/self/status; null when it is not there or says nothing. */
export function parseCredentials(status: string, program: string): Credentials | null {
  const uid = decimal(/(?<![^\n])Uid:[ \t]+\d+[ \t]+(\d+)/.exec(status)?.[1] ?? '');
  const effective = /(?<![^\n])CapEff:[ \t]*([\da-f]{1,16})\n/.exec(status)?.[1];
  if (uid === null || effective === undefined) return null;
  const ambient = /(?<![^\n])CapAmb:[ \t]*([\da-f]{1,16})\n/.exec(status)?.[1] ?? '0';
  return { uid, effective: BigInt(`0x${effective}`), ambient: BigInt(`0x${ambient}`), program };
}

/**
 * @param coverage of a sweep just made
 * @param hidden processes are hidden by hidepid, so that they are not even counted
 */
export function checkRights(coverage: ScanCoverage, hidden: boolean, own: Credentials | null): Finding[] {
  const { processesSeen, processesUnreadable, byErrno } = coverage;
  const all = hidden ? `the ${processesSeen} that are not hidden can be read` : `all ${processesSeen} can be read`;
  const some = `${processesUnreadable} of ${processesSeen} cannot be read (${[...byErrno.keys()].join(', ')})`;
  return [
    processesUnreadable === 0 ? ok('processes', all) : checkUnreadable(some, own),
    ...(own === null ? [] : checkCapabilities(own, hidden || processesUnreadable > 0)),
  ];
}

function checkUnreadable(text: string, own: Credentials | null): Finding {
  const why = 'their GPU clients are missing from every list and sum';
  if (own === null || !has(own, CAP_SYS_PTRACE))
    return note('processes', text, `${why}; own programs that forbid dumping (sway, KeePassXC) may be among them`, null);
  const cause = 'a security module or another user namespace can refuse in spite of CAP_SYS_PTRACE';
  return note('processes', text, `${why}; ${cause}`, own.uid === 0 ? null : AS_ROOT);
}

/** @param needed something cannot be seen, so a missing right is worth a word */
function checkCapabilities(own: Credentials, needed: boolean): Finding[] {
  if (!has(own, CAP_SYS_PTRACE)) return needed ? [missingPtrace(own)] : [];
  if (own.uid !== 0 && (own.ambient & CAP_SYS_PTRACE) === 0n) return [onTheBinary(own)];
  if (!has(own, CAP_DAC_READ_SEARCH | CAP_DAC_OVERRIDE)) return [ok('rights', 'CAP_SYS_PTRACE is there'), missingSearch(own)];
  return [ok('rights', own.uid === 0 ? 'root' : 'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH are there')];
}

function missingPtrace(own: Credentials): Finding {
  const without = has(own, CAP_DAC_READ_SEARCH) ? '; CAP_DAC_READ_SEARCH, which is there, buys nothing without it' : '';
  const why = `it opens fdinfo of other users' processes, all that gpu-top needs${without}`;
  return note('rights', 'CAP_SYS_PTRACE is missing', why, own.uid === 0 ? startWith('SYS_PTRACE') : runWith('sys_ptrace'));
}

function missingSearch(own: Credentials): Finding {
  const why =
    "with it links in fd/ of other users' processes can be read: fds of drivers without statistics are found, with less work";
  const todo = own.uid === 0 ? startWith('DAC_READ_SEARCH') : runWith('sys_ptrace', 'dac_read_search');
  return note('rights', 'CAP_DAC_READ_SEARCH is missing', why, todo);
}

function onTheBinary({ program }: Credentials): Finding {
  const path = /^[\w./+-]+$/.test(program) ? program : '"$(readlink -f "$(command -v node)")"';
  const why = `it reads the memory of every process, and ${NOT_ON_NODE}`;
  return note('rights', 'CAP_SYS_PTRACE is on the Node.js binary', why, `sudo setcap -r ${path}`);
}

/** Root without a capability is root in a container. */
function startWith(name: string): string {
  return `start the container with --cap-add=${name}`;
}

/** Any of them, where several are given. */
function has({ effective }: Credentials, capability: bigint): boolean {
  return (effective & capability) !== 0n;
}
