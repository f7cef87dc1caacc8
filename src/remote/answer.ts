/** The lines of an answer, taken apart. All of it is hostile: it comes from another machine, and on it from any process. */
import { Failure } from '../procfs/files.js';

/** What one file of a list said: its lines in Latin-1, or why it cannot be had. */
export type RemoteText = readonly string[] | Failure;

export interface RemoteList {
  /** The `T` line, where there is one. */
  readonly time: string | null;
  /** The `U` line, where there is one. */
  readonly late: string | null;
  /** By their place in the list; one that is missing was not answered. */
  readonly texts: readonly (RemoteText | undefined)[];
}

/** Takes the answer to `go` or `look` apart. `paths` are those that were asked for, in order. */
export function parseList(lines: readonly string[], paths: readonly string[]): RemoteList {
  const texts: (RemoteText | undefined)[] = [];
  let time: string | null = null;
  let late: string | null = null;
  let at = -1;
  let text: string[] = [];
  for (const line of lines) {
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case '=':
        at = /^\d{1,9}$/.test(rest) && Number(rest) < paths.length ? Number(rest) : -1;
        text = [];
        if (at >= 0) texts[at] = text;
        break;
      case ' ':
        text.push(rest);
        break;
      case '!':
        if (at >= 0) texts[at] = new Failure(/^E[A-Z0-9]{1,20}$/.test(rest) ? rest : 'EIO', `/${paths[at]}`);
        break;
      case 'T':
        time ??= line;
        break;
      case 'U':
        late ??= line;
    }
  }
  return { time, late, texts };
}

/** Takes the answer to `links` apart: texts in Latin-1 by path, of those links that are there. */
export function parseLinks(lines: readonly string[]): Map<string, RemoteText> {
  const found = new Map<string, RemoteText>();
  for (const line of lines) {
    const [, path, text] = /^L(proc\/\d{1,10}\/fd\/\d{1,10}) (.+)$/s.exec(line) ?? [];
    if (path !== undefined && text !== undefined) found.set(path, [text]);
  }
  return found;
}

/** What is taken of an answer, in things and not in bytes: a byte can become a hundred. What is beyond is counted or refused. */
export const ANSWER_LIMITS = {
  /** Lines of an answer: ten thousand clients with sixty each, and as much again. */
  lines: 1_200_000,
  processes: 100_000,
  /** DRM fds, of one process and of all. */
  fdsOfProcess: 2048,
  fds: 50_000,
  /** Names in a folder of sysfs: the fullest has some hundred. */
  names: 4096,
  /** Characters of the text of one file, as at home. */
  textChars: 64 * 1024,
} as const;

export interface Found {
  /** The `T` lines before and after. */
  readonly times: readonly string[];
  readonly pids: readonly string[];
  /** Processes whose fds are refused. */
  readonly refused: ReadonlySet<string>;
  /** Numbers of the fds that may be DRM, by process. */
  readonly fds: ReadonlyMap<string, readonly string[]>;
  /** Processes beyond `ANSWER_LIMITS`. */
  readonly omittedProcesses: number;
  /** fds beyond `ANSWER_LIMITS`; one that was found by its link and by its text counts twice. */
  readonly omitted: number;
}

/** Takes the answer to `search` apart. Processes beyond `ANSWER_LIMITS` are left out. */
export function parseSearch(lines: readonly string[]): Found {
  const times: string[] = [];
  const words = (letter: string): string => (lines.find((line) => line.startsWith(letter)) ?? '').slice(1);
  const numbers = (letter: string): string[] =>
    words(letter)
      .split(' ', ANSWER_LIMITS.processes + 1)
      .filter((word) => /^\d{1,10}$/.test(word));
  let [taken, omitted] = [0, 0];
  const fds = new Map<string, Set<string>>();
  for (const line of lines) {
    if (line.startsWith('T')) times.push(line);
    const [, pid, fd] = /^proc\/(\d{1,10})\/(?:fd|fdinfo)\/(\d{1,10})$/.exec(line) ?? [];
    if (pid === undefined || fd === undefined) continue;
    const own = fds.get(pid) ?? new Set();
    if (own.has(fd)) continue;
    if (taken >= ANSWER_LIMITS.fds || own.size >= ANSWER_LIMITS.fdsOfProcess) omitted++;
    else {
      fds.set(pid, own.add(fd));
      taken++;
    }
  }
  return {
    times,
    pids: numbers('P'),
    omittedProcesses: Math.max(0, countOf(words('P'), ' ') - ANSWER_LIMITS.processes),
    refused: new Set(numbers('R')),
    fds: new Map(Array.from(fds, ([pid, own]) => [pid, [...own]])),
    omitted,
  };
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}
