/** `Files` of which any single call can be made to fail, or a text to end too early, as a test chooses. */
import { Failure, type Files, reread } from '../../src/procfs/files.js';

/** The failures that a read of /proc or /sys can meet on a living system. */
export const ERRNOS = ['ENOENT', 'ESRCH', 'EACCES', 'EIO', 'EMFILE', 'EINTR'] as const;

/**
 * An errno; or the share of the text, or of the bytes, that is kept, which is never cut right behind a line: for all that anyone can tell, what is
 * left would be whole; or a listing that ends in the middle as if there were no more.
 */
export type Fault = (typeof ERRNOS)[number] | number | 'half a list';

/** One call: its number from 0 on, its name as in `Files`, and its path. */
export interface Call {
  readonly number: number;
  readonly name: Exclude<keyof Files, 'reread' | 'endSweep'>;
  readonly path: string;
}

export interface FaultyFiles extends Files {
  /** Calls so far. */
  readonly calls: number;
  /** The calls that a fault was given to. */
  readonly faults: readonly (Call & { readonly fault: Fault })[];
}

/** @param choose null: this call goes well. A share only has an effect on `read` and `readBytes`: readlink(2) gives all or nothing. */
export function faultyFiles(files: Files, choose: (call: Call) => Fault | null): FaultyFiles {
  const faults: (Call & { fault: Fault })[] = [];
  let calls = 0;

  function perform<T>(name: Call['name'], path: string, call: () => T | Failure): T | Failure {
    const made: Call = { number: calls++, name, path };
    const fault = choose(made);
    if (fault === null) return call();
    if (fault === 'half a list') return half(made, call());
    if (typeof fault === 'string') {
      faults.push({ ...made, fault });
      return new Failure(fault, path);
    }
    const answer = call();
    if (answer instanceof Uint8Array) {
      faults.push({ ...made, fault });
      return answer.subarray(0, Math.floor(answer.length * fault)) as T;
    }
    if (typeof answer !== 'string' || name !== 'read') return answer;
    faults.push({ ...made, fault });
    const cut = answer.slice(0, Math.floor(answer.length * fault));
    return (cut.endsWith('\n') ? cut.slice(0, -1) : cut) as T;
  }

  function half<T>(made: Call, answer: T | Failure): T | Failure {
    if (!Array.isArray(answer)) return answer;
    faults.push({ ...made, fault: 'half a list' });
    return answer.slice(0, Math.floor(answer.length / 2)) as T;
  }

  const readBytes = files.readBytes?.bind(files);
  return {
    list: (path) => perform('list', path, () => files.list(path)),
    link: (path) => perform('link', path, () => files.link(path)),
    stat: (path) => perform('stat', path, () => files.stat(path)),
    statInMemory: (path, mountinfo) => perform('statInMemory', path, () => files.statInMemory?.(path, mountinfo) ?? null),
    lstat: (path) => perform('lstat', path, () => files.lstat(path)),
    read: (path, capBytes) => perform('read', path, () => files.read(path, capBytes)),
    reread: (path, capBytes) => perform('read', path, () => reread(files, path, capBytes)),
    ...(readBytes !== undefined && {
      readBytes: (path, capBytes) => perform('readBytes', path, () => readBytes(path, capBytes)),
    }),
    get calls() {
      return calls;
    },
    faults,
  };
}
