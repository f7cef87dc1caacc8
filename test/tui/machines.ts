/** Machines for the tests of the screen: several devices, one asleep, names that hurt. */
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';
import { client, device, GIB, MIB, silentFd, snapshot } from '../support/snapshots.js';

/** Names that other processes may choose: escape sequences, markup, newlines, wide and combining and bidi characters. */
export const HOSTILE_NAMES = [
  '\x1b[31mred\x1b[0m',
  '\x1b]0;title\x07',
  '\x1b[2J\x1b[H',
  '\x9b31m',
  '{red-fg}blessed{/red-fg}',
  'two\nlines\r\n\ttabbed',
  '⚡ game',
  '👨‍👩‍👧 family 🇩🇪',
  '漢字アプリ',
  'עברית ‮gpj.exe',
  'combining e\u0301\u0301\u0301\u0301\u0301\u0301',
  '\ud800 lone',
  'x'.repeat(4096),
  '漢'.repeat(2000),
  '',
  ' ',
];

export function hostileClient(name: string, i: number): Client {
  return client({
    key: `hostile ${i}`,
    clientId: String(i),
    clientName: name,
    owner: { pid: 100 + i, comm: name.slice(0, 15), cmdline: name, user: name.slice(0, 8), unit: name.slice(0, 40) },
    engines: { gfx: 0.9 - i / 100, [name.slice(0, 20)]: 0.1 },
    memory: { vram: i * MIB, [name.slice(0, 20)]: i },
  });
}

export const hostileMachine: Snapshot = snapshot({
  host: '\x1b[31mbox',
  devices: [
    device({
      name: '\x1b[2J{bold}漢字⚡',
      hint: 'a\nb',
      engines: { gfx: 1.4, '\x1b[5mblink': 0.2 },
      nodes: ['card1\x1b[1m', 'renderD128'],
    }),
  ],
  clients: HOSTILE_NAMES.map(hostileClient),
  coverage: { processesUnreadable: 3, byErrno: new Map([['EACCES', 3]]), troubles: [{ errno: 'EIO', path: '/proc/\x1b[31m1' }] },
});

/** Two GPUs and an NPU, the second asleep; the third speaks to nobody. */
export const busyMachine: Snapshot = snapshot({
  source: { kind: 'demo', root: '/tmp/demo' },
  devices: [
    device({
      name: 'Navi 32',
      engines: { gfx: 0.621, compute: 0, dec: 0.15, enc: null, dma: 0.01 },
      memory: { vram: { usedBytes: 7.2 * GIB, totalBytes: 16 * GIB }, gtt: { usedBytes: 212 * MIB, totalBytes: null } },
      frequencyHz: 2.41e9,
      maxFrequencyHz: 2.6e9,
      temperatureCelsius: 61,
      powerWatts: 142,
      powerCapWatts: 212,
      busyRatio: 0.63,
    }),
    device({ id: '0000:00:02.0', driver: 'i915', nodes: ['card0', 'renderD129'], name: 'UHD 770', runtimeStatus: 'suspended' }),
    device({ id: '0000:01:00.0', driver: 'nouveau', nodes: ['card2'], hint: 'nouveau prints no statistics' }),
  ],
  clients: [
    client({ key: 'a', engines: { gfx: 0.53, compute: 0, dec: 0.15, enc: 0 }, memory: { vram: 5.1 * GIB, gtt: 212 * MIB } }),
    ...Array.from({ length: 20 }, (_, i) =>
      client({
        key: `w${i}`,
        clientId: String(i),
        engines: { gfx: i % 3 === 0 ? 0 : i / 100, compute: null },
        owner: {
          pid: 1000 + Math.floor(i / 2),
          comm: `worker-${i}`,
          cmdline: `/usr/bin/worker --number=${i} 漢字アプリ`,
          user: i % 2 === 0 ? 'root' : 'user',
          parentPid: 1000,
        },
      }),
    ),
  ],
  silentFds: [silentFd()],
  coverage: { processesUnreadable: 14, byErrno: new Map([['EACCES', 14]]) },
});
