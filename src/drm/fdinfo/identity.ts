/**
 * Is this fdinfo text one of a DRM client, and is it still the same client? Asked for every text read, so it stops
 * at the first sign instead of parsing. The ledger parses; the two must agree on what a client is.
 *
 * `(?<![^\n])` is where a line begins. `^` with the flag `m` would also take what stands behind a carriage return or U+2028, and
 * the name of a dma-buf, which any process chooses, may hold both.
 */
import { decimal } from '../../procfs/decimal.js';
import { detached } from './detached-string.js';
import { parseFdinfo } from './parse-fdinfo.js';

/** A `drm-driver` line with a value. `drm` anywhere else proves nothing: a dma-buf prints `exp_name: drm`. */
const DRIVER = /(?<![^\n])[ \t]*drm-driver[ \t]*:[^\n]*[^ \t\r\n]/;

/** True for the text of a DRM client with statistics. */
export function isDrmText(text: string): boolean {
  if (text.includes('drm-driver') && DRIVER.test(text)) return true;
  // amdgpu before Linux 5.19 had neither drm-driver nor drm-client-id, and what stands for them takes parsing to tell.
  return text.includes('pasid') && text.includes('vram mem') && parseFdinfo(text).driver !== null;
}

/** A text longer than this says who it is by then; an epoll's can be longer than anyone reads, and ends where reading did. */
const TELLING_LENGTH = 32 * 1024;

/**
 * True for a text that ends inside a line, or has none: the kernel ends every line, so the rest was lost on the way. What it
 * does not say it might have said.
 */
export function isCutShort(text: string): boolean {
  return !text.endsWith('\n') && text.length < TELLING_LENGTH;
}

/** A whole line after the client's id and name: it is the device, or shows that none is named. */
const BEHIND_ID = /(?<![^\n])[ \t]*drm-client-id[ \t]*:[^\n]*\n(?:[ \t]*drm-client-name[^\n]*\n)?[^\n]*\n/;

/** True for the text of a DRM client that ends so early that it does not tell for sure which client of which device it is. */
export function isIdentityLost(text: string): boolean {
  return isCutShort(text) && text.includes('drm-driver') && !BEHIND_ID.test(text);
}

/** O_PATH of <asm-generic/fcntl.h>. */
const O_PATH = 0o10000000;

/** True for a fd opened with O_PATH: it stands for a name in a directory, and the device behind the name is not open. */
export function isPathOnly(text: string): boolean {
  const flags = /(?<![^\n])flags:[ \t]*([0-7]+)/.exec(text)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & O_PATH) !== 0;
}

/** Lines that name the client, and for fds without statistics the open file. Position and flags may change. */
const NAMING = /(?<![^\n])[ \t]*(?:drm-driver|drm-client-id|drm-pdev|pdev|pasid|mnt_id|ino)[ \t]*:[^\n]*/g;

/**
 * What stays the same while a fd number stands for the same open file. When it differs, the process closed that fd
 * and opened something else under its number.
 */
export function signatureOf(text: string): string {
  return text.match(NAMING)?.join('\n') ?? '';
}

/**
 * The text up to the end of the last line that names the client: another text that begins so has the same signature, and
 * comparing is a tenth of the work of making one. Null where no client id is in it, for then what follows may name one.
 */
export function namingHead(text: string): string | null {
  let end = 0;
  for (const { index, 0: line } of text.matchAll(NAMING)) end = index + line.length + 1;
  const head = text.slice(0, end);
  return head.endsWith('\n') && head.includes('drm-client-id') ? detached(head) : null;
}

/** The value of one of the generic lines (`mnt_id`, `ino`: Documentation/filesystems/proc.rst 3.8), or null. */
export function genericNumber(text: string, key: 'mnt_id' | 'ino'): number | null {
  const found = (key === 'ino' ? /(?<![^\n])ino:[ \t]*(\d+)/ : /(?<![^\n])mnt_id:[ \t]*(\d+)/).exec(text)?.[1];
  return decimal(found ?? '');
}

/** True where the text itself names its device, so that no hint is needed. */
export function namesDevice(text: string): boolean {
  return /(?<![^\n])[ \t]*(?:drm-)?pdev[ \t]*:[ \t\r]*[^ \t\r\n]/.test(text);
}
