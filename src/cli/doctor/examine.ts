/** Reads what the checks judge. Opens nothing but /proc and /sys, and asks no more than a scan would. */
import type { DeviceFacts } from '../../drm/device.js';
import { Failure } from '../../procfs/files.js';
import { listPids } from '../../procfs/pids.js';
import type { Root } from '../../procfs/root.js';
import type { Io } from '../io.js';
import { checkDevices } from './devices.js';
import { type Finding, note, ok } from './finding.js';
import { checkKernel } from './kernel.js';
import { checkRights, type RightsFacts } from './rights.js';
import { checkTerminal } from './terminal.js';

export function examine(root: Root, devices: readonly DeviceFacts[], io: Io): Finding[] {
  return [
    ...checkKernel(textOf(root, `${root.proc}/sys/kernel/osrelease`)),
    ...checkDevices(devices),
    ...checkRights(rightsFacts(root)),
    ...checkContainer(root),
    ...checkTerminal(io),
    ok('node', `${process.version} on ${process.arch}`),
  ];
}

function textOf(root: Root, path: string): string | null {
  const text = root.files.read(path);
  return text instanceof Failure ? null : text.trim();
}

function rightsFacts(root: Root): RightsFacts {
  const pids = listPids(root);
  const unreadable = new Map<string, number>();
  for (const pid of pids instanceof Failure ? [] : pids) {
    const denied = [root.files.list(`${root.proc}/${pid}/fd`), root.files.list(`${root.proc}/${pid}/fdinfo`)];
    const failures = denied.filter((result) => result instanceof Failure && !result.gone);
    const last = failures.at(-1);
    if (failures.length === denied.length && last instanceof Failure)
      unreadable.set(last.errno, (unreadable.get(last.errno) ?? 0) + 1);
  }
  return {
    effectiveHex: /^CapEff:\s*(\w+)/m.exec(textOf(root, `${root.proc}/self/status`) ?? '')?.[1] ?? null,
    procOptions: procMountOptions(textOf(root, `${root.proc}/self/mountinfo`) ?? '', root.proc),
    processes: pids instanceof Failure ? 0 : pids.length,
    unreadable,
    debugfsReadable: !(root.files.list(`${root.sys}/kernel/debug/dri`) instanceof Failure),
  };
}

/** Super options of the mount at `proc`: the last field of its mountinfo line. The last mount there wins. */
function procMountOptions(mountinfo: string, proc: string): string | null {
  let options: string | null = null;
  for (const line of mountinfo.split('\n')) {
    const fields = line.split(' ');
    if (fields[4] === proc) options = fields.at(-1) ?? null;
  }
  return options;
}

/** Docker and Podman leave a mark in the root; a PID namespace of its own hides the host's processes. */
function checkContainer(root: Root): Finding[] {
  const marks = ['.dockerenv', 'run/.containerenv'].filter(
    (name) => !(root.files.lstat(`${root.dir}/${name}`) instanceof Failure),
  );
  if (marks.length === 0) return [];
  return [
    note(
      'container',
      'this runs in a container',
      'without the host’s PID namespace only processes of this container are seen',
      'start it with --pid=host, or mount the host’s /proc and use --proc DIR',
    ),
  ];
}
