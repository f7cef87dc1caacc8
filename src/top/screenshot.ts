/** Saves the screen into the current folder: the user asked for it, and is told where it went. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Screenshot } from '../tui/app.js';

/** @returns a line to show: the files written, or why none was */
export function saveScreenshot({ text, ansi, svg }: Screenshot, folder = process.cwd(), now = new Date()): string {
  const name = `gpu-top-${now.toISOString().slice(0, 19).replaceAll(':', '')}`;
  const path = resolve(folder, name);
  try {
    // Never over a file that is there already; and for nobody else to read, since command lines of others are in it.
    const options = { flag: 'wx', mode: 0o600 };
    writeFileSync(`${path}.txt`, `${text}\n`, options);
    writeFileSync(`${path}.ansi`, `${ansi}\n`, options);
    writeFileSync(`${path}.svg`, svg, options);
    return `saved ${path}.svg, .txt and .ansi`;
  } catch (error) {
    return `not saved: ${(error as Error).message}`;
  }
}
