/**
 * A folder of sysfs and the optional files in it.
 *
 * Which of the files a driver publishes depends on the kernel, the chip and the firmware, and nobody can list them
 * beforehand. So each file learns at its first read whether it exists and a missing one is not asked for again;
 * what could change that (a device plugged in, another driver bound) makes the reader look at everything anew.
 */
import { Failure, type Files, reread } from '../../../procfs/files.js';
import { isCut } from './transient-errors.js';
import { resolveInside } from './resolve.js';

/** A sysfs attribute is at most one page; what is longer is none. */
const CAP_BYTES = 4096;

/** Failures besides absence that asking again will not mend: no right to it, or a link that leads nowhere. */
const FOR_GOOD = new Set(['EACCES', 'EXDEV', 'ELOOP']);

/** What a file learned that its reader must know. */
export interface FileWatcher {
  /** A file that was there is gone: the device was taken away or bound anew. */
  vanished(): void;
  /** A file exists and its mode keeps us out. */
  refused(failure: Failure): void;
}

/** One optional file of sysfs. */
export interface Attribute {
  /**
   * The text, or null where there is none: no such file, no right to it, or the driver answers with an error,
   * which is its way of saying "not now" (amdgpu: EIO or EPERM while asleep or in reset; hwmon: ENODATA). A text that
   * ends without a newline was cut short, and half a number is another number.
   */
  read(): string | null;
}

/** One optional file of sysfs that holds no text. */
export interface BinaryFile {
  /** Null as for `Attribute`, and where such files cannot be read at all. */
  read(): Uint8Array | null;
}

export interface Folder {
  /** Path below sysDir, every link followed. */
  readonly path: string;
  /** A file at a path below this folder. Nothing is read before `read`. */
  file(path: string): Attribute;
  /** The same for a file that holds no text. */
  binary(path: string): BinaryFile;
  /** The text of a file, now and without learning anything. */
  read(path: string): string | Failure;
  /** The names in this folder; none when it cannot be listed. For discovery only, not for each tick. */
  names(): readonly string[];
  /** A folder below this one, links followed inside sysDir; null when it is not there. */
  folder(path: string): Folder | null;
  /** The last name of the target of a link in this folder (`driver` → `amdgpu`); null when it is no link. */
  linkName(name: string): string | null;
}

/** Reads the first of several files that has something to say: kernels renamed a few. */
export function firstOf(...attributes: readonly Attribute[]): Attribute {
  return {
    read() {
      for (const attribute of attributes) {
        const text = attribute.read();
        if (text !== null) return text;
      }
      return null;
    },
  };
}

/** A file whose content is fixed for as long as the device is there: read until it answers, then remembered. */
export function fixed(attribute: Attribute): Attribute {
  let text: string | null = null;
  return { read: () => (text ??= attribute.read()) };
}

export function openFolder(files: Files, sysDir: string, path: string, watcher: FileWatcher): Folder {
  const fullPath = path === '' ? sysDir : `${sysDir}/${path}`;
  return {
    path,
    file(name) {
      const read = optionalFile(
        sysDir,
        () => resolveInside(files, sysDir, name, path),
        watcher,
        (full) => reread(files, full, CAP_BYTES),
      );
      return {
        read() {
          const text = read();
          return text === null || isCut(text) ? null : text;
        },
      };
    },
    binary(name) {
      const readBytes = files.readBytes?.bind(files);
      if (readBytes === undefined) return { read: () => null };
      return {
        read: optionalFile(
          sysDir,
          () => resolveInside(files, sysDir, name, path),
          watcher,
          (full) => readBytes(full, CAP_BYTES),
        ),
      };
    },
    read(name) {
      const resolved = resolveInside(files, sysDir, name, path);
      return resolved instanceof Failure ? resolved : files.read(`${sysDir}/${resolved}`, CAP_BYTES);
    },
    names() {
      const names = files.list(fullPath);
      return names instanceof Failure ? [] : names;
    },
    folder(name) {
      const resolved = resolveInside(files, sysDir, name, path);
      return resolved instanceof Failure ? null : openFolder(files, sysDir, resolved, watcher);
    },
    linkName(name) {
      const target = files.link(`${fullPath}/${name}`);
      return target instanceof Failure ? null : (target.split('/').at(-1) ?? null);
    },
  };
}

function optionalFile<T extends string | Uint8Array>(
  sysDir: string,
  resolve: () => string | Failure,
  watcher: FileWatcher,
  readAt: (fullPath: string) => T | Failure,
): () => T | null {
  let state: 'new' | 'present' | 'absent' = 'new';
  let fullPath = '';
  const failed = (failure: Failure): null => {
    if (failure.gone && state === 'present') watcher.vanished();
    if (failure.errno === 'EACCES') watcher.refused(failure);
    if (failure.gone || FOR_GOOD.has(failure.errno)) state = 'absent';
    return null;
  };
  return () => {
    if (state === 'absent') return null;
    if (state === 'new') {
      const resolved = resolve();
      if (resolved instanceof Failure) return failed(resolved);
      fullPath = `${sysDir}/${resolved}`;
    }
    const content = readAt(fullPath);
    if (content instanceof Failure) return failed(content);
    state = 'present';
    return content;
  };
}
