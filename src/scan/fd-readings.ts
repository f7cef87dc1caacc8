/**
 * From a candidate to a reading: reads the fdinfo, decides whether it is DRM, tells the device behind it, and on later
 * ticks reads it again without looking for it.
 */
import {
  genericNumber,
  isCutShort,
  isDrmText,
  isIdentityLost,
  isPathOnly,
  namesDevice,
  namingHead,
  signatureOf,
} from '../drm/fdinfo/identity.js';
import { isNvidiaNode, isNvidiaNumber, nodeName } from '../drm/nodes/node-names.js';
import type { OwnNodes } from '../drm/nodes/own-nodes.js';
import type { Candidate } from '../drm/strategies/strategy.js';
import { Failure, type Files, reread } from '../procfs/files.js';
import type { AtRest } from './at-rest.js';
import type { Clock } from './clock.js';
import type { DeviceIndex } from './device-index.js';
import type { FoundFd } from './fd-listing.js';
import type { KnownFd, ProcessRecord } from './process-record.js';
import type { CoverageTally } from './sweep-state.js';
import type { Reading } from './sweep.js';

export class FdReadings {
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #ownNodes: OwnNodes;
  readonly #devices: DeviceIndex;
  readonly #atRest: AtRest;

  constructor(files: Files, clock: Clock, ownNodes: OwnNodes, devices: DeviceIndex, atRest: AtRest) {
    this.#files = files;
    this.#clock = clock;
    this.#ownNodes = ownNodes;
    this.#devices = devices;
    this.#atRest = atRest;
  }

