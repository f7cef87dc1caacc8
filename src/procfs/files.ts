/**
 * The file operations that gpu-top makes on /proc and /sys, as one replaceable record.
 *
 * Everything below `procfs`, `drm` and `scan` reads through a `Files`, so that a test can make any single read
 * fail, the benchmark can count system calls, and a tree can stand in for the kernel. Nothing here throws for a
 * failed call: on a live system a path that vanished or is refused is an ordinary answer, and an exception with
 * a stack costs more than the call itself.
 */

/** A call that failed: the errno's name (`ENOENT`, `EACCES`, `EIO`...) and the path that was asked for. */
export class Failure {
  readonly errno: string;
  readonly path: string;

  constructor(errno: string, path: string) {
    this.errno = errno;
    this.path = path;
  }

  /** The thing ended or was closed between being seen and being read: normal on a live system. */
  get gone(): boolean {
    return this.errno === 'ENOENT' || this.errno === 'ESRCH' || this.errno === 'ENOTDIR';
  }

  /** The kernel refused: counted and shown as coverage. */
  get denied(): boolean {
    return this.errno === 'EACCES' || this.errno === 'EPERM';
  }
}

/** What gpu-top uses of a stat. Inode and device numbers fit a double on every file system met; times are ms. */
export interface FileStat {
  readonly ino: number;
  readonly dev: number;
  readonly size: number;
  readonly uid: number;
  readonly mtimeMs: number;
  readonly isDirectory: boolean;
  /** Major and minor of the node when the file is a character device, else null. */
  readonly charDevice: { readonly major: number; readonly minor: number } | null;
}

export interface Files {
  /** Names in a directory, in the order the kernel gives them. */
  list(path: string): string[] | Failure;
  /** The text of a symbolic link; never follows it, so it cannot hang on a dead file system. */
  link(path: string): string | Failure;
  /** Follows links. On `/proc/PID/fd/N` this asks the target's file system and can hang for ever. */
  stat(path: string): FileStat | Failure;
  /**
   * As `stat`, but only of a file on a file system in memory (tmpfs, devtmpfs), which cannot hang; null for any other, which is not asked.
   * The list of mounts (mountinfo) is that of a process that sees the file's. Absent: this cannot be told here.
   */
  statInMemory?(path: string, mountinfo: string): FileStat | Failure | null;
  /** Does not follow a final link. */
  lstat(path: string): FileStat | Failure;
  /** The file's text, read to its end but at most `capBytes` bytes (default 64 KiB); invalid UTF-8 becomes U+FFFD. */
  read(path: string, capBytes?: number): string | Failure;
  /**
   * As `read`, of a file that is read in every sweep and that the kernel gives whole in one read: fdinfo, stat, an attribute of sysfs. It may
   * stay open in between. Absent: as any other file.
   */
  reread?(path: string, capBytes?: number): string | Failure;
  /** A sweep is over: what it did not reread need not stay open. */
  endSweep?(): void;
  /** As `read`, of a file that holds no text. Absent: such files cannot be read here (a machine seen through a shell). */
  readBytes?(path: string, capBytes?: number): Uint8Array | Failure;
}

/** `reread` where there is one, else `read`. */
export function reread(files: Files, path: string, capBytes?: number): string | Failure {
  return files.reread === undefined ? files.read(path, capBytes) : files.reread(path, capBytes);
}
