/** What a right reader must find in a simulated machine, from the same integrals that move its counters. */
import { DRIVER_FORMATS } from '../../src/procfs-tree/driver-formats.js';
import { residentBytesAt } from '../../src/demo/figures.js';
import { livingAt } from '../../src/demo/life.js';
import { clientIdIn, deviceIdOf, ownerOf, type Machine } from '../../src/demo/machine.js';
import { pidIn } from '../../src/demo/state.js';

export interface ClientTruth {
  /** PCI address or platform name. */
  readonly device: string;
  readonly clientId: string;
  /** Pid of the process that opened it, and all pids that hold it. */
  readonly owner: number;
  readonly holders: ReadonlyMap<number, readonly number[]>;
  /** 0..1 of each engine group that the driver prints, exact over the interval. */
  readonly ratios: ReadonlyMap<string, number>;
  /** Resident bytes by region at the end. */
  readonly residentBytes: ReadonlyMap<string, number>;
}

/** The clients that live through the whole interval, in seconds after the machine's start, and what they did in it. */
export function truthOf(machine: Machine, from: number, to: number): ClientTruth[] {
  const [fromSeconds, toSeconds] = [machine.startSeconds + from, machine.startSeconds + to];
  return machine.clients.flatMap((client) => {
    const owner = ownerOf(machine, client);
    const living = livingAt(owner.life, toSeconds);
    if (living === null || living.bornSeconds > fromSeconds) return [];
    const printed = new Set<string>(
      DRIVER_FORMATS[client.device.format].sections.flatMap((section) => (section.print === 'engines' ? section.engines : [])),
    );
    const engines = Object.keys(client.device.engines).filter((name) => printed.has(name));
    const ratio = (name: string) => {
      const curve = client.load[name];
      return curve === undefined ? 0 : (curve.integral(toSeconds) - curve.integral(fromSeconds)) / (toSeconds - fromSeconds);
    };
    const holders = client.holders.flatMap(({ pid, fds }) => {
      const holder = machine.processes.find((process) => process.pid === pid);
      const alive = holder && livingAt(holder.life, toSeconds);
      return holder && alive ? [[pidIn(holder, alive), fds] as const] : [];
    });
    return [
      {
        device: deviceIdOf(client.device),
        clientId: String(clientIdIn(client, living.round)),
        owner: pidIn(owner, living),
        holders: new Map(holders),
        ratios: new Map(engines.map((name) => [name, ratio(name)])),
        residentBytes: new Map(Object.entries(client.memory).map(([name, region]) => [name, residentBytesAt(region, toSeconds)])),
      },
    ];
  });
}
