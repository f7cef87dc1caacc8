/** Instead of rows when there are none: what was looked at, what could not be seen and why, and what helps. */
import type { Snapshot } from '../../ledger/snapshot.js';
import { wrap } from '../../view/text.js';
import { coverageText } from './status.js';

/** Sentences, each to be wrapped on its own. */
export function whyEmpty(snapshot: Snapshot, idle: number, filtered: boolean): string[] {
  const { cost, devices } = snapshot;
  const coverage = coverageText(snapshot);
  const looked = `Looked at ${cost.processes} processes and ${cost.fdsChecked} fds (strategy ${cost.strategy}).`;
  if (filtered) return ['No row matches the filter. Esc clears it.'];
  if (idle > 0) return [`All ${idle} clients are idle. i shows them.`];
  const first =
    devices.length === 0
      ? 'No DRM device was found in /sys/class/drm and no process holds one.'
      : 'No process holds a client of these devices.';
  const helps =
    devices.length === 0
      ? "gpu-top --demo shows simulated devices; in a container, mount the host's /sys and use --pid=host."
      : null;
  return [first, looked, ...(coverage === null ? [] : [`${coverage}.`]), ...(helps === null ? [] : [helps])];
}

export function emptyLines(sentences: readonly string[], width: number): string[] {
  return sentences.flatMap((sentence) => wrap(sentence, Math.max(1, width - 2))).map((line) => ` ${line}`);
}
