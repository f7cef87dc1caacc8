/** The signals that can be sent, those that people reach for first. Numbers are Linux's own on every architecture but MIPS. */
import type { MenuItem } from './state.js';

const SIGNALS = [
  [15, 'SIGTERM', 'end, after cleaning up'],
  [9, 'SIGKILL', 'end at once'],
  [2, 'SIGINT', 'as Ctrl-C'],
  [1, 'SIGHUP', 'hang up'],
  [3, 'SIGQUIT', 'end with a core file'],
  [19, 'SIGSTOP', 'stop'],
  [18, 'SIGCONT', 'go on'],
  [10, 'SIGUSR1', ''],
  [12, 'SIGUSR2', ''],
  [6, 'SIGABRT', 'abort'],
] as const;

export const SIGNAL_ITEMS: readonly MenuItem[] = SIGNALS.map(([number, name, meaning]) => ({
  label: `${number.toString().padStart(2)} ${name.padEnd(8)} ${meaning}`.trimEnd(),
  value: name,
}));
