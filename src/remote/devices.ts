/**
 * The devices of a far machine, by the very reader that reads the local ones.
 *
 * The reader looks for files one after another, each where the last one led it, and on another machine each look would be a journey. So
 * it is run on what is here, what it missed is fetched together, and it is run anew, until it misses nothing: about ten
 * journeys for a device not met before. From then on the files that it read last time come with each tick, and it misses
 * something only when a device wakes or goes.
 *
 * Each tick first asks for the power state alone, which wakes nobody (`settle`), and what is below a device that rests is not asked for.
 */
import { dirname } from 'node:path/posix';
import type { DeviceFacts } from '../drm/devices/device-facts.js';
import type { DevicePower } from '../drm/devices/device.js';
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
  #powers: readonly DevicePower[] = [];
  /** Files that a read of the devices took, those of a device at rest from when it was awake. */
  #texts: readonly string[] = [];
  #isForgotten = true;

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

  /** Finds out which devices there are and which of them rest. Reads nothing that could wake one. */
  async settle(look: Look): Promise<readonly DevicePower[]> {
    // By the far shell alone, without a process for each.
    const known = this.#powers.flatMap(({ files }) => files.map((path) => `s sys/${path}`));
    if (known.length > 0) await look(known);
    this.#isForgotten = false;
    this.#powers = await this.#ask(look, (reader) => reader.power());
    return this.#powers;
  }

  /** The files to fetch for the next `refresh`. */
  get paths(): readonly string[] {
    const [resting, awake] = [this.#powers.filter(rests), this.#powers.filter((power) => !rests(power))];
    const isOf = (path: string, devices: readonly DevicePower[]): boolean =>
      devices.some(({ folder }) => folder !== null && isReadFor(path, `sys/${folder}`));
    return this.#texts.filter((path) => !isOf(path, resting) || isOf(path, awake));
  }

  /** Settles what became of files that could not be read with the others. One that is gone means that its device is. */
  async recheck(orders: readonly string[], look: Look): Promise<void> {
    if (orders.length === 0) return;
    await look(orders);
    const own = new Set(this.#texts.map((path) => `r ${path}`));
    const answers = orders.filter((order) => own.has(order)).map((order) => this.#files.answered(order));
    if (answers.some((answer) => answer instanceof Failure && answer.gone)) this.#forget();
  }

  /** Reads the facts, from files that are here or that it takes to get there. */
  async refresh(look: Look): Promise<void> {
    if (this.#isForgotten) await this.settle(look);
    this.#facts = await this.#ask(look, (reader) => reader.read());
    const power = new Set(this.#powers.flatMap(({ files }) => files.map((path) => `sys/${path}`)));
    const asked = [...this.#files.wanted].filter((path) => !power.has(path));
    const resting = this.#powers.filter(rests);
    const kept = this.#texts.filter((path) => resting.some(({ folder }) => folder !== null && isReadFor(path, `sys/${folder}`)));
    this.#texts = [...new Set([...asked, ...kept])];
  }

  /** Asks the reader until it misses nothing. */
  async #ask<T>(look: Look, question: (reader: DeviceReader) => T): Promise<T> {
    const { missing, wanted } = this.#files;
    for (let round = 1; ; round++) {
      missing.clear();
      wanted.clear();
      const answer = question(this.#reader);
      if (missing.size === 0 || round === MOST_ROUNDS) return answer;
      await look([...missing]);
      // What it could not have, it may have taken for absent.
      this.#reader = this.#newReader();
    }
  }

  #forget(): void {
    this.#files.forgetDevices();
    this.#isForgotten = true;
    this.#powers = [];
    this.#texts = [];
    this.#reader = this.#newReader();
  }

  #newReader(): DeviceReader {
    return createDeviceReader({ sysDir: '/sys', devDir: '/dev', files: this.#files, isFar: true, nowNs: this.#nowNs });
  }
}

function rests({ state }: DevicePower): boolean {
  return state !== 'awake';
}

/** Whether a file is read for the device in a folder: it is below it, or in the folder of a bridge above it. */
function isReadFor(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`) || folder.startsWith(`${dirname(path)}/`);
}
