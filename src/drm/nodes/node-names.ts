/**
 * What a link text in /proc/PID/fd says by its name alone.
 *
 * The text is a path as the kernel sees the open file: where the node was when opened, below the reader's root, with
 * ` (deleted)` after it once the name is gone (d_path() in fs/d_path.c). Anything can be behind a path; but what does
 * not begin with a slash (`socket:[12]`, `pipe:[34]`, `anon_inode:[eventfd]`, `net:[4026531840]`) has no name in any
 * directory and so cannot be a device node. Neither can a memfd or a dma-buf, whose made-up names do begin with one.
 */

const DELETED = ' (deleted)';

/** False for link texts that no device node can have. */
export function mayBeNode(link: string): boolean {
  return link.charCodeAt(0) === 0x2f && !link.startsWith('/memfd:') && !link.startsWith('/dmabuf:');
}

/** Anything below the two directories where DRM nodes are made, and NVIDIA's own nodes. */
export function isBelowNodeDirs(link: string): boolean {
  return link.startsWith('/dev/dri/') || link.startsWith('/dev/accel/') || isNvidiaNode(link);
}

/** NVIDIA's node of one GPU; nvidiactl, nvidia-uvm and nvidia-modeset name none. */
const NVIDIA = /^\/dev\/(nvidia\d+)(?: \(deleted\))?$/;

/** True for the link text of a fd on a GPU of NVIDIA's own module, which is no DRM node. */
export function isNvidiaNode(link: string | null): boolean {
  return link !== null && link.startsWith('/dev/nvidia') && NVIDIA.test(link);
}

/** True for a GPU that NVIDIA's own module drives. */
export function isOfNvidia({ driver, nodes }: { readonly driver: string | null; readonly nodes: readonly string[] }): boolean {
  return driver?.startsWith('nvidia') === true || nodes.some((node) => node.startsWith('nvidia'));
}

/**
 * `renderD128` for a link text that has the place and the form of a DRM node, `nvidia0` for one of NVIDIA's, else null. Not `/dev/dri/by-path/...`:
 * that directory holds symbolic links, and no open file is ever behind the name of one.
 */
export function nodeName(link: string): string | null {
  if (link.startsWith('/dev/nvidia')) return NVIDIA.exec(link)?.[1] ?? null;
  const path = link.endsWith(DELETED) ? link.slice(0, -DELETED.length) : link;
  return /^\/dev\/(?:dri\/((?:card|renderD|controlD)\d+)|accel\/(accel\d+))$/.exec(path)?.slice(1).find(Boolean) ?? null;
}

/** The names that a link text may stand for: as it is, and without ` (deleted)`. A file may really be called that. */
export function possiblePaths(link: string): string[] {
  return link.endsWith(DELETED) ? [link, link.slice(0, -DELETED.length)] : [link];
}

/** DRM character devices have major 226 (include/drm/drm_drv.h), compute accelerators 261 (drivers/accel/drm_accel.c). */
export function isDrmMajor(major: number): boolean {
  return major === 226 || major === 261;
}

/** NVIDIA's major number (nv.h), of which the last minors are nvidia-modeset and nvidiactl. */
const NVIDIA_MAJOR = 195;
const FIRST_OTHER_MINOR = 254;

/** True for the device number (`195:0`) of a GPU of NVIDIA's own module. */
export function isNvidiaNumber(number: string): boolean {
  const [major, minor] = number.split(':').map(Number);
  return major === NVIDIA_MAJOR && minor !== undefined && minor < FIRST_OTHER_MINOR;
}
