/**
 * Paths, link texts and fdinfo. What is kept is named, everything else is replaced: a line that a future kernel adds must not carry a name out
 * before anybody has looked at it.
 */
import { parsePmonHeader, splitPmonRow } from '../../nvidia/pmon.js';
import type { Tokens } from './tokens.js';

/** Link texts and paths that name no file of the user's: device nodes, procfs, sysfs, and objects without a path. */
const PUBLIC = [
  /^\/dev\/(?:dri\/(?:card|renderD|controlD)\d{1,5}|accel\/accel\d{1,5}|char\/\d{1,7}:\d{1,7}|input\/event\d{1,5})(?: \(deleted\))?$/,
  /^\/dev\/(?:null|zero|full|u?random|tty\d{0,3}|ptmx|pts\/\d{1,7}|kfd|fuse|nvidia\d{1,5}|nvidiactl|nvidia-(?:uvm|uvm-tools|modeset))(?: \(deleted\))?$/,
  /^\/(?:proc|sys)(?:\/[\w:.@-]{1,60}){0,12}$/,
  /^(?:socket|pipe|net|mnt|pid|user|uts|ipc|cgroup|time):\[\d{1,20}\]$/,
  /^anon_inode:\[?(?:event(?:fd|poll|signal)|inotify|fanotify|signalfd|timerfd|io_uring|perf_event|pidfd|sync_file|userfaultfd|i915\.gem|drm[\w-]{0,20})\]?$/,
  /^\/dmabuf:$/,
  /^\/$/,
];

/** A path or the text of a link of /proc/PID/fd. */
export function scrubPath(tokens: Tokens, path: string): string {
  if (PUBLIC.some((form) => form.test(path))) return path;
  // What decides whether it may be a device stays: the folder of nodes, and what is no path.
  const [, kind = '', name = path, deleted = ''] =
    /^(\/memfd:|\/dmabuf:|\/dev\/(?:dri|accel)\/(?!.*\/)|anon_inode:)?(.*?)( \(deleted\))?$/s.exec(path) ?? [];
  return `${kind === '' ? '/' : kind}${tokens.word('path', name)}${deleted}`;
}

const KERNEL_WORD = /^[\w:.-]{1,60}$/;

/** A number with a unit: a counter, a size, a percentage, an id. */
const QUANTITY = /^[\d.]{1,40}\s*(?:%|[A-Za-z]{1,4})?$/;

/**
 * Keys behind which a number without a unit is kept: it counts something, or is an id that owners and clients are told by. Any other
 * may be an id of the user's.
 */
const COUNTED = /^(?:pos|flags|mnt_id|ino|size|count|pasid|drm-client-id|drm-(?!.*\bid$)[\w.-]+)$/;
const BARE_NUMBER = /^[\d.]+$/;

/** What may stand behind a key, where it is not a quantity. Null: nothing may. */
const FORMS: ReadonlyMap<string, RegExp | null> = new Map([
  ['drm-driver', KERNEL_WORD],
  ['drm-pdev', KERNEL_WORD],
  ['pdev', KERNEL_WORD],
  ['exp_name', KERNEL_WORD],
  ['drm-client-name', null],
]);

/** Scrubs the text of an fdinfo file line by line; lines keep their number and their white space. */
export function scrubFdinfo(tokens: Tokens, text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [, head, value] = /^([\w .-]{1,60}:\s*)(.*)$/s.exec(line) ?? [];
      if (head === undefined || value === undefined) return line.trim() === '' ? line : tokens.word('text', line);
      const key = head.slice(0, head.indexOf(':'));
      const form = FORMS.get(key);
      const isKept = form === undefined ? QUANTITY.test(value.trim()) && mayCount(key, value.trim()) : form?.test(value.trim());
      if (value.trim() === '' || isKept === true) return line;
      return head + tokens.word(form === null ? 'name' : 'text', value.trim());
    })
    .join('\n');
}

function mayCount(key: string, value: string): boolean {
  return COUNTED.test(key.trim()) || !BARE_NUMBER.test(value);
}

/** `context_0/sdma_28851: 300`: a file of KFD's and its number. */
const KFD_LINE = /^[\w/]{1,80}: \d{1,20}$/;
/** A date, a time, a number, a type, a dash; a header's names and units. */
const PMON_CELL = /^(?:[\d:.-]{1,20}|[A-Z](?:\+[A-Z])*)$/;
const PMON_WORD = /^[\w:+%/#-]{1,20}$/;

/** Scrubs the text of a process reading: of KFD numbers alone, of pmon all but the command, which becomes the token of a comm. */
export function scrubProcessText(tokens: Tokens, text: string): string {
  let columns: readonly string[] | null = null;
  return text
    .split('\n')
    .map((line) => {
      if (line === '' || KFD_LINE.test(line)) return line;
      columns = parsePmonHeader(line) ?? columns;
      const isHeader = line.startsWith('#');
      const row = isHeader || columns === null ? null : splitPmonRow(line, columns);
      const cells = row?.cells ?? line.slice(1).trim().split(/\s+/);
      if ((row === null && !isHeader) || !cells.every((cell) => (isHeader ? PMON_WORD : PMON_CELL).test(cell)))
        return tokens.word('text', line);
      if (row === null) return line;
      return [...cells, row.command === '' ? '' : tokens.word('comm', row.command)].join(' ');
    })
    .join('\n');
}
