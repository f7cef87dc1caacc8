/**
 * What holds the clock of an Intel GPU down, one file of 0 or 1 for each reason: xe_gt_throttle.c, gt/intel_gt_sysfs_pm.c. Each
 * read asks a register; while the status says that nothing does, the reasons are not read.
 */
import type { Attribute, Folder } from '../sysfs/folder.js';

/** More reasons than any driver has. */
const MOST_REASONS = 32;

/** The reasons of a GT: files in `folder` that begin with `prefix`, beside a status. */
export interface ThrottleFiles {
  readonly folder: Folder | null;
  readonly status: string;
  /** `reason_`, `throttle_reason_`. */
  readonly prefix: string;
}

/** Reads the reasons of all GTs together, in the driver's words (`pl1`, `thermal`); null where no GT says. */
export function attachThrottle(gts: readonly ThrottleFiles[]): () => readonly string[] | null {
  const parts = gts.flatMap(({ folder, status, prefix }) => {
    const names = folder?.names() ?? [];
    if (folder === null || !names.includes(status)) return [];
    const reasons = names
      .filter((name) => name.startsWith(prefix) && name !== status)
      .sort()
      .slice(0, MOST_REASONS);
    return [
      {
        status: folder.file(status),
        reasons: reasons.map((name) => ({ word: name.slice(prefix.length), file: folder.file(name) })),
      },
    ];
  });
  return () => {
    const states = parts.map(({ status, reasons }) => ({ reasons, is: flag(status) }));
    if (states.every(({ is }) => is === null)) return null;
    const held = states.flatMap(({ is, reasons }) => (is ? reasons.flatMap(({ word, file }) => (flag(file) ? [word] : [])) : []));
    return [...new Set(held)];
  };
}

function flag(file: Attribute): boolean | null {
  const text = file.read()?.trim();
  return text === '1' ? true : text === '0' ? false : null;
}
