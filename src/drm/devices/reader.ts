/**
 * The devices of a machine, read each tick.
 *
 * What a device is (nodes, driver, name, which files it has) is found once and kept while the listing of nodes
 * stays the same, which is looked at where the kernel told of any device since. A GPU that is plugged in, pulled out or bound to another driver shows in the next reading. No
 * device node is ever opened: that could take DRM master and wakes a sleeping GPU.
 */
import { dirname, join } from 'node:path';
import { Failure, type Files, reread } from '../../procfs/files.js';
import type { DeviceFacts } from './device-facts.js';
import { createDmemReader, withDmem } from './facts/dmem.js';
import { createDevice, type Device, type DevicePower } from './device.js';
import { discover } from './discover.js';
import { UNKNOWN } from './driver.js';
import { openFolder } from './sysfs/folder.js';
import { listNodes, type NodeEntry } from './nodes.js';
import { withoutNodes } from './without-nodes.js';
import { isTransient, noteTransientErrors } from './sysfs/transient-errors.js';
import { createPciNames } from './pci-names.js';

export interface DeviceReaderOptions {
  /** The sysfs: `/sys`, or `ROOT/sys` in a tree. No link leads out of it. */
  readonly sysDir: string;
  /** Where nodes live: `/dev`. Asked by stat only, and only for numbers that sysfs does not have. */
  readonly devDir: string;
  readonly files: Files;
  /** Candidates for pci.ids, best first. @default usr/share/hwdata and usr/share/misc beside `sysDir`. */
  readonly pciIdsPaths?: readonly string[];
  /** The files are of another machine. @default false */
  readonly isFar?: boolean;
  /** CLOCK_MONOTONIC in ns. @default process.hrtime.bigint */
  readonly nowNs?: () => bigint;
}

export interface DeviceReader {
  /**
   * Finds out which devices there are and which of them rest, by what wakes nobody. Holds for the next `read`, which does it itself
   * where nobody has: for whoever has to fetch beforehand what `read` will ask for.
   */
  power(): readonly DevicePower[];
  /** All devices, by card number. A machine without DRM has none; that is no trouble. */
  read(): DeviceFacts[];
  /**
   * What the last `read` was kept from: folders and nodes of sysfs that exist and could not be read, and sensor
   * files whose mode refuses us. Never what is merely absent or asleep.
   */
  readonly troubles: readonly Failure[];
}

/** Names of pci.ids below a root directory, as Fedora, Arch and SUSE (hwdata) and Debian (misc) place it. */
export function pciIdsBelow(root: string): readonly string[] {
  return ['hwdata', 'misc'].map((folder) => join(root, 'usr/share', folder, 'pci.ids'));
}

/** A device whose power is known, and how many errors that pass were met on the way. */
interface Settled {
  readonly device: Device;
  readonly power: DevicePower;
  readonly passed: number;
}

export function createDeviceReader(options: DeviceReaderOptions): DeviceReader {
  const { sysDir, devDir, files, isFar = false, nowNs = () => process.hrtime.bigint() } = options;
  let passing = 0;
  const watched = noteTransientErrors(files, () => {
    passing++;
  });
  const pciName = createPciNames(watched, options.pciIdsPaths ?? pciIdsBelow(dirname(sysDir)));
  const dmem = createDmemReader(files, sysDir);
  let devices: readonly Device[] = [];
  let seen: string | null = null;
  /** The devices were found while reads failed that should not have: who they are holds, the rest may not. */
  let isDoubtful = false;
  let failures: readonly Failure[] = [];
  let refused: Failure[] = [];
  let troubles: readonly Failure[] = [];
  const watcher = {
    vanished: () => void (seen = null),
    refused: (failure: Failure) => void refused.push(failure),
  };
  const sys = openFolder(watched, sysDir, '', watcher);

  const find = (entries: readonly NodeEntry[]): void => {
    refused = [];
    passing = 0;
    const found = discover(entries, { files: watched, sysDir, devDir, pciName, watcher });
    failures = found.failures;
    devices = [...found.devices, ...withoutNodes(sys, found.devices)].map((device) => createDevice(device, sys, isFar));
    isDoubtful = passing > 0;
    // Good for this tick only: the next one looks again.
    if (isDoubtful || failures.some(isTransient)) seen = null;
  };

  /** A driver falls back on a second file where the first says nothing; if that was only for now, its answer is of something else. */
  const readWhole = ({ device, power, passed }: Settled): DeviceFacts => {
    passing = passed;
    const facts = device.read(power, nowNs);
    const { runtimeStatus } = facts;
    if (isDoubtful) return { ...facts, ...UNKNOWN, runtimeStatus, driver: null, name: null };
    if (passing === 0) return facts;
    // What it learned on the way (facts read once, sums over parts, an idle time) rests on half a reading: found anew in the next tick.
    seen = null;
    return { ...facts, ...UNKNOWN, runtimeStatus };
  };

  let settled: readonly Settled[] | null = null;
  let listingFailures: readonly Failure[] = [];
  /** Asked before the listing, which then shows what it counted. */
  const events = isFar ? () => null : deviceEvents(files, sysDir);
  let eventsSeen: string | null = null;
  const look = (): void => {
    const happened = events();
    if (seen !== null && happened !== null && happened === eventsSeen && listingFailures.length === 0) return;
    eventsSeen = happened;
    const listing = listNodes(files, sysDir);
    const now = JSON.stringify(listing.entries);
    if (now !== seen || devices.some((device) => device.isRebound())) {
      seen = now;
      find(listing.entries);
    }
    listingFailures = listing.failures;
  };
  const settle = (): readonly Settled[] => {
    look();
    return devices.map((device) => {
      passing = 0;
      const power = device.power(nowNs());
      return { device, power, passed: passing };
    });
  };

  return {
    power() {
      settled = settle();
      return settled.map(({ power }) => power);
    },
    read() {
      const now = settled ?? settle();
      settled = null;
      const counted = devices.length === 0 ? null : dmem();
      const facts = now.map(readWhole).map((each) => {
        const regions = counted?.get(each.id);
        return regions === undefined ? each : { ...each, memory: withDmem(each.memory, regions) };
      });
      troubles = [...listingFailures, ...failures, ...refused];
      return facts;
    },
    get troubles() {
      return troubles;
    },
  };
}

/**
 * /sys/kernel/uevent_seqnum: how often the kernel told of a device that came, went, was bound or changed (kobject_uevent_env; Linux 4.14 for
 * drivers bound by hand). A node's links are there before its coming is told, and gone before its going is (device_add, device_del).
 *
 * @returns reads it; null where there is no such file, which is asked for only once
 */
function deviceEvents(files: Files, sysDir: string): () => string | null {
  let isThere = true;
  return () => {
    if (!isThere) return null;
    const text = reread(files, `${sysDir}/kernel/uevent_seqnum`, 64);
    isThere = !(text instanceof Failure) || isTransient(text);
    return text instanceof Failure ? null : text;
  };
}
