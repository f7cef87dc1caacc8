/**
 * Paths, link texts and fdinfo. What is kept is named, everything else is replaced: a line that a future kernel adds must not carry a name out
 * before anybody has looked at it.
 */
import { parsePmonHeader, splitPmonRow } from '../../nvidia/pmon.js';
import type { Tokens } from './tokens.js';

/** Link texts and paths that name no file of the user's: device nodes, procfs, sysfs, and objects without a path. */
const PUBLIC = [
  /^\/dev\/(?:(?:dri|accel|char|input)\/)?[\w:.-]{1,60}(?: \(deleted\))?$/,
  /^\/(?:proc|sys)(?:\/[\w:.@-]{1,60}){0,12}$/,
  /^(?:socket|pipe|net|mnt|pid|user|uts|ipc|cgroup|time):\[\d{1,20}\]$/,
  /^anon_inode:\[?[\w:-]{1,40}\]?$/,
  /^\/dmabuf:$/,
  /^\/$/,
];

/** A path or the text of a link of /proc/PID/fd. */
export function scrubPath(tokens: Tokens, path: string): string {
  if (PUBLIC.some((form) => form.test(path))) return path;
  const [, memfd = '', name = path, deleted = ''] = /^(\/memfd:)?(.*?)( \(deleted\))?$/s.exec(path) ?? [];
  return `${memfd === '' ? '/' : memfd}${tokens.word('path', name)}${deleted}`;
}

const KERNEL_WORD = /^[\w:.-]{1,60}$/;

/** A number with a unit: a counter, a size, a percentage, an id. */
const QUANTITY = /^[\d.]{1,40}\s*(?:%|[A-Za-z]{1,4})?$/;

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
      if (value.trim() === '' || (form === undefined ? QUANTITY : form)?.test(value.trim())) return line;
      return head + tokens.word(form === null ? 'name' : 'text', value.trim());
    })
    .join('\n');
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
