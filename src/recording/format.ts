/**
 * The recording format, version 1: what stands in a `.gputop` file.
 *
 * A file is a row of blocks, nothing else. Each block is one gzip member, so `zcat` shows the whole recording as text.
 * The member's comment field, which gzip leaves in clear, says what it is and where in time it begins:
 *
 *     gpu-top-recording 1 SECTION BLOCK AT_NS WALL_MS
 *
 * and the marker made of the member's first bytes is long enough that compressed data cannot contain it by accident. So the
 * blocks of a file are found by looking for the marker in the raw bytes: seeking needs no index that a crash could lose,
 * a block that was cut short harms no other, and files joined with `cat` are a recording again.
 *
 * The text of a block is JSON lines: a header (`SectionHeader`), then one line per sweep, each a difference from the line before
 * (list-delta.ts, text-delta.ts) and the first a difference from nothing. Every block therefore replays alone. After each line the
 * compressor is flushed, so whatever was written before a cut can be read.
 *
 * The version changes only when an older reader would misunderstand; new facts are new keys, which older readers skip
 * and which are `null` when an older recording is read.
 */
export const MAGIC = 'gpu-top-recording';
export const FORMAT_VERSION = 1;

/** Limits that the writer keeps and the reader enforces, so that no file can make the reader take memory without end. */
export const LIMITS = {
  /** Bytes of one line: a sweep of some ten thousand clients. */
  lineBytes: 32 << 20,
  /** Bytes of one block, packed or unpacked. */
  blockBytes: 64 << 20,
  /** Entries in any list of a sweep: readings, processes, devices, kernel clients. */
  listEntries: 200_000,
  /** Machines of one sweep. */
  hosts: 10_000,
  /** Entries of all lists of all sweeps in a block together. */
  blockEntries: 50_000_000,
  /** Commas and opening brackets of one line, in texts and out of them: JSON of `{},{},...` takes twenty times its bytes. */
  lineMarks: 4_000_000,
  /** Different keys in one line: an object of a million takes half a kilobyte for each. */
  lineKeys: 10_000,
  /** Characters of a line that can hold no more parts and keys than the machine takes easily. */
  uncountedChars: 1 << 20,
  /** Fields of one record: a few dozen are known, a newer recorder may have more. */
  recordFields: 128,
  /** Characters of one text: what is read of one file. */
  textChars: 64 * 1024,
  /** Characters of all fdinfo texts and command lines of one sweep; of the texts of all sweeps in a block. */
  sweepChars: 32 << 20,
  blockChars: 4 * 2 ** 30,
  /** Blocks of a file: years at one sweep a second. */
  blocks: 1_000_000,
} as const;

/** First line of every block. What a section's sweeps have in common. */
export interface SectionHeader {
  readonly magic: typeof MAGIC;
  readonly version: number;
  /** A section is one run of the recorder; appending to a file starts another. Random, so that joined files stay apart. */
  readonly section: string;
  /** Version of the gpu-top that wrote it. */
  readonly program: string;
  readonly host: string;
  /** Where two sections share it, their monotonic clocks are one. */
  readonly bootId: string | null;
  /** Ms since the epoch, and CLOCK_MONOTONIC ns, when the recorder started. */
  readonly startWallMs: number;
  readonly startAtNs: bigint;
  /** Unit of the processes' start times and CPU times. */
  readonly clockTicksPerSecond: number;
  /** Names, command lines, users and paths are replaced by tokens. */
  readonly scrubbed: boolean;
}

/** What a block's clear-text comment says. */
export interface BlockLabel {
  readonly section: string;
  /** Counts from 0 in each section. */
  readonly block: number;
  /** Monotonic ns, and ms since the epoch, of the block's first sweep. */
  readonly atNs: bigint;
  readonly wallMs: number;
}

/** ID1 ID2, deflate, FLG = comment only, no time, no extra flags, OS unknown (RFC 1952), then the comment's first word. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255]);
export const BLOCK_MARKER = Buffer.concat([GZIP_HEAD, Buffer.from(`${MAGIC} `)]);

/** A longest block head: the marker and a comment of generous numbers. */
export const MAX_HEAD_BYTES = 256;

/** The first bytes of a block, up to where its deflate data begin. */
export function blockHead(label: BlockLabel): Buffer {
  const comment = [FORMAT_VERSION, label.section, label.block, label.atNs, label.wallMs].join(' ');
  return Buffer.concat([BLOCK_MARKER, Buffer.from(`${comment}\0`, 'latin1')]);
}

/**
 * Reads a block head from bytes that begin with the marker.
 *
 * Returns the label with the head's length; the number of a version that this reader does not know; or null when the bytes end before
 * the comment does, or it makes no sense.
 */
export function parseBlockHead(
  bytes: Buffer,
): { readonly label: BlockLabel; readonly headBytes: number } | { readonly version: number } | null {
  const end = bytes.subarray(0, MAX_HEAD_BYTES).indexOf(0, BLOCK_MARKER.length);
  if (end === -1) return null;
  const words = bytes.toString('latin1', BLOCK_MARKER.length, end).split(' ');
  const [version = '', section = '', block = '', atNs = '', wallMs = ''] = words;
  if (!/^\d{1,9}$/.test(version)) return null;
  if (Number(version) !== FORMAT_VERSION) return { version: Number(version) };
  if (!/^[0-9a-z]{1,32}$/.test(section) || !/^\d{1,9}$/.test(block) || !/^-?\d{1,20}$/.test(atNs)) return null;
  const wall = Number(wallMs);
  if (wallMs === '' || !Number.isFinite(wall)) return null;
  return { label: { section, block: Number(block), atNs: BigInt(atNs), wallMs: wall }, headBytes: end + 1 };
}
