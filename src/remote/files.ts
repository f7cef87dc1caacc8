/**
 * `Files` over what a far machine has answered, so that the scanner, the device reader and the process facts work on it as they
 * work on the local /proc. That is the whole trick of looking at another machine: the far side sends raw files, and not one rule
 * is written twice.
 *
 * The fds to offer are those that the far side's search found. Of sysfs nothing is known beforehand: which files a driver has
 * and where its links lead, only the device reader knows. What it asks for and is not here is noted in `missing`, and
 * whoever runs it fetches that and lets it ask again.
 *
 * KFD's processes and NVIDIA's GPUs are told of in the same way. KFD's counters alone are not: `isSlow`.
 */
import { Failure, type Files, type FileStat } from '../procfs/files.js';
import { nodeFiles } from '../procfs/node-files.js';
import { Proc } from '../procfs/proc.js';
import { ANSWER_LIMITS, type Found, type RemoteText } from './answer.js';

/** What a reader gets that asked for something not here yet: neither gone nor denied, so it draws no conclusion. */
const NOT_YET = 'EAGAIN';

const FOLDER: FileStat = { ino: 0, dev: 0, size: 0, uid: 0, mtimeMs: 0, isDirectory: true, charDevice: null };

/** KFD's counters look into the memory of the process that is asked about: its page-fault handler can keep the reader waiting. */
const SLOW = /^\/sys\/class\/kfd\/kfd\/proc\/\d+\/(?:context_\d+\/)?sdma_\d+$/;
const KFD = 'sys/class/kfd/kfd/';
/** What NVIDIA's modules say of their GPUs. */
const NVIDIA_GPUS = 'proc/driver/nvidia/gpus';

/** Of KFD, what stands from one search to the next: which processes, queues and GPUs there are. */
function standsInKfd(path: string): boolean {
  return path.startsWith(`${KFD}topology/`) || path.includes('/queues/');
}

/** The answer to `KIND PATH` as the caller of `Files` gets it. */
type Answer = string | string[] | Failure;

export class RemoteFiles implements Files {
  /** `look` orders for what was asked of sysfs and is not here. */
  readonly missing = new Set<string>();
  /** Files of sysfs that were read. */
  readonly wanted = new Set<string>();
  /** Files that were read and may keep whoever reads them waiting: they go by a shell of their own. */
  readonly slow = new Set<string>();
  /** Processes that something else than a fd of theirs tells of, and of which all is kept. */
  readonly mentioned = new Set<string>();
  readonly #answers = new Map<string, Answer>();
  #found: Found = { times: [], pids: [], refused: new Set(), fds: new Map(), omittedProcesses: 0, omitted: 0 };

  /** Takes in a new search. Of processes that hold nothing any more all is forgotten, and what KFD listed. */
  tellFound(found: Found): void {
    this.#found = found;
    for (const order of this.#answers.keys()) {
      const pid = /^. proc\/(\d+)\//.exec(order)?.[1];
      const isGone = pid !== undefined && !found.fds.has(pid) && !this.mentioned.has(pid);
      if (isGone || order.startsWith(KFD, 2) || order.startsWith(`d ${NVIDIA_GPUS}`)) this.#answers.delete(order);
    }
  }

  /** Takes in the answer to a `look` order, `KIND PATH`; for one of `go` the kind is `r`. */
  tell(order: string, text: RemoteText): void {
    const isTooMuch = !(text instanceof Failure) && order.startsWith('d ') && text.length > ANSWER_LIMITS.names;
    const taken = isTooMuch ? new Failure('EOVERFLOW', `/${order.slice(2)}`) : text;
    this.#answers.set(order, taken instanceof Failure ? taken : answerOf(order.charAt(0), taken));
  }

  /** As if the order had not been answered yet. */
  forget(order: string): void {
    this.#answers.delete(order);
  }

  /** Whether this order has an answer, and what. */
  answered(order: string): Answer | undefined {
    return this.#answers.get(order);
  }

  /** Processes that KFD listed last. */
  kfdPids(): readonly string[] {
    const names = this.#answers.get(`d ${KFD}proc`);
    return Array.isArray(names) ? names.filter((name) => /^\d{1,10}$/.test(name)) : [];
  }

