/**
 * Which device a reading belongs to.
 *
 * On PCI the kernel says so. A GPU of an SoC prints no drm-pdev, and then the node behind the fd tells, unless a
 * container renamed it: a node's name is only believed while no other device fits the driver better. What is left is
 * settled by the other holders of the same client, by what the client was in the last sweep, and by there being only
 * one device of that driver.
 */
import type { Fdinfo } from '../drm/fdinfo/fdinfo.js';
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import type { Reading } from '../scan/sweep.js';
import type { ClientState } from './state.js';

/** A reading of a client, and what it says. */
export interface ClientReading {
  readonly reading: Reading;
  readonly fdinfo: Fdinfo;
  readonly driver: string;
  readonly clientId: string;
  /** The device that the reading itself names, or null. */
  readonly named: string | null;
}

/** Sets of device ids, by what points at them. */
type Pointers = Map<string, Set<string>>;

function point(pointers: Pointers, from: string, device: string): void {
  const devices = pointers.get(from);
  if (devices === undefined) pointers.set(from, new Set([device]));
  else devices.add(device);
}

function clientOf({ driver, clientId }: { readonly driver: string; readonly clientId: string }): string {
  return `${clientId} ${driver}`;
}

function only(devices: ReadonlySet<string> | undefined): string | null {
  const [device, second] = devices ?? [];
  return device !== undefined && second === undefined ? device : null;
}

/** The device that a reading itself names, or null. */
export function namedDevice({ pdev }: Fdinfo, driver: string, reading: Reading, facts: readonly DeviceFacts[]): string | null {
  if (pdev !== null) return pdev;
  if (reading.device === null) return null;
  const own = facts.find((device) => device.id === reading.device)?.driver ?? null;
  // /sys and fdinfo may call one driver by two names (`msm_dpu` and `msm`), so a difference alone proves nothing.
  const contradicted = own !== null && own !== driver && facts.some((device) => device.driver === driver);
  return contradicted ? null : reading.device;
}

/** The device id of each reading, in the order of `readings`. Never fails: the last resort is the driver's name. */
export function resolveDevices(
  readings: readonly ClientReading[],
  facts: readonly DeviceFacts[],
  known: Iterable<ClientState>,
): string[] {
  const now: Pointers = new Map();
  for (const each of readings) if (each.named !== null) point(now, clientOf(each), each.named);
  const before: Pointers = new Map();
  // A client that only its driver's name could place was not placed, and may be now.
  for (const { client } of known) if (client.device !== client.driver) point(before, clientOf(client), client.device);
  const byDriver: Pointers = new Map();
  for (const { driver, id } of facts) if (driver !== null) point(byDriver, driver, id);
  return readings.map((each) => {
    const client = clientOf(each);
    return each.named ?? only(now.get(client)) ?? only(before.get(client)) ?? only(byDriver.get(each.driver)) ?? each.driver;
  });
}
