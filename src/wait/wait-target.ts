/** What `gpu-top wait` waits for: is it there, can it be told when it is idle, and has it gone? */
import { SILENT_DRIVERS } from '../drm/fdinfo/silent-drivers.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { Failure } from '../procfs/files.js';
import { Proc } from '../procfs/proc.js';
import type { Root } from '../procfs/root.js';
import type { IdleTarget } from './idle.js';
import { UsageError } from '../errors/usage-error.js';
import { devicesNamed } from '../view/devices/device-names.js';
import { checkDevice } from '../view/devices/devices.js';
import { printable } from '../view/text/printable.js';

/** @throws UsageError unless exactly one of the two is given */
export function waitTarget({ pid, device }: { readonly pid?: number; readonly device?: string }): IdleTarget {
  if (pid !== undefined && device !== undefined) throw new UsageError('give --pid or --device, not both');
  if (pid !== undefined) return { pid };
  if (device !== undefined) return { device };
  throw new UsageError('wait for what? Give --pid 4242, or --device card1');
}

/**
 * Asked again and again, whether a process has ended. Its number given to another process is its end too.
 *
 * @throws UsageError where it is there and not even its fdinfo can be listed
 */
export function watchProcess(root: Root, pid: number): () => boolean {
  const process = new Proc(root, pid);
  const first = process.startTimeTicks();
  const lists = [root.files.list(process.fdDir), root.files.list(process.fdinfoDir)];
  if (lists.every((each) => each instanceof Failure && each.denied))
    throw new UsageError(
      `--pid ${pid} belongs to another user, so its clients cannot be seen: run as root or with CAP_SYS_PTRACE`,
    );
  return () => {
    if (!process.exists) return true;
    const now = process.startTimeTicks();
    return first !== null && now !== null && now !== first;
  };
}

/** @throws UsageError for a device that is not there, or of which nobody can tell when it is idle */
export function checkWaitDevice({ devices }: Snapshot, name: string): void {
  checkDevice(devices, name);
  const silent = devicesNamed(devices, name).find(({ driver }) => driver !== null && SILENT_DRIVERS.has(driver));
  if (silent === undefined) return;
  const driver = printable(silent.driver ?? '');
  throw new UsageError(
    `--device '${printable(name)}': its driver ${driver} has no statistics, so nobody can tell when it is idle`,
  );
}
