/** What a command used, for people: a few lines after its own output. */
import type { Snapshot } from '../ledger/snapshot.js';
import { count, coverageNotes } from '../view/coverage/coverage.js';
import { deviceLabel } from '../view/devices/devices.js';
import { DASH } from '../view/text/glyphs.js';
import { bytes, duration, percent } from '../view/text/numbers.js';
import { printable } from '../view/text/printable.js';
import type { EngineUsage } from './engine-tally.js';
import type { DeviceUsage, Usage } from './tally.js';

export interface Ran {
  readonly command: readonly string[];
  /** As a shell would say it: 128 + N after signal N. */
  readonly exitCode: number;
  readonly signal: string | null;
  /** From its start to its end. */
  readonly elapsedNs: number;
  /** Between two sweeps. */
  readonly intervalNs: number;
  /** The newest snapshot, for what could not be seen. */
  readonly last: Snapshot;
}

/** Lines without an end of line, at most about 100 cells wide. */
export function usageLines(usage: Usage, ran: Ran): string[] {
  const { clients, processes, devices } = usage;
  const end = ran.signal === null ? `exit code ${ran.exitCode}` : `ended by ${ran.signal}`;
  const held =
    clients === 0 ? 'no GPU client' : `${count(clients, 'client', 'clients')} in ${count(processes, 'process', 'processes')}`;
  return [
    `gpu-top: ${printable(ran.command[0] ?? '', 40)}: ${duration(ran.elapsedNs)}, ${end}, ${held}`,
    ...devices.flatMap((device) => deviceLines(device, ran.elapsedNs)),
    ...(clients === 0 ? whyNothing(usage, ran) : [errorLine(usage)]).map((line) => `  ${line}`),
    ...coverageNotes({ ...ran.last, clamped: 0, impossible: [] }).map((note) => `  ${note}`),
  ];
}

function deviceLines({ device, clients, engines, peakBytes }: DeviceUsage, elapsedNs: number): string[] {
  const names = [...engines.keys(), ...peakBytes.keys()].map((name) => printable(name));
  const width = Math.max(8, ...names.map((name) => name.length + 1));
  const row = (name: string, value: string, more: string): string =>
    `    ${printable(name).padEnd(width)}${value.padStart(10)}  ${more}`;
  return [
    `  ${printable([deviceLabel(device), device.driver, device.name ?? device.id].join(' '))}: ${count(clients, 'client', 'clients')}`,
    ...Array.from(engines, ([name, engine]) => row(name, busyText(engine), shareText(engine, elapsedNs))),
    ...Array.from(peakBytes, ([name, peak]) => row(name, bytes(peak), 'at most')),
  ];
}

function busyText({ busyNs }: EngineUsage): string {
  return busyNs === null ? DASH : `${(Number(busyNs) / 1e9).toFixed(2)} s`;
}

function shareText({ busyNs, capacity, basis }: EngineUsage, elapsedNs: number): string {
  if (busyNs === null || elapsedNs === 0) return 'busy, for a time that its driver does not tell';
  const of = capacity > 1 ? ` of ${capacity} engines` : '';
  return `${percent(Number(busyNs) / elapsedNs / capacity)}${of}${basis === 'full-speed' ? ' of full speed' : ''}`;
}

function errorLine({ samples, longestGapNs }: Usage): string {
  return `${count(samples, 'sweep', 'sweeps')}; what a client did after its last one is missing, at most ${duration(longestGapNs)} each`;
}

function whyNothing({ fdsWithoutStats, longestGapNs }: Usage, { last }: Ran): string[] {
  const drivers = [...new Set(last.devices.map((device) => [deviceLabel(device), device.driver].filter(Boolean).join(' ')))];
  if (fdsWithoutStats > 0)
    return [`it held ${count(fdsWithoutStats, 'DRM fd', 'DRM fds')} of drivers that print no statistics: nothing can be counted`];
  if (drivers.length === 0) return ['no DRM device here: nothing in /sys/class/drm or /sys/class/accel'];
  return [
    `neither it nor a descendant held ${printable(drivers.join(', '))} at the time of a sweep; between two were at most ${duration(longestGapNs)}`,
  ];
}
