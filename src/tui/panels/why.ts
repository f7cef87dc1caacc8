/** Why there is nothing, or less than there could be: instead of rows, and as a page of its own (`w`). */
import type { Device, Snapshot } from '../../ledger/snapshot.js';
import { count, coverageNotes } from '../../view/coverage/coverage.js';
import { deviceLabel } from '../../view/devices/devices.js';
import { duration } from '../../view/text/numbers.js';
import { openFilesNotes } from '../../view/coverage/open-files.js';
import { printable } from '../../view/text/printable.js';
import { AS_ROOT, NOT_ON_NODE, RIGHTS, runWith } from '../../view/coverage/rights.js';
import { fit, wrap } from '../../view/text/text.js';
import type { ViewOptions } from '../../view/row/row.js';
import { sharedMemoryNotes } from '../../view/coverage/shared-memory.js';
import { unknownNotes } from '../../view/coverage/unknown-clients.js';
import { whyEmpty } from '../../view/coverage/why-empty.js';
import { paint } from '../theme/style.js';
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

/** The page: cost, coverage, and rights. */
export function whyLines(theme: Theme, snapshot: Snapshot, width: number): string[] {
  const sections = [
    { title: 'What was looked at', texts: lookedAt(snapshot) },
    { title: 'What could not be seen', texts: notSeen(snapshot) },
    { title: 'What helps', texts: helps(snapshot) },
  ].filter(({ texts }) => texts.length > 0);
  return sections.flatMap(({ title, texts }, i) => [
    ...(i === 0 ? [] : [fit('', width)]),
    paint(theme.title, fit(title, width)),
    ...texts.flatMap((text) => paragraph(text, width)),
  ]);
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
