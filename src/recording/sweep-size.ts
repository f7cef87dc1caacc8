/** How large a sweep may be in a recording: the recorder refuses what the reader would. */
import type { Sweep } from '../scan/sweep.js';
import { LIMITS } from './format.js';
import { Damage } from './shape.js';

/** The sweep and those of its machines. */
function partsOf(sweep: Sweep): Sweep[] {
  return [sweep, ...(sweep.hosts ?? []).flatMap((host) => host.sweep ?? [])];
}

/** Entries of all lists of a sweep. */
function entriesOf(sweep: Sweep): number {
  return partsOf(sweep).reduce((sum, each) => sum + ownEntries(each), sweep.hosts?.length ?? 0);
}

function ownEntries({ devices, readings, processReadings = [], processes, kernelClients }: Sweep): number {
  return devices.length + readings.length + processReadings.length + processes.size + kernelClients.length;
}

/** Characters of its fdinfo texts and command lines, each where it stands: what a reader may have to look through. */
function charsOf(sweep: Sweep): number {
  return partsOf(sweep).reduce((sum, each) => sum + ownChars(each), 0);
}

function ownChars({ readings, processReadings = [], processes }: Sweep): number {
  let chars = 0;
  for (const { text } of readings) chars += text.length;
  for (const { text } of processReadings) chars += text.length;
  for (const { cmdline } of processes.values()) chars += cmdline?.length ?? 0;
  return chars;
}

/** Throws `Damage`, whose message says what is too large. */
export function checkSize(sweep: Sweep): void {
  const longest = Math.max(
    ...partsOf(sweep).flatMap(({ devices, readings, processReadings = [], processes, kernelClients }) => [
      ...[devices.length, readings.length, processReadings.length, processes.size, kernelClients.length],
    ]),
  );
  if ((sweep.hosts?.length ?? 0) > LIMITS.hosts) throw new Damage(`more than ${LIMITS.hosts} machines`);
  if (longest > LIMITS.listEntries) throw new Damage(`a list is longer than ${LIMITS.listEntries}`);
  const chars = charsOf(sweep);
  if (chars > LIMITS.sweepChars) throw new Damage(`a sweep of ${chars} characters`);
}

/** Throws `Damage` for a line whose JSON would take more memory than a sweep may. */
export function checkLine(line: string): void {
  if (line.length * 3 > LIMITS.lineBytes && Buffer.byteLength(line) > LIMITS.lineBytes)
    throw new Damage(`a line of ${line.length} characters`);
  if (line.length <= LIMITS.uncountedChars) return;
  let marks = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === COMMA || code === BRACKET || code === BRACE) marks++;
  }
  if (marks > LIMITS.lineMarks) throw new Damage(`a line of ${marks} parts`);
  if (hasMoreKeys(line, LIMITS.lineKeys)) throw new Damage(`a line of more than ${LIMITS.lineKeys} keys`);
}

/** No regular expression: on texts of megabytes those run out of stack. */
function hasMoreKeys(line: string, most: number): boolean {
  const keys = new Set<string>();
  for (let start = line.indexOf('"'); start >= 0;) {
    let end = start + 1;
    while (end < line.length && line.charCodeAt(end) !== QUOTE) end += line.charCodeAt(end) === BACKSLASH ? 2 : 1;
    if (line.charCodeAt(end + 1) === COLON && keys.add(line.slice(start, end)).size > most) return true;
    start = line.indexOf('"', end + 1);
  }
  return false;
}

const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];
const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];

/** What the sweeps of a block come to, added up. */
export class BlockSize {
  #entries = 0;
  #chars = 0;

  add(sweep: Sweep): void {
    this.#entries += entriesOf(sweep);
    this.#chars += charsOf(sweep);
  }

  /** True when so much is in it that no other sweep may follow, however large. */
  get isFull(): boolean {
    return this.#entries > LIMITS.blockEntries || this.#chars > LIMITS.blockChars;
  }
}
