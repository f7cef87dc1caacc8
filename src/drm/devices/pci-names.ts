/**
 * Names of PCI devices from the system's pci.ids, where it has one.
 *
 * The file is 1.5 MB and a machine has a handful of GPUs, so it is not parsed: the two lines that matter are
 * searched for, once for each kind of GPU, and the text is let go. Format (man 5 pci.ids): `vvvv  Vendor`, below
 * it a tab and `dddd  Device`; classes follow at the end with a leading `C`.
 */
import { Failure, type Files } from '../../procfs/files.js';
import { isCut, isTransient } from './sysfs/transient-errors.js';
import type { PciNumbers } from './sysfs/uevent.js';

/** The file of 2026 has 1.5 MB; anything far beyond is not a pci.ids. */
const CAP_BYTES = 8 * 1024 * 1024;

/** Looks a device up in the text of a pci.ids; null when it is not in there. */
export function findPciName(text: string, { vendor, device }: PciNumbers): string | null {
  const all = `\n${text}`;
  const vendorAt = all.indexOf(`\n${vendor}  `);
  if (vendorAt < 0) return null;
  const nextVendor = /\n[0-9a-fC]/g;
  nextVendor.lastIndex = vendorAt + 1;
  const end = nextVendor.exec(all)?.index ?? all.length;
  const deviceAt = all.indexOf(`\n\t${device}  `, vendorAt);
  if (deviceAt < 0 || deviceAt >= end) return null;
  const nameAt = deviceAt + `\n\t${device}  `.length;
  const lineEnd = all.indexOf('\n', nameAt);
  return all.slice(nameAt, lineEnd < 0 ? undefined : lineEnd).trim() || null;
}

/** A lookup over the first of `paths` that can be read. Answers are kept, "not known" too, but not those of a read that failed. */
export function createPciNames(files: Files, paths: readonly string[]): (numbers: PciNumbers) => string | null {
  const known = new Map<string, string | null>();
  return (numbers) => {
    const key = `${numbers.vendor}:${numbers.device}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let name: string | null = null;
    for (const path of paths) {
      const text = files.read(path, CAP_BYTES);
      if (text instanceof Failure ? isTransient(text) : isCut(text)) return null;
      if (text instanceof Failure) continue;
      name = findPciName(text, numbers);
      break;
    }
    known.set(key, name);
    return name;
  };
}
