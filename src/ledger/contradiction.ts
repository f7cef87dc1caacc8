/**
 * Devices whose own busy figure cannot be squared with what their clients did.
 *
 * Firmware figures get stuck: gpu_busy_percent of some APUs says 100 for hours (linux-cachyos-bc250#3, MangoHud#923). Where every
 * client can be read and is measured, and together they are busy by far less for a while, they are right. It is never told from
 * too few: work of the kernel itself, of a process that cannot be read or of a virtual machine is in no client.
 */
import { clientActivity } from './activity.js';
import type { Device, Snapshot } from './snapshot.js';

/** How far apart, as a share, and for how long. */
const APART = 0.2;
const LONG_NS = 10_000_000_000n;

export class Contradiction {
  #sinceNs: ReadonlyMap<string, bigint> = new Map();

  /** Takes the next snapshot; gives the ids of devices whose figure has been contradicted for long enough. */
  step(snapshot: Snapshot): ReadonlySet<string> {
    const since = new Map<string, bigint>();
    for (const device of snapshot.devices) {
      if (isContradicted(device, snapshot)) since.set(device.id, this.#sinceNs.get(device.id) ?? snapshot.atNs);
    }
    this.#sinceNs = since;
    return new Set([...since].flatMap(([id, sinceNs]) => (snapshot.atNs - sinceNs >= LONG_NS ? id : [])));
  }
}

function isContradicted({ id, busyRatio, engines }: Device, { clients, silentFds, coverage }: Snapshot): boolean {
  if (busyRatio === null || coverage.processesUnreadable > 0) return false;
  const own = clients.filter(({ device }) => device === id);
  if (own.length === 0 || silentFds.some(({ device }) => device === id || device === null)) return false;
  if (own.some((client) => client.engines.size === 0 || clientActivity(client) === 'unknown')) return false;
  let most = 0;
  for (const { ratio } of engines.values()) most = Math.max(most, ratio ?? 0);
  return busyRatio - most > APART;
}
