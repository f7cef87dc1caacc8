/** Which device a node name or a device number belongs to, and whose clients the kernel itself says they are. */
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { readClientTables } from '../drm/nodes/clients-table.js';
import type { Root } from '../procfs/root.js';
import type { KernelClient } from './sweep.js';

export class DeviceIndex {
  #byNumber = new Map<string, string>();
  #byNode = new Map<string, string>();
  #shape = '';
  /** Grows whenever devices or nodes came or went; a hint looked up under an older version is stale. */
  version = 0;

  /** Numbers of all nodes of all devices. */
  get numbers(): Iterable<string> {
    return this.#byNumber.keys();
  }

  /** Takes in this tick's devices. True when nodes came or went. */
  update(devices: readonly DeviceFacts[]): boolean {
    const shape = devices.map(({ id, nodes, deviceNumbers }) => [id, ...nodes, ...deviceNumbers].join(' ')).join('\n');
    if (shape === this.#shape) return false;
    this.#shape = shape;
    this.version++;
    this.#byNumber = new Map();
    this.#byNode = new Map();
    for (const { id, nodes, deviceNumbers } of devices) {
      for (const node of nodes) this.#byNode.set(node, id);
      for (const number of deviceNumbers) if (number !== null) this.#byNumber.set(number, id);
    }
    return true;
  }

  /** Device id for `226:128`, or null. */
  ofNumber(number: string | null): string | null {
    return number === null ? null : (this.#byNumber.get(number) ?? null);
  }

  /** Device id for `renderD128`, or null. */
  ofNode(name: string | null): string | null {
    return name === null ? null : (this.#byNode.get(name) ?? null);
  }
}

/** While nothing is opened, who owns a client is asked for so often. */
const ASK_AGAIN_NS = 10_000_000_000n;

/**
 * The kernel's own word on who owns a client: debugfs, for root, where its table has a client id.
 *
 * Empty where debugfs is not mounted, not ours to read, or older than the id column; none of that is a loss of fds.
 */
export class KernelClients {
  readonly #root: Root;
  readonly #devices: DeviceIndex;
  #last: readonly KernelClient[] = [];
  #readings = -1;
  #askNs = 0n;

  constructor(root: Root, devices: DeviceIndex) {
    this.#root = root;
    this.#devices = devices;
  }

  /**
   * @param isQuiet no client was opened since the last sweep: then what was said lately stands
   * @param readings how many there are in this sweep
   */
  read(readings: number, isQuiet: boolean, nowNs: bigint): readonly KernelClient[] {
    if (isQuiet && readings === this.#readings && nowNs < this.#askNs) return this.#last;
    this.#readings = readings;
    this.#askNs = nowNs + ASK_AGAIN_NS;
    this.#last = readings === 0 ? [] : this.#table();
    return this.#last;
  }

  #table(): KernelClient[] {
    const clients: KernelClient[] = [];
    for (const { pid, number, clientId } of readClientTables(this.#root).rows) {
      const device = this.#devices.ofNumber(number);
      if (device !== null && clientId !== null) clients.push({ device, clientId, pid });
    }
    return clients;
  }
}
