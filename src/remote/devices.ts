/**
 * The devices of a far machine, by the very reader that reads the local ones.
 *
 * The reader looks for files one after another, each where the last one led it, and on another machine each look would be a journey. So
 * it is run on what is here, what it missed is fetched together, and it is run anew, until it misses nothing: about ten
 * journeys for a device not met before. From then on the files that it read last time come with each tick, and it misses
 * something only when a device wakes or goes.
 */
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import { createDeviceReader, type DeviceReader } from '../drm/devices/reader.js';
import { Failure } from '../procfs/files.js';
import type { DevicesReader } from '../scan/scanner.js';
import type { RemoteFiles } from './files.js';

/** Fetches `look` orders into the files. */
export type Look = (orders: readonly string[]) => Promise<void>;

/** Links that lead in circles end somewhere. */
const MOST_ROUNDS = 40;

const NODE_FOLDERS = ['d sys/class/drm', 'd sys/class/accel'];

export class RemoteDevices implements DevicesReader {
  readonly #files: RemoteFiles;
  readonly #nowNs: () => bigint;
  #reader: DeviceReader;
  #facts: readonly DeviceFacts[] = [];

  constructor(files: RemoteFiles, nowNs: () => bigint) {
    this.#files = files;
    this.#nowNs = nowNs;
    this.#reader = this.#newReader();
  }

  /** The facts of the last `refresh`. */
  read(): readonly DeviceFacts[] {
    return this.#facts;
  }

  get troubles(): readonly Failure[] {
    return this.#reader.troubles;
  }

  /** Lists the nodes anew: devices may have come or gone. */
  async relist(look: Look): Promise<void> {
    const listing = (): string => JSON.stringify(NODE_FOLDERS.map((order) => this.#files.answered(order)));
    const before = listing();
    await look(NODE_FOLDERS);
    if (listing() !== before) this.#forget();
  }

  /** Settles what became of files that could not be read with the others. One that is gone means that its device is. */
  async settle(orders: readonly string[], look: Look): Promise<void> {
    if (orders.length === 0) return;
    await look(orders);
    const answers = orders.map((order) => this.#files.answered(order));
    if (answers.some((answer) => answer instanceof Failure && answer.gone)) this.#forget();
  }

  /** Reads the facts, from files that are here or that it takes to get there. */
  async refresh(look: Look): Promise<void> {
    const { missing, wanted } = this.#files;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      missing.clear();
      wanted.clear();
      this.#facts = this.#reader.read();
      if (missing.size === 0) return;
      await look([...missing]);
      // What it could not have, it may have taken for absent.
      this.#reader = this.#newReader();
    }
  }

  #forget(): void {
    this.#files.forgetDevices();
    this.#reader = this.#newReader();
  }

  #newReader(): DeviceReader {
    return createDeviceReader({ sysDir: '/sys', devDir: '/dev', files: this.#files, nowNs: this.#nowNs });
  }
}