  /**
   * Settles a candidate. Null: no DRM fd, gone, or refused (then counted). A fd that was read in this sweep already
   * (after `sinceNs`) and still stands for the same thing is not read twice. `held` says whether a silent one would be kept.
   */
  settle(
    record: ProcessRecord,
    { fd, candidate }: FoundFd,
    sinceNs: bigint,
    coverage: CoverageTally,
    held: { readonly isFullOfSilent: boolean },
  ): KnownFd | null {
    if (isOfNvidia(candidate)) return this.#unlinked(record, fd, candidate);
    const before = record.known.find((known) => known.fd === fd && known.link === candidate.link);
    if (candidate.text === null && before !== undefined && before.reading.atNs >= sinceNs) return before;
    if (candidate.text === null && before !== undefined && this.#atRest.holds(before)) return before;
    const resting = candidate.text === null ? this.#atRest.deviceOf(candidate) : null;
    if (resting !== null) return this.#unread(record, fd, candidate, resting);
    const path = pathOf(record, fd);
    const text = candidate.text ?? this.#files.read(path);
    const atNs = candidate.text === null ? this.#clock.nowNs() : candidate.atNs;
    if (text instanceof Failure) {
      unreadable(record, text, coverage);
      return null;
    }
    const isDrm = isDrmText(text);
    if (isDrm ? isIdentityLost(text) : candidate.certain && isCutShort(text)) {
      // No client without an id, and no driver without statistics, but a text without its end.
      unreadable(record, new Failure('EIO', path), coverage);
      return null;
    }
    const { link, certain } = candidate;
    if (!isDrm && (!certain || isPathOnly(text))) return null;
    let { number } = candidate;
    if (!isDrm && number === null && link !== null && !held.isFullOfSilent) {
      const behind = this.#ownNodes.behindName(record, fd, link, text);
      if (behind === 'ordinary') return null;
      number = behind;
    }
    const device = this.#deviceOf(record, { link, number }, text);
    const reading: Reading = { pid: record.pid, fd, link, device, text, atNs };
    return {
      ...{ fd, path, link, number, certain, device, reading },
      signature: signatureOf(text),
      namingHead: namingHead(text),
      devicesVersion: this.#devices.version,
    };
  }

  /** A fd of a device at rest that nothing was read of yet: its text is empty, which no kernel's is. */
  #unread(record: ProcessRecord, fd: number, { link, number, certain }: Candidate, device: string): KnownFd {
    const reading: Reading = { pid: record.pid, fd, link, device, text: '', atNs: this.#clock.nowNs() };
    const devicesVersion = this.#devices.version;
    const path = pathOf(record, fd);
    return { fd, path, link, number, certain, signature: '', namingHead: null, device, devicesVersion, reading };
  }

  /**
   * Reads the known fds of a process again; one that cannot be read keeps its old reading. False when one of them is closed or stands for something else by now: the
   * process has to be listed.
   */
  refresh(record: ProcessRecord, coverage: CoverageTally): boolean {
    for (const known of record.known) if (!this.#readAgain(record, known, coverage)) return false;
    return true;
  }

  /** The same of a process that cannot be listed now: those that still stand for what they stood for. */
  standing(record: ProcessRecord, coverage: CoverageTally): readonly KnownFd[] {
    return record.known.filter((known) => this.#readAgain(record, known, coverage));
  }

  /** False: it does not stand for what it stood for. This runs for every client in every tick: one new object each. */
  #readAgain(record: ProcessRecord, known: KnownFd, coverage: CoverageTally): boolean {
    if (this.#atRest.holds(known)) return this.#atRest.isUnchanged(record, known);
    // Only what prints no fdinfo worth reading has no signature.
    if (known.signature === '' && isOfNvidia(known)) {
      const isOpen = this.#files.link(record.fdDir + String(known.fd)) === known.link;
      const again = isOpen ? this.#unlinked(record, known.fd, known) : null;
      if (again !== null) Object.assign(known, again);
      return again !== null;
    }
    const read = reread(this.#files, known.path);
    if (read instanceof Failure) {
      if (!read.gone) unreadable(record, read, coverage);
      return !read.gone;
    }
    const atNs = this.#clock.nowNs();
    const { fd, link, namingHead, reading } = known;
    if ((namingHead === null || !read.startsWith(namingHead)) && this.#isOther(record, known, read)) return false;
    if (known.devicesVersion !== this.#devices.version) {
      known.device = this.#deviceOf(record, known, read);
      known.devicesVersion = this.#devices.version;
    }
    // Of equal texts the old one: it is where it stays, and who compares sees at once that it is the same.
    const text = read === reading.text ? reading.text : read;
    known.reading = { pid: record.pid, fd, link, device: known.device, text, atNs };
    return true;
  }

  /** A fd on a node of NVIDIA's own module, which prints no fdinfo worth reading. Null where the node's GPU is not known. */
  #unlinked(record: ProcessRecord, fd: number, { link, number }: Pick<Candidate, 'link' | 'number'>): KnownFd | null {
    const device = this.#devices.ofNumber(number) ?? this.#devices.ofNode(link === null ? null : nodeName(link));
    if (device === null) return null;
    const reading: Reading = { pid: record.pid, fd, link, device, text: '', atNs: this.#clock.nowNs() };
    const devicesVersion = this.#devices.version;
    const path = pathOf(record, fd);
    return { fd, path, link, number, certain: true, device, reading, signature: '', namingHead: null, devicesVersion };
  }

  /** Whether a text is of another client or file. Without a client id, and before Linux 5.14 without an inode, only the link text shows that a fd was reused. */
  #isOther(record: ProcessRecord, { fd, link, signature }: KnownFd, text: string): boolean {
    if (signatureOf(text) !== signature) return true;
    if (link === null || isDrmText(text) || genericNumber(text, 'ino') !== null) return false;
    return this.#files.link(record.fdDir + String(fd)) !== link;
  }

  /** By device number; by inode, which is exact where the text does not name its device; by node name. */
  #deviceOf(record: ProcessRecord, seen: Pick<Candidate, 'link' | 'number'>, text: string): string | null {
    const byNumber = this.#devices.ofNumber(seen.number);
    if (byNumber !== null) return byNumber;
    const own = namesDevice(text) ? null : this.#ownNodes.numberOf(record, text);
    if (own instanceof Failure) return null;
    return this.#devices.ofNumber(own) ?? this.#devices.ofNode(seen.link === null ? null : nodeName(seen.link));
  }
}

/** True for a fd of one GPU on NVIDIA's own node. */
export function isOfNvidia({ link, number }: Pick<Candidate, 'link' | 'number'>): boolean {
  return isNvidiaNode(link) || (number !== null && isNvidiaNumber(number));
}

function pathOf(record: ProcessRecord, fd: number): string {
  return record.fdinfoDir + String(fd);
}

function unreadable(record: ProcessRecord, failure: Failure, coverage: CoverageTally): void {
  coverage.add(failure);
  if (!failure.gone && !failure.denied) record.distrust();
}
