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
    const path = record.fdinfoDir + String(fd);
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
      ...{ fd, link, number, certain, device, reading },
      signature: signatureOf(text),
      namingHead: namingHead(text),
      devicesVersion: this.#devices.version,
    };
  }

  /** A fd of a device at rest that nothing was read of yet: its text is empty, which no kernel's is. */
  #unread(record: ProcessRecord, fd: number, { link, number, certain }: Candidate, device: string): KnownFd {
    const reading: Reading = { pid: record.pid, fd, link, device, text: '', atNs: this.#clock.nowNs() };
    const devicesVersion = this.#devices.version;
    return { fd, link, number, certain, signature: '', namingHead: null, device, devicesVersion, reading };
  }

  /**
   * Reads the known fds of a process again; one that cannot be read keeps its old reading. Null when one of them is closed or stands for something else by now: the
   * process has to be listed.
   */
  refresh(record: ProcessRecord, coverage: CoverageTally): readonly KnownFd[] | null {
    const fresh: KnownFd[] = [];
    for (const known of record.known) {
      const again = this.#readAgain(record, known, coverage);
      if (again === null) return null;
      fresh.push(again);
    }
    return fresh;
  }

  /** The same of a process that cannot be listed now: those that still stand for what they stood for. */
  standing(record: ProcessRecord, coverage: CoverageTally): readonly KnownFd[] {
    return record.known.flatMap((known) => this.#readAgain(record, known, coverage) ?? []);
  }

  #readAgain(record: ProcessRecord, known: KnownFd, coverage: CoverageTally): KnownFd | null {
    if (this.#atRest.holds(known)) return this.#atRest.isUnchanged(record, known) ? known : null;
    if (isOfNvidia(known)) {
      // Its fdinfo says nothing: the link alone tells whether it is still the same.
      return this.#files.link(record.fdDir + String(known.fd)) === known.link ? this.#unlinked(record, known.fd, known) : null;
    }
    const text = reread(this.#files, record.fdinfoDir + String(known.fd));
    if (text instanceof Failure) {
      if (text.gone) return null;
      unreadable(record, text, coverage);
      return known;
    }
    const atNs = this.#clock.nowNs();
    if (!isSameFile(known, text) || this.#linkMoved(record, known, text)) return null;
    const version = this.#devices.version;
    const device = known.devicesVersion === version ? known.device : this.#deviceOf(record, known, text);
    const { fd, link, number, certain, signature, namingHead } = known;
    // Whole literals and no spread: this runs for every client in every tick.
    const reading: Reading = { pid: record.pid, fd, link, device, text, atNs };
    return { fd, link, number, certain, signature, namingHead, device, devicesVersion: version, reading };
  }

  /** A fd on a node of NVIDIA's own module, which prints no fdinfo worth reading. Null where the node's GPU is not known. */
  #unlinked(record: ProcessRecord, fd: number, { link, number }: Pick<Candidate, 'link' | 'number'>): KnownFd | null {
    const device = this.#devices.ofNumber(number) ?? this.#devices.ofNode(link === null ? null : nodeName(link));
    if (device === null) return null;
    const reading: Reading = { pid: record.pid, fd, link, device, text: '', atNs: this.#clock.nowNs() };
    const devicesVersion = this.#devices.version;
    return { fd, link, number, certain: true, device, reading, signature: '', namingHead: null, devicesVersion };
  }

  /** Without a client id, and before Linux 5.14 without an inode, only the link text shows that a fd was reused. */
  #linkMoved(record: ProcessRecord, known: KnownFd, text: string): boolean {
    if (known.link === null || isDrmText(text) || genericNumber(text, 'ino') !== null) return false;
    return this.#files.link(record.fdDir + String(known.fd)) !== known.link;
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

function isSameFile({ namingHead: head, signature }: KnownFd, text: string): boolean {
  return (head !== null && text.startsWith(head)) || signatureOf(text) === signature;
}

function unreadable(record: ProcessRecord, failure: Failure, coverage: CoverageTally): void {
  coverage.add(failure);
  if (!failure.gone && !failure.denied) record.distrust();
}
