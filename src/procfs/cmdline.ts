/** What a process calls itself: /proc/PID/cmdline and /proc/PID/comm (proc(5)). Both are chosen by the process: hostile text. */

/** Arguments joined by spaces. Null: empty (kernel thread, zombie). */
export function parseCmdline(text: string): string | null {
  const joined = text.replace(/\0+$/, '').replaceAll('\0', ' ');
  return joined === '' ? null : joined;
}

/** The name without its final newline. */
export function parseComm(text: string): string {
  return text.replace(/\n$/, '');
}
