/** Why there is nothing, or less than there could be: instead of rows, and as a page of its own (`w`). */
import type { Device, Snapshot } from '../../ledger/snapshot.js';
import { count, coverageNotes } from '../../view/coverage/coverage.js';
import { deviceText, TITLE_CELLS, UNKNOWN_TITLE } from '../../view/devices/device-text.js';
import { deviceLabel } from '../../view/devices/devices.js';
import { duration } from '../../view/text/numbers.js';
import { openFilesNotes } from '../../view/coverage/open-files.js';
import { printable } from '../../view/text/printable.js';
import { AS_ROOT, NOT_ON_NODE, RIGHTS, runWith } from '../../view/coverage/rights.js';
import { cellWidth, fit, wrap } from '../../view/text/text.js';
import type { ViewOptions } from '../../view/row/row.js';
import { sharedMemoryNotes } from '../../view/coverage/shared-memory.js';
import { unknownNotes } from '../../view/coverage/unknown-clients.js';
import { whyEmpty } from '../../view/coverage/why-empty.js';
import { paint, plain, type Style } from '../theme/style.js';
import type { Theme } from '../theme/theme.js';

function paragraph(text: string, width: number): string[] {
  return wrap(text, Math.max(1, width - 2)).map((line) => fit(` ${line}`, width));
}

/** Lines in place of the rows; `options` must hold a filter that can be understood. */
export function emptyLines(snapshot: Snapshot, options: ViewOptions, idle: number, width: number): string[] {
  const keys = idle > 0 || options.filter === '' ? [] : ['Esc clears the filter.'];
  return [...whyEmpty(snapshot, options, BY_KEY), ...keys].flatMap((sentence) => paragraph(sentence, width));
}

const BY_KEY = { idle: 'i', otherDevices: 'Tab goes on to them' };

/** For people who see less than root does. */
const MORE_RIGHTS = [
  ...RIGHTS.map(({ name, buys }) => `${name}: ${buys}`),
  `As root: ${AS_ROOT}`,
  `With one right only: ${runWith('sys_ptrace')}`,
  NOT_ON_NODE,
];

const OUT_OF_A_CONTAINER =
  'In a container: share the host’s PID namespace (--pid=host), or mount its /proc and name it with --proc.';

const RIGHTS_AFAR = [
  'A login sees the processes of its user, and as root everybody’s: --ssh root@HOST, or --via "ssh HOST sudo -n sh".',
  'In a container it sees those of the container, unless that shares the host’s PID namespace (--pid=host).',
];

/** Cells of a device's facts where several stand beside each other. */
const DEVICE_CELLS = 72;
const GAP = 2;

/** The page: cost, coverage, rights, and what each device tells of itself. */
export function whyLines(theme: Theme, snapshot: Snapshot, width: number): string[] {
  const sections = [
    { title: 'What was looked at', texts: lookedAt(snapshot) },
    { title: 'What could not be seen', texts: notSeen(snapshot) },
    { title: 'What helps', texts: helps(snapshot) },
  ].filter(({ texts }) => texts.length > 0);
  return [
    ...sections.flatMap(({ title, texts }) => [
      paint(theme.title, fit(title, width)),
      ...texts.flatMap((text) => paragraph(text, width)),
      fit('', width),
    ]),
    ...devicesTell(theme, snapshot.devices, width),
  ];
}

/** All facts of each device, and by name those that it does not tell: why a dash stands where it does. */
function devicesTell(theme: Theme, devices: readonly Device[], width: number): string[] {
  if (devices.length === 0) return [];
  const beside = Math.max(1, Math.min(devices.length, Math.floor((width + GAP) / (DEVICE_CELLS + GAP))));
  const cells = Math.floor((width + GAP) / beside) - GAP;
  const blocks = devices.map((device) => deviceTells(theme, device, cells));
  const lines = [paint(theme.title, fit('What each device tells', width))];
  for (let from = 0; from < blocks.length; from += beside) {
    const row = blocks.slice(from, from + beside);
    const high = Math.max(...row.map(({ length }) => length));
    for (let y = 0; y < high; y += 1) {
      const line = row.map((block) => block[y] ?? ' '.repeat(cells)).join(' '.repeat(GAP));
      lines.push(line + ' '.repeat(width - row.length * (cells + GAP) + GAP));
    }
    if (from + beside < blocks.length) lines.push(fit('', width));
  }
  return lines;
}

