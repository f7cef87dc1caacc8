/**
 * One device from discovery until it goes: its facts that stay, and how to read those that move.
 *
 * The runtime status comes first, each tick. A suspended GPU is left asleep: nearly every moving file of a driver
 * resumes the device to answer (i915 rc6, xe frequencies, amdgpu before 6.14), a second or more of power for a
 * number that is 0 anyway. power/runtime_status itself is kept by the kernel's core and wakes nothing.
 */
import { stillFactsOf } from '../../measures/device-facts.js';
import { type DeviceFacts, isAsleep } from './device-facts.js';
import type { FoundDevice } from './discover.js';
import { type Attachment, type MovingFacts, UNKNOWN } from './driver.js';
import type { Folder } from './sysfs/folder.js';
import { attachPci, type PciFacts } from './facts/pci.js';
import { readUevent } from './sysfs/uevent.js';
import { Failure } from '../../procfs/files.js';
import { driverFor } from './drivers/registry.js';
import { createAutosuspendGuard } from './autosuspend-guard.js';
import { openFilesReader } from './facts/open-files.js';

/** The words of power/runtime_status (rtpm_status_str in drivers/base/power/sysfs.c). */
const STATUSES = new Set(['active', 'suspended', 'suspending', 'resuming', 'error', 'unsupported']);

export interface Device {
  /** Where it is and whether it rests, by what wakes nobody: power/runtime_status and, once it was idle, control and runtime_usage. */
  power(nowNs: bigint): DevicePower;
  /** The facts now: unless the device rests, what its driver publishes. */
  read(power: DevicePower, nowNs: () => bigint): DeviceFacts;
  /** Another driver is bound to it than when it was found: all else about it has to be found anew. One readlink. */
  isRebound(): boolean;
}

/** What is known of a device before anything is read that could wake it. Paths are below sysDir. */
export interface DevicePower extends Pick<DeviceFacts, 'id' | 'driver' | 'nodes' | 'runtimeStatus'> {
  /** `left alone`: it is about to fall asleep if nobody asks it anything. */
  readonly state: 'awake' | 'asleep' | 'left alone';
  /** Null: there is none. */
  readonly folder: string | null;
  /** The files that say so. */
  readonly files: readonly string[];
}

const POWER_FILES = ['power/runtime_status', 'power/control', 'power/runtime_usage'];

export function createDevice(found: FoundDevice, sys: Folder, isFar: boolean): Device {
  const { folder, nodeFolder, module, ...own } = found;
  const sysfsDriver = driverFor(found.driver);
  const identity = { id: own.id, driver: own.driver, nodes: own.nodes };
  if (folder === null || nodeFolder === null)
    return {
      power: () => ({ ...identity, runtimeStatus: null, state: 'awake', folder: null, files: [] }),
      read: (_, nowNs) => ({ ...own, ...UNKNOWN, runtimeStatus: null, atNs: nowNs() }),
      isRebound: () => false,
    };
  const attachment = sysfsDriver.attach({
    driver: found.driver ?? '',
    device: folder,
    node: nodeFolder,
    nodes: own.nodes,
    sys,
    isFar,
  });
  const facts = { ...own, driver: sysfsDriver.drmName ?? found.driver, name: attachment.name ?? found.name };
  const powered = attachment.power ?? folder;
  const readStatus = statusOf(powered);
  const moving = movingOf(attachment, attachPci(folder, sys), powered);
  const place = {
    ...{ ...identity, driver: facts.driver, folder: folder.path },
    files: POWER_FILES.map((file) => `${powered.path}/${file}`),
  };
  const bound = boundDriverOf(folder);
  const before = bound();
  const openFiles = openFilesReader(module, sys);
  return {
    power(nowNs) {
      const runtimeStatus = readStatus();
      const asleep = isAsleep(runtimeStatus);
      const state = asleep ? 'asleep' : moving.isLeftAlone(nowNs) ? 'left alone' : 'awake';
      const { id, driver, nodes, folder: path, files } = place;
      return { id, driver, nodes, folder: path, files, runtimeStatus, state };
    },
    // Object.assign in place of spreads: put to what was spread, each property takes V8 ten times as long (docs/decisions/screen-cost.md).
    read: ({ state, runtimeStatus }, nowNs) =>
      Object.assign({ ...moving.read(state, nowNs()) }, facts, { runtimeStatus, openFiles: openFiles() }),
    isRebound() {
      const now = bound();
      return now !== null && before !== null && now !== before;
    },
  };
}

/** Tells the driver that is bound now: by its link; where a tree has none, by the uevent that names it. */
function boundDriverOf(folder: Folder): () => string | null {
  const link = (): string | null => folder.linkName('driver');
  const named = (): string | null => {
    const uevent = readUevent(folder);
    return uevent instanceof Failure ? null : (uevent.get('DRIVER') ?? null);
  };
  return link() === null && named() !== null ? named : link;
}

function statusOf(power: Folder): () => string | null {
  const status = power.file('power/runtime_status');
  return () => {
    const word = status.read()?.trim() ?? '';
    return STATUSES.has(word) ? word : null;
  };
}

type TimedFacts = MovingFacts & Pick<DeviceFacts, 'atNs'>;

interface Moving {
  isLeftAlone(atNs: bigint): boolean;
  read(state: DevicePower['state'], atNs: bigint): TimedFacts;
}

function movingOf(attachment: Attachment, pci: PciFacts, power: Folder): Moving {
  let hint = attachment.hint ?? null;
  const rest = createAutosuspendGuard(power);
  const still = { ...pci.still };
  let last: TimedFacts | null = null;
  return {
    isLeftAlone: (atNs) => last !== null && rest.wanted(atNs),
    read(state, atNs) {
      if (state === 'asleep') {
        rest.forget();
        last = null;
        return Object.assign({ ...UNKNOWN }, still, { hint, atNs });
      }
      if (state === 'left alone' && last !== null) return last;
      const now: TimedFacts = Object.assign({ ...UNKNOWN, hint }, still, Object.assign(pci.read(), attachment.read(atNs)), {
        atNs,
      });
      last = now;
      hint = now.hint;
      Object.assign(still, stillFactsOf(now));
      rest.saw(now, atNs);
      return now;
    },
  };
}
