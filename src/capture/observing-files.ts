/**
 * Files that remember what was read through them. So a capture holds exactly what the device reader asks of sysfs, and stays right
 * when a new driver's files are added there.
 */
import { Failure, type Files, reread } from '../procfs/files.js';

export interface Observed {
  readonly files: Files;
  /** Texts of the files read and of the links followed, by path. The newest counts. */
  readonly texts: ReadonlyMap<string, string>;
  /** What files that hold no text held. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  readonly links: ReadonlyMap<string, string>;
  /** Paths that turned out to be no links: files, and folders whose presence alone says something. */
  readonly others: ReadonlySet<string>;
}

/** Watches `files` and remembers successful reads of the paths that `wanted` picks. */
export function observeFiles(files: Files, wanted: (path: string) => boolean): Observed {
  const texts = new Map<string, string>();
  const bytes = new Map<string, Uint8Array>();
  const links = new Map<string, string>();
  const others = new Set<string>();
  const remember = (into: Map<string, string>, path: string, answer: string | Failure): string | Failure => {
    if (typeof answer === 'string' && wanted(path)) into.set(path, answer);
    return answer;
  };
  const readBytes = files.readBytes?.bind(files);
  return {
    files: {
      ...files,
      link(path) {
        const answer = remember(links, path, files.link(path));
        // readlink's word for "there, and not a link".
        if (answer instanceof Failure && answer.errno === 'EINVAL' && wanted(path)) others.add(path);
        return answer;
      },
      read: (path, capBytes) => remember(texts, path, files.read(path, capBytes)),
      reread: (path, capBytes) => remember(texts, path, reread(files, path, capBytes)),
      ...(readBytes !== undefined && {
        readBytes(path, capBytes) {
          const answer = readBytes(path, capBytes);
          if (!(answer instanceof Failure) && wanted(path)) bytes.set(path, answer);
          return answer;
        },
      }),
    },
    texts,
    bytes,
    links,
    others,
  };
}
