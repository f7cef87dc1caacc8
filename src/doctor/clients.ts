/** Whether it works: the clients that one sweep finds, and what of it failed for no reason that is normal. */
import { parseFdinfo } from '../drm/fdinfo/parse-fdinfo.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { ScanCoverage } from '../scan/sweep.js';
import { count } from '../view/coverage/coverage.js';
import { openFiles, openFilesNotes } from '../view/coverage/open-files.js';
import { type Finding, note, ok } from './finding.js';

/** @param mayMiss some processes could not be looked at */
export function checkClients(snapshot: Pick<Snapshot, 'clients' | 'silentFds' | 'devices'>, mayMiss: boolean): Finding[] {
  const { clients, silentFds, devices } = snapshot;
  const resting = silentFds.filter(({ isAtRest }) => isAtRest).length;
  const silent = [
    silentFds.length === resting ? '' : `${count(silentFds.length - resting, 'DRM fd', 'DRM fds')} without statistics`,
    resting === 0 ? '' : `${count(resting, 'DRM fd', 'DRM fds')} of a sleeping device, left unread so that it sleeps on`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  if (clients.length > 0) {
    const pids = new Set(clients.flatMap(({ holders }) => holders.map(({ process }) => process.pid)));
    const found = `${count(clients.length, 'client', 'clients')} in ${count(pids.size, 'process', 'processes')}`;
    return [ok('clients', silent === '' ? found : `${found}, ${silent}`), ...checkOpenFiles(snapshot), ...checkLines(clients)];
  }
  if (silent !== '') return [ok('clients', `none, but ${silent}`)];
  if (devices.length === 0) return [];
  if (!mayMiss) return [ok('clients', 'none at this moment: no process has a device open')];
  return [note('clients', 'none that can be seen', 'there is none, or it belongs to a process that cannot be read', null)];
}

/** By the kernel's count, which needs no rights. */
function checkOpenFiles(snapshot: Pick<Snapshot, 'clients' | 'silentFds' | 'devices'>): Finding[] {
  const short = [...openFiles(snapshot).values()].some(({ kernel, seen }) => seen === null || seen < kernel);
  const why = 'others belong to processes that cannot be read, or are no open files (a dma-buf, the console)';
  return openFilesNotes(snapshot).map((text) => (short ? note('open files', text, why, null) : ok('open files', text)));
}

function checkLines(clients: Snapshot['clients']): Finding[] {
  const bad = clients.flatMap(({ driver, reading }) =>
    'fd' in reading ? parseFdinfo(reading.text).badLines.map((line) => ({ driver, ...line })) : [],
  );
  const [first] = bad;
  if (first === undefined) return [];
  return [
    note(
      'fdinfo',
      `${count(bad.length, 'line', 'lines')} of clients could not be used, such as '${first.line}' of ${first.driver}`,
      `${first.reason}; the other lines of these clients count`,
      'please report it, with what this writes: gpu-top capture DIR',
    ),
  ];
}

/** Reads that failed with neither "gone" nor "denied". */
export function checkTroubles({ troubles }: ScanCoverage): Finding[] {
  const [first] = troubles;
  if (first === undefined) return [];
  const todo = first.errno === 'EMFILE' ? 'ulimit -n 4096' : null;
  return [note('reads', `${first.errno} at ${first.path}`, 'what could not be read is missing from every list and sum', todo)];
}
