/** A device as the sum of its clients, for its sensors. */
import type { Curve } from './curve.js';
import { residentBytesAt } from './figures.js';
import { integralOfLives, livingAt } from './life.js';
import { ownerOf, type Machine, type SimulatedDevice } from './machine.js';
import type { DeviceMoment } from './sensors.js';

/** How long a device stays awake after its last client: the autosuspend delay. */
const AUTOSUSPEND_SECONDS = 5;

export function deviceMoment(machine: Machine, device: SimulatedDevice, seconds: number): DeviceMoment {
  const clients = machine.clients
    .filter((client) => client.device === device)
    .map((client) => ({ client, life: ownerOf(machine, client).life }));
  const alive = (at: number) => clients.filter(({ life }) => livingAt(life, at) !== null);
  const load = (engine: string): Curve => ({
    at: (at) => alive(at).reduce((total, { client }) => total + (client.load[engine]?.at(at) ?? 0), 0),
    integral: (at) =>
      clients.reduce((total, { client, life }) => {
        const curve = client.load[engine];
        return curve === undefined ? total : total + integralOfLives(life, curve, at);
      }, 0),
  });
  return {
    seconds,
    load,
    usedBytes: (region) =>
      alive(seconds).reduce((total, { client }) => {
        const used = client.memory[region];
        return used === undefined ? total : total + residentBytesAt(used, seconds);
      }, 0),
    awake: alive(seconds).length > 0 || alive(seconds - AUTOSUSPEND_SECONDS).length > 0,
  };
}
