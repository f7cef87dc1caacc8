/**
 * Coverage proved: the kernel's count of open files of each driver beside what was seen of them (drm/devices/facts/open-files.ts). Where
 * both are equal, nobody's client is missing, whoever may not be read.
 */
import type { Device, Snapshot } from '../../ledger/snapshot.js';
import { printable } from '../text/printable.js';

export interface OpenFiles {
  readonly driver: string;
  /** At most so many are open. */
  readonly kernel: number;
  /** Null where fds without statistics (NVIDIA's too) are among them: those do not tell whether two are one open file. */
  readonly seen: number | null;
}

type Seen = Pick<Snapshot, 'devices' | 'clients' | 'silentFds'>;

/** By driver and machine; devices of one driver share its count. Empty where no driver has one. */
export function openFiles({ devices, clients, silentFds }: Seen): ReadonlyMap<string, OpenFiles> {
  const drivers = new Map<string, { driver: string; kernel: number; seen: number | null }>();
  if (devices.every((device) => device.openFiles === null)) return drivers;
  const keys = new Map<string, string>();
  for (const device of devices) {
    keys.set(placeOf(device.host, device.id), keyOf(device));
    if (device.openFiles !== null && device.driver !== null)
      drivers.set(keyOf(device), { driver: device.driver, kernel: device.openFiles, seen: 0 });
  }
  const driverOf = (host: string | undefined, device: string | null) => drivers.get(keys.get(placeOf(host, device ?? '')) ?? '');
  // By the client's own text, which is there already; of several machines no two devices have the same.
  const byDevice = new Map<string, ReturnType<typeof driverOf>>();
  for (const client of clients) {
    let driver = byDevice.get(client.device);
    if (driver === undefined && !byDevice.has(client.device)) {
      driver = driverOf(client.host, client.device);
      byDevice.set(client.device, driver);
    }
    if (driver === undefined || driver.seen === null) continue;
    if (client.occupant?.isRow !== true) driver.seen += 1;
    else if (client.holders.some(({ fds }) => fds.length > 0)) driver.seen = null;
  }
  for (const { host, device } of silentFds) {
    const silent = driverOf(host, device);
    if (silent !== undefined) silent.seen = null;
  }
  return drivers;
}

/** Which entry of `openFiles` a device belongs to. */
export function keyOf({ host, driver }: Pick<Device, 'host' | 'driver'>): string {
  return placeOf(host, driver ?? '');
}

/** One sentence a driver, without a final stop. */
export function openFilesNotes(snapshot: Seen): string[] {
  return Array.from(openFiles(snapshot).values(), ({ driver, kernel, seen }) => {
    const name = printable(driver, 40);
    if (seen === null) return `${name}: the kernel counts at most ${kernel} open files; some print no statistics`;
    if (kernel === 0) return `${name}: the kernel counts no open file`;
    if (seen === kernel && kernel === 1) return `${name}: the one open file that the kernel counts was seen`;
    if (seen === kernel) return `${name}: all ${kernel} open files that the kernel counts were seen`;
    return `${name}: the kernel counts at most ${kernel} open files, ${seen} ${seen === 1 ? 'was' : 'were'} seen`;
  });
}

function placeOf(host: string | undefined, name: string): string {
  return `${host ?? ''}\n${name}`;
}