  /** Forgets the texts of sysfs: they are of the last tick. Links and folders stay. */
  forgetTexts(): void {
    for (const order of this.#answers.keys())
      if (order.startsWith('r sys/') && !standsInKfd(order.slice(2))) this.#answers.delete(order);
  }

  /** Forgets all of sysfs: a device came or went. */
  forgetDevices(): void {
    for (const order of this.#answers.keys()) if (order.startsWith('sys/', 2)) this.#answers.delete(order);
  }

  /** A process of the far machine. Orders name its files without the slash in front. */
  process(pid: string): Proc {
    return new Proc({ proc: '/proc', files: this }, Number(pid));
  }

  list(path: string): string[] | Failure {
    if (path === '/proc') return [...this.#found.pids];
    const [, pid = '', folder] = /^\/proc\/(\d+)\/(fd|fdinfo)\/?$/.exec(path) ?? [];
    if (folder === undefined) return this.#sysfs('d', path) as string[] | Failure;
    const fds = this.#found.fds.get(pid);
    const isRefused = this.#found.refused.has(pid) && (folder === 'fd' || fds === undefined);
    return isRefused ? new Failure('EACCES', path) : [...(fds ?? [])];
  }

  link(path: string): string | Failure {
    if (path.startsWith('/proc/')) return this.#text(`l ${path.slice(1)}`, path);
    return this.#sysfs('l', path) as string | Failure;
  }

  stat(path: string): FileStat | Failure {
    if (/^\/proc\/\d+\/fd\/?$/.test(path)) return FOLDER;
    if (path.startsWith('/etc/') && typeof this.#answers.get(`r ${path.slice(1)}`) === 'string')
      return { ...FOLDER, isDirectory: false, mtimeMs: 1 };
    return new Failure('ENOENT', path);
  }

  /** A process is there as long as its stat file is. */
  lstat(path: string): FileStat | Failure {
    const [, pid] = /^\/proc\/(\d+)\/?$/.exec(path) ?? [];
    return typeof this.#answers.get(`r proc/${pid}/stat`) === 'string' ? FOLDER : new Failure('ENOENT', path);
  }

  read(path: string, capBytes = 64 * 1024): string | Failure {
    // Names of PCI devices are the same everywhere, and the file is large.
    if (path.startsWith('/usr/share/')) return nodeFiles.read(path, capBytes);
    if (SLOW.test(path)) {
      this.slow.add(path.slice(1));
      return this.#text(`r ${path.slice(1)}`, path);
    }
    if (path.startsWith('/sys/')) {
      const answer = this.#sysfs('r', path) as string | Failure;
      // What is not there, or not ours, no reader asks for again.
      const isOver = answer instanceof Failure && (answer.gone || answer.denied);
      if (!isOver && !standsInKfd(path.slice(1))) this.wanted.add(path.slice(1));
      return answer;
    }
    if (path.startsWith(`/${NVIDIA_GPUS}/`)) return this.#sysfs('r', path) as string | Failure;
    return this.#text(`${path.endsWith('/cmdline') ? 'z' : 'r'} ${path.slice(1)}`, path);
  }

  #text(order: string, path: string): string | Failure {
    const answer = this.#answers.get(order);
    if (answer instanceof Failure || typeof answer === 'string') return answer;
    return new Failure('ENOENT', path);
  }

  #sysfs(kind: string, path: string): Answer {
    const isAsked = (path.startsWith('/sys/') && !path.startsWith('/sys/kernel/debug/')) || path.startsWith(`/${NVIDIA_GPUS}`);
    if (!isAsked || path.includes('\n')) return new Failure('ENOENT', path);
    const order = `${kind} ${path.slice(1)}`;
    const answer = this.#answers.get(order);
    if (answer === undefined) this.missing.add(order);
    return answer ?? new Failure(NOT_YET, path);
  }
}

function answerOf(kind: string, lines: readonly string[]): string | string[] {
  const texts = lines.map(decoded);
  if (kind === 'd') return texts;
  return textOf(kind, texts).slice(0, ANSWER_LIMITS.textChars);
}

function textOf(kind: string, texts: readonly string[]): string {
  if (kind === 'l') return texts.join('\n');
  if (kind === 'z') return texts.map((line) => line.replaceAll('\x01', '\n')).join('\0');
  return texts.length === 0 ? '' : `${texts.join('\n')}\n`;
}

/** Bytes that came as Latin-1, as the UTF-8 that they are. */
function decoded(line: string): string {
  return /[\x80-\xff]/.test(line) ? Buffer.from(line, 'latin1').toString() : line;
}
