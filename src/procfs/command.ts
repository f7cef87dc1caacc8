/** What a process calls itself: /proc/PID/comm and /proc/PID/cmdline. Both are chosen by the process: hostile text. */
import { Failure, type Files } from './files.js';

/** A command line can be megabytes long; nobody reads more of it than this. */
const CMDLINE_CAP_BYTES = 4096;

/** Arguments joined by spaces. Null: empty (kernel thread, zombie), gone or refused. `processDir` is `/proc/PID/`. */
export function readCmdline(files: Files, processDir: string): string | null {
  const text = files.read(`${processDir}cmdline`, CMDLINE_CAP_BYTES);
  if (text instanceof Failure) return null;
  const joined = text.replace(/\0+$/, '').replaceAll('\0', ' ');
  return joined === '' ? null : joined;
}

/** The name without its final newline. Null: gone or refused. */
export function readComm(files: Files, processDir: string): string | null {
  const text = files.read(`${processDir}comm`, CMDLINE_CAP_BYTES);
  return text instanceof Failure ? null : text.replace(/\n$/, '');
}
