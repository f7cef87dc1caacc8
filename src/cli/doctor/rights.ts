/**
 * Whose processes can be read. Two capabilities matter, and they buy different things [measured, Linux 6.18]:
 * CAP_SYS_PTRACE opens fdinfo/ of other users' processes, CAP_DAC_READ_SEARCH lists fd/ but reads none of its links.
 */
import { type Finding, note, ok } from './finding.js';

/** Bits of CapEff, include/uapi/linux/capability.h. */
const CAPABILITIES = [
  { bit: 19n, name: 'CAP_SYS_PTRACE', buys: "fdinfo of every user's processes: all clients and their numbers" },
  {
    bit: 2n,
    name: 'CAP_DAC_READ_SEARCH',
    buys: 'with CAP_SYS_PTRACE, the links in fd/: the cheap strategies auto, name and stat for all users, and debugfs',
  },
] as const;

export interface RightsFacts {
  /** CapEff of /proc/self/status in hex; null when unreadable. */
  readonly effectiveHex: string | null;
  /** Mount options of the procfs that is read. */
  readonly procOptions: string | null;
  readonly processes: number;
  /** Processes whose fds could be told neither by fd/ nor by fdinfo/, by errno. */
  readonly unreadable: ReadonlyMap<string, number>;
  readonly debugfsReadable: boolean;
}

export function checkRights(facts: RightsFacts): Finding[] {
  return [
    checkCoverage(facts),
    ...checkCapabilities(facts.effectiveHex),
    ...checkHidepid(facts.procOptions),
    checkDebugfs(facts.debugfsReadable),
  ];
}

function checkCoverage({ processes, unreadable }: RightsFacts): Finding {
  const count = [...unreadable.values()].reduce((sum, value) => sum + value, 0);
  if (count === 0) return ok('processes', `all ${processes} can be read`);
  const causes = [...unreadable].map(([errno, times]) => `${times} ${errno}`).join(', ');
  return note(
    'processes',
    `${count} of ${processes} cannot be read (${causes})`,
    'their GPU clients are missing from every list and sum; own processes that forbid dumping (sway, KeePassXC) are among them',
    'run as root, or with CAP_SYS_PTRACE alone: sudo setpriv --reuid=$USER --regid=$(id -g) --init-groups --inh-caps=+sys_ptrace --ambient-caps=+sys_ptrace gpu-top',
  );
}

function checkCapabilities(effectiveHex: string | null): Finding[] {
  if (effectiveHex === null || !/^[0-9a-f]+$/i.test(effectiveHex)) return [];
  const effective = BigInt(`0x${effectiveHex}`);
  return CAPABILITIES.map(({ bit, name, buys }) =>
    (effective >> bit) & 1n ? ok('rights', `${name} is there`) : note('rights', `${name} is missing`, `it buys ${buys}`, null),
  );
}

function checkHidepid(options: string | null): Finding[] {
  const value = /(?:^|,)hidepid=(\w+)/.exec(options ?? '')?.[1];
  if (value === undefined || value === '0' || value === 'off') return [];
  return [
    note(
      'hidepid',
      `/proc is mounted with hidepid=${value}`,
      "other users' processes are hidden, not merely refused, so they are not even counted",
      'run as root, or add your group to the gid= option of the /proc mount',
    ),
  ];
}

function checkDebugfs(readable: boolean): Finding {
  if (readable) return ok('debugfs', 'clients tables are readable: owners come from the kernel, --detect clients works');
  return note(
    'debugfs',
    'clients tables cannot be read',
    'owners are then told by rule, and --detect clients is not to be had',
    'only root can read debugfs; nothing else needs it',
  );
}
