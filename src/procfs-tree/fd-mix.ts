/**
 * The fds that programs hold besides the GPU's: of each 20, some 8 sockets, 4 files, 3 pipes, 4 anonymous inodes and a dma-buf.
 * What a walker pays for is the kind of fd, so the demo and the benchmarks take them from the same mix.
 */
import { dmaBufFd, eventFd, eventpollFd, fileFd, pipeFd, socketFd } from './tree-fd.js';
import type { TreeFd } from './tree-writer.js';

/** Makes the fd of one kind; `number` is its inode where it has one. */
export type FdKind = (number: number) => TreeFd;

const nullFd: FdKind = () => fileFd('/dev/null', 4);
const fontFd: FdKind = () => fileFd('/usr/share/fonts/truetype/DejaVuSans.ttf');
const memFd: FdKind = () => fileFd('/memfd:wayland-shm (deleted)');
const storeFd: FdKind = () => fileFd('/home/user/.cache/store.sqlite');
const exportedFd: FdKind = () => dmaBufFd();

const CYCLE: readonly [FdKind, ...FdKind[]] = [
  nullFd,
  socketFd,
  pipeFd,
  eventFd,
  socketFd,
  fontFd,
  socketFd,
  eventpollFd,
  pipeFd,
  socketFd,
  memFd,
  socketFd,
  eventFd,
  socketFd,
  storeFd,
  pipeFd,
  socketFd,
  eventFd,
  socketFd,
  exportedFd,
];

/** The kind of a process's fd number `index`: the same for the same index, and the same function for the same kind. */
export function fdKind(index: number): FdKind {
  return CYCLE[index % CYCLE.length] ?? CYCLE[0];
}
