/** Devices as text: a heading, a line for each known fact, and the names of those that are not known. */
import type { Device } from '../ledger/snapshot.js';
import { toAscii } from '../view/text/ascii.js';
import { deviceText, TITLE_CELLS, UNKNOWN_TITLE } from '../view/devices/device-text.js';
import { fit } from '../view/text/text.js';

export function printDevices(devices: readonly Device[], { ascii }: { readonly ascii: boolean }): string {
  if (devices.length === 0) return 'no DRM device in /sys/class/drm or /sys/class/accel: gpu-top doctor says what to do\n';
  const text = devices.map((device) => linesOf(device).join('\n')).join('\n\n');
  return `${ascii ? toAscii(text) : text}\n`;
}

function linesOf(device: Device): string[] {
  const { heading, facts, unknown } = deviceText(device);
  const all = unknown === null ? facts : [...facts, [UNKNOWN_TITLE, unknown] as const];
  return [heading, ...all.map(([title, text]) => `  ${fit(title, TITLE_CELLS)}${text}`)];
}
