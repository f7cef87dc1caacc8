/** Why there is nothing, or less than there could be: instead of rows, and as a page of its own (`w`). */
import type { Snapshot } from '../../ledger/snapshot.js';
import { coverageNotes } from '../../view/coverage.js';
import { duration } from '../../view/numbers.js';
import { printable } from '../../view/printable.js';
import { fit, wrap } from '../../view/text.js';
import type { ViewOptions } from '../../view/row.js';
import { whyEmpty } from '../../view/why-empty.js';
import { paint, type Theme } from '../theme.js';

function paragraph(text: string, width: number): string[] {
  return wrap(text, Math.max(1, width - 2)).map((line) => fit(` ${line}`, width));
}

/** Lines in place of the rows; `options` must hold a filter that can be understood. */
export function emptyLines(snapshot: Snapshot, options: ViewOptions, idle: number, width: number): string[] {
  const keys = idle > 0 ? ['Key i shows them.'] : options.filter === '' ? [] : ['Key Esc clears the filter.'];
  return [...whyEmpty(snapshot, options), ...keys].flatMap((sentence) => paragraph(sentence, width));
}

/** What each right buys, for people who see less than root does. */
const RIGHTS = [
  'CAP_SYS_PTRACE lets gpu-top list the fds and read the fdinfo of other users’ processes.',
  'CAP_DAC_READ_SEARCH lets it read debugfs, where newer kernels say who owns a client.',
  'sudo gpu-top gives both. setcap on the node binary would give them to every script that runs in node; do not.',
  'In a container: share the host’s PID namespace (--pid=host), or mount its /proc and name it with --proc.',
];

const RIGHTS_AFAR = [
  'A login sees the processes of its user, and as root everybody’s: --ssh root@HOST, or --via "ssh HOST sudo -n sh".',
  'In a container it sees those of the container, unless that shares the host’s PID namespace (--pid=host).',
];

/** The page: cost, coverage, and rights. */
export function whyLines(theme: Theme, snapshot: Snapshot, width: number): string[] {
  const { cost, coverage } = snapshot;
  const notes = coverageNotes(snapshot);
  const head = (text: string): string => paint(theme.title, fit(text, width));
  const late =
    cost.worstDelayNs === null
      ? 'How late a new client can be seen is not known yet.'
      : `A client that opens now is seen within ${duration(cost.worstDelayNs)}; known clients are read at every tick.`;
  return [
    head('What was looked at'),
    ...paragraph(
      `${cost.processes} processes in ${duration(cost.durationNs)}; the fds of ${cost.processesListed} were listed, ` +
        `${cost.fdsChecked} fds checked, ${cost.drmFds} DRM fds read. Strategy ${cost.strategy}, ${cost.mode}.`,
      width,
    ),
    ...paragraph(late, width),
    fit('', width),
    head('What could not be seen'),
    ...(notes.length === 0
      ? paragraph('Everything could be read.', width)
      : notes.flatMap((note) => paragraph(`${note}.`, width))),
    ...coverage.troubles.slice(1).flatMap((trouble) => paragraph(printable(`${trouble.errno} at ${trouble.path}`), width)),
    ...(snapshot.silentFds.length === 0
      ? []
      : paragraph(`${snapshot.silentFds.length} DRM fds belong to drivers that print no statistics.`, width)),
    fit('', width),
    head('What helps'),
    ...(snapshot.hosts === undefined ? RIGHTS : RIGHTS_AFAR).flatMap((text) => paragraph(text, width)),
  ];
}
