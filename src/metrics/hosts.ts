/** The labels that say which device a series is of. */
import type { Snapshot } from '../ledger/snapshot.js';
import { labelText, type Labels } from './groups.js';

/** Names of those labels. `host` is there only where several machines are looked at (--ssh, --via). */
export const PLACE_LABELS = ['host', 'device'] as const;

/**
 * Labels by device id. The host is read from the id and not from the device: series of a machine that does not answer keep their labels.
 */
export function placesOf({ hosts = [] }: Snapshot): (device: string) => Labels {
  return (device) => {
    const host = hosts.find((each) => device.startsWith(`${each.host}:`))?.host;
    return { device: labelText(device), ...(host === undefined ? {} : { host: labelText(host) }) };
  };
}