function deviceTells(theme: Theme, device: Device, cells: number): string[] {
  const { heading, facts, unknown } = deviceText(device, 'hint');
  const titles = Math.min(TITLE_CELLS, Math.floor(cells / 3));
  const room = Math.max(1, cells - titles);
  const entry = (title: string, text: string, look: Style): string[] =>
    wrapList(text, room).map(
      (line, i) => paint(theme.label, fit(i === 0 ? ` ${title}` : '', titles)) + paint(look, fit(line, room)),
    );
  const lines = [
    ...facts.flatMap(([title, text]) => entry(title, text, plain)),
    ...(unknown === null ? [] : entry(UNKNOWN_TITLE, unknown, theme.dim)),
  ];
  return [paint(theme.title, fit(` ${heading}`, cells)), ...lines];
}

/** As `wrap`, but a number stays with its name and unit. */
function wrapList(text: string, cells: number): string[] {
  const whole = text.split(', ').every((part) => cellWidth(part) < cells) ? text.replace(/(?<!,) /g, '\xa0') : text;
  return wrap(whole, cells).map((line) => line.replaceAll('\xa0', ' '));
}

function lookedAt(snapshot: Snapshot): string[] {
  const { cost, coverage } = snapshot;
  return [
    `${cost.processes} of ${coverage.processesSeen} processes in ${duration(cost.durationNs)}; the fds of ${cost.processesListed} were listed, ` +
      `${cost.fdsChecked} fds checked, ${cost.drmFds} DRM fds read. Strategy ${cost.strategy}, ${cost.mode}.`,
    cost.worstDelayNs === null
      ? 'How late a new client can be seen is not known yet.'
      : `A client that opens now is seen within ${duration(cost.worstDelayNs)}; known clients are read at every tick.`,
    ...(cost.holderDelayNs === null || cost.gate === 'none' || cost.gate === null
      ? []
      : [
          'While no driver’s count of open files moves, no new client can exist, and nobody else need be looked at. ' +
            `A new holder of a known client (fork, dup, SCM_RIGHTS) is seen within ${duration(cost.holderDelayNs)}.`,
        ]),
    ...openFilesNotes(snapshot).map((note) => `${note}.`),
  ];
}

function notSeen(snapshot: Snapshot): string[] {
  const { coverage, silentFds } = snapshot;
  const notes = coverageNotes(snapshot);
  const silent = silentFds.filter(({ isAtRest }) => !isAtRest).length;
  return [
    ...(notes.length === 0 ? ['Everything could be read.'] : notes.map((note) => `${note}.`)),
    ...coverage.troubles.slice(1).map((trouble) => printable(`${trouble.errno} at ${trouble.path}`)),
    ...(silent === 0 ? [] : [`${silent} DRM fds belong to drivers that print no statistics.`]),
    ...snapshot.devices.flatMap((device) => hintOf(device) ?? []),
    ...unknownNotes(snapshot),
    ...sharedMemoryNotes(snapshot),
    ...atRest(snapshot),
  ];
}

function hintOf(device: Device): string | null {
  return device.hint === null ? null : printable(`${deviceLabel(device)}: ${device.hint}.`);
}

/** What is left unread so that a GPU may sleep. */
function atRest({ clients, silentFds }: Snapshot): string[] {
  const resting = clients.filter(({ restNs }) => restNs !== null).length + silentFds.filter(({ isAtRest }) => isAtRest).length;
  if (resting === 0) return [];
  return [
    `${count(resting, 'client is', 'clients are')} not read while the device is asleep or about to be: its driver would wake it to answer. ` +
      'What was read last stands, with its age beside the command.',
  ];
}

/** What would show more. A container cannot tell what it does not see. */
function helps({ coverage, hosts, source }: Snapshot): readonly string[] {
  if (hosts !== undefined) return RIGHTS_AFAR;
  if (source.kind !== 'live') return [];
  return coverage.processesUnreadable > 0 || coverage.byErrno.size > 0
    ? [...MORE_RIGHTS, OUT_OF_A_CONTAINER]
    : [OUT_OF_A_CONTAINER];
}
