/**
 * A small machine of which everything is known: each client is busy at a rate of its own that never changes. So however much
 * of it a sweep misses, and over whatever time a ratio is taken, there is one right answer to each number.
 */
import type { Files } from '../../src/procfs/files.js';
import { openRoot, type Root } from '../../src/procfs/root.js';
import { plainFile, silentFile, SimProcfs, type SimFile } from '../support/sim-procfs.js';

export interface KnownClient {
  readonly id: string;
  readonly device: string;
  readonly driver: string;
  /** By engine, as thousandths. */
  readonly rates: Readonly<Record<string, number>>;
  readonly residentKib: number;
  /** `PID/FD` of every fd on it. */
  readonly fds: readonly string[];
}

export const GPU = '0000:03:00.0';

export const CLIENTS: readonly KnownClient[] = [
  { id: '1', device: GPU, driver: 'amdgpu', rates: { gfx: 500, dec: 125 }, residentKib: 4096, fds: ['10/3'] },
  { id: '2', device: GPU, driver: 'amdgpu', rates: { gfx: 40, dec: 0 }, residentKib: 8192, fds: ['11/5', '11/6', '12/9'] },
  { id: '33', device: GPU, driver: 'amdgpu', rates: { gfx: 999, dec: 1 }, residentKib: 65536, fds: ['13/4'] },
];

/** fds of drivers without statistics. */
export const SILENT = ['14/3', '14/4'];

/** The unit of every process. The cgroup's path names another on the way to it. */
export const UNIT = 'desktop.service';
const CGROUP = `0::/user.slice/user@1000.service/session.slice/${UNIT}\n`;

/** Texts of other files. */
const PASSWD = 'root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n';
const CLIENTS_TABLE = [
  '             command  tgid dev master a   uid      magic                                                             name    id',
  '             painter    10 128   n    n  1000          0                                                          <unset>     1',
  '          compositor    11   0   y    y  1000          0                                                          <unset>     2',
  '',
].join('\n');

const MOUNTINFO = '25 1 0:30 / / rw - ext4 /dev/vda rw\n26 25 0:22 / /dev rw - devtmpfs dev rw\n';

export interface World {
  readonly sim: SimProcfs;
  /** The machine's files, before any fault. */
  readonly files: Files;
}

export function makeWorld(): World {
  const sim = new SimProcfs();
  const clientFile = (id: string, link: string): SimFile => {
    const client = CLIENTS.find((each) => each.id === id);
    return {
      link,
      charDevice: { major: 226, minor: 128 },
      get fdinfo() {
        return client === undefined ? '' : fdinfoText(client, sim.nowNs());
      },
    };
  };
  const noise: [number, SimFile][] = [
    [0, plainFile('/dev/null')],
    [1, plainFile('socket:[700]')],
    [2, plainFile('/var/log/some.log')],
  ];
  const people: [number, string, [number, SimFile][]][] = [
    [10, 'painter', [...noise, [3, clientFile('1', '/dev/dri/renderD128')]]],
    [11, 'compositor', [[5, clientFile('2', '/dev/dri/card0')], [6, clientFile('2', '/dev/dri/card0')], ...noise]],
    [12, 'systemd-logind', [[9, clientFile('2', '/dev/dri/card0')]]],
    [13, 'renamed', [...noise, [4, clientFile('33', '/opt/gpu (deleted)')]]],
    [
      14,
      'silent',
      [
        [3, silentFile('/dev/dri/card0')],
        [4, silentFile('/srv/container/gpu')],
      ],
    ],
    [15, 'bystander', noise],
  ];
  for (const [pid, comm, fds] of people) sim.start(pid, comm, fds).mountinfo = MOUNTINFO;
  const node = { ino: 501, dev: 22, size: 0, uid: 0, mtimeMs: 0, isDirectory: false };
  sim.extra.set('/dev/dri/card0', { ...node, charDevice: { major: 226, minor: 0 } });
  const texts = new Map([
    ['/etc/passwd', PASSWD],
    ['/sys/kernel/debug/dri/0/clients', CLIENTS_TABLE],
  ]);
  for (const [pid] of people) texts.set(`/proc/${pid}/cgroup`, CGROUP);
  for (const path of texts.keys()) sim.extra.set(path, { ...node, ino: 600, charDevice: null });
  return { sim, files: withTexts(sim, texts) };
}

/** @param files of `makeWorld`, with faults or without */
export function worldRoot(files: Files): Root {
  return openRoot({ files, kind: 'procfs', proc: '/proc' });
}

function withTexts(sim: SimProcfs, texts: ReadonlyMap<string, string>): Files {
  return {
    list: (path) => sim.list(path),
    link: (path) => sim.link(path),
    stat: (path) => sim.stat(path),
    lstat: (path) => sim.lstat(path),
    read: (path) => {
      const found = sim.read(path);
      return texts.get(path) ?? found;
    },
  };
}

/** As amdgpu prints it, of a client that has been busy since the clock began. */
function fdinfoText({ id, driver, device, rates, residentKib }: KnownClient, nowNs: bigint): string {
  return [
    'pos:\t0',
    'flags:\t02100002',
    'mnt_id:\t26',
    'ino:\t501',
    `drm-driver:\t${driver}`,
    `drm-client-id:\t${id}`,
    `drm-pdev:\t${device}`,
    `drm-total-vram:\t${2 * residentKib} KiB`,
    `drm-resident-vram:\t${residentKib} KiB`,
    ...Object.entries(rates).map(([engine, rate]) => `drm-engine-${engine}:\t${(nowNs * BigInt(rate)) / 1000n} ns`),
    '',
  ].join('\n');
}
