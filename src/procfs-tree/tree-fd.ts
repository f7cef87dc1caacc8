/**
 * The kinds of fd that a process has open, with the link text and the fdinfo that the kernel shows for each.
 *
 * Formats: fs/proc/fd.c for the generic lines; fs/eventpoll.c, fs/eventfd.c and drivers/dma-buf for theirs.
 */
import type { TreeFd } from './tree-writer.js';

/** The lines that every fdinfo starts with. `flags` as open(2) has them; printed in octal. */
export interface GenericLines {
  readonly position?: number;
  readonly flags?: number;
  readonly mountId?: number;
  readonly inode?: number;
}

const READ_WRITE_CLOEXEC = 0o2100002;

/** pos, flags, mnt_id and ino, as Linux prints them since 5.14. */
export function genericText(lines: GenericLines = {}): string {
  const { position = 0, flags = READ_WRITE_CLOEXEC, mountId = 26, inode = 1042 } = lines;
  return `pos:\t${position}\nflags:\t0${flags.toString(8)}\nmnt_id:\t${mountId}\nino:\t${inode}\n`;
}

/** An fd on a device node; `drmText` is what the driver adds (see fdinfo-text.ts), empty for a silent driver. */
export function nodeFd(node: string, drmText = '', generic: GenericLines = {}): TreeFd {
  return { link: node, fdinfo: genericText(generic) + drmText };
}

export function socketFd(inode: number): TreeFd {
  return { link: `socket:[${inode}]`, fdinfo: genericText({ flags: 0o2004002, mountId: 10, inode }) };
}

export function pipeFd(inode: number): TreeFd {
  return { link: `pipe:[${inode}]`, fdinfo: genericText({ flags: 0o2000000, mountId: 15, inode }) };
}

export function fileFd(path: string, inode = 90_001): TreeFd {
  return { link: path, fdinfo: genericText({ flags: 0o100000, mountId: 29, inode }) };
}

export function eventpollFd(): TreeFd {
  const watched = 'tfd:       19 events:       19 data:               13  pos:0 ino:19b201 sdev:9\n';
  return { link: 'anon_inode:[eventpoll]', fdinfo: genericText({ flags: 0o2000002, mountId: 16, inode: 2083 }) + watched };
}

export function eventFd(): TreeFd {
  const counter = 'eventfd-count:                0\neventfd-id: 75\neventfd-semaphore: 0\n';
  return { link: 'anon_inode:[eventfd]', fdinfo: genericText({ flags: 0o2004002, mountId: 16, inode: 2083 }) + counter };
}

/** A dma-buf exported by a DRM driver: its fdinfo has the word drm in it and is no client. */
export function dmaBufFd(name = '/dmabuf:'): TreeFd {
  const buffer = 'size:\t16384\ncount:\t10\nexp_name:\tdrm\n';
  return { link: name, fdinfo: genericText({ flags: 0o2000000, mountId: 14, inode: 180 }) + buffer };
}
