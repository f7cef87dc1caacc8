/**
 * Devices at rest: asleep, or left alone so that they can fall asleep (drm/devices/autosuspend-guard.ts), and of a driver that
 * would wake them to answer. The fdinfo of their clients is not opened; what it said last stands, with its time.
 *
 * Which device a fd belongs to is told without its fdinfo: by what was read of it before, by device number, by the node's name. A new fd
 * under a name that is no node's is read once, for nothing else says what it is.
 */
import { type DeviceFacts, isAsleep } from '../drm/devices/device-facts.js';
import { readingWakes } from '../drm/fdinfo/reading-wakes.js';
import { nodeName } from '../drm/nodes/node-names.js';
import type { Candidate } from '../drm/strategies/strategy.js';
import { Failure, type Files } from '../procfs/files.js';
import type { DeviceIndex } from './device-index.js';
import type { KnownFd, ProcessRecord } from './process-record.js';

export class AtRest {
  readonly #files: Files;
  readonly #index: DeviceIndex;
  #ids: ReadonlySet<string> = new Set();

  constructor(files: Files, index: DeviceIndex) {
    this.#files = files;
    this.#index = index;
  }

  /** Takes in the devices of a sweep that began at `startNs`. Facts of before that are of a device that was left alone. */
  update(devices: readonly DeviceFacts[], startNs: bigint): void {
    const resting = devices.filter(
      ({ driver, runtimeStatus, atNs }) => readingWakes(driver) && (isAsleep(runtimeStatus) || atNs < startNs),
    );
    this.#ids = new Set(resting.map(({ id }) => id));
  }

  /** Whether any device is: nearly never, and then nothing else need be asked. */
  get isAny(): boolean {
    return this.#ids.size > 0;
  }

  /** The device at rest that a candidate is a fd of, as far as number and name tell; else null. */
  deviceOf({ number, link }: Pick<Candidate, 'number' | 'link'>): string | null {
    const id = this.#index.ofNumber(number) ?? this.#index.ofNode(link === null ? null : nodeName(link));
    return id !== null && this.#ids.has(id) ? id : null;
  }

  /** True for a fd that is not to be read in this sweep. */
  holds(known: KnownFd): boolean {
    if (!this.isAny) return false;
    // The text, once read, is exact; a container may call one node by another's name.
    const id = deviceNamedIn(known.reading.text) ?? known.device;
    return id !== null && this.#ids.has(id);
  }

  /** Whether a known fd is still open and has the same name: told by its link, or where that is refused by its entry. Neither asks the driver. */
  isUnchanged(record: ProcessRecord, { fd, link }: Pick<KnownFd, 'fd' | 'link'>): boolean {
    const now = this.#files.link(record.fdDir + String(fd));
    if (typeof now === 'string') return link === null || now === link;
    return !(this.#files.lstat(record.fdinfoDir + String(fd)) instanceof Failure);
  }

  /**
   * A fd that no strategy may look at now, since that could mean to read it; null: any may.
   *
   * @param readsAll the strategy reads every fdinfo
   */
  candidate(record: ProcessRecord, fd: number, readsAll: boolean): Candidate | null {
    if (!this.isAny) return null;
    const known = record.known.find((each) => each.fd === fd);
    if (known !== undefined && this.holds(known) && this.isUnchanged(record, known)) {
      const { link, number, certain } = known;
      return { link, number, certain, text: null, atNs: 0n };
    }
    if (!readsAll) return null;
    const link = this.#files.link(record.fdDir + String(fd));
    if (link instanceof Failure || this.deviceOf({ number: null, link }) === null) return null;
    return { link, number: null, certain: true, text: null, atNs: 0n };
  }
}

/** The device that a text read of a fd names, or null. */
export function deviceNamedIn(text: string): string | null {
  return /\ndrm-pdev:[ \t]*([^\s]+)/.exec(text)?.[1] ?? null;
}
