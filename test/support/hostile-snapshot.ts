/** A machine on which every text is one and the same. */
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { client, device, holder, silentFd, snapshot } from './snapshots.js';

export function hostileSnapshot(text: string): Snapshot {
  const words = { comm: text, cmdline: text, user: text, unit: text };
  return snapshot({
    host: text,
    source: { kind: 'live', root: text },
    devices: [
      device({
        ...{ id: text, driver: text, nodes: [text, 'renderD128'], name: text, runtimeStatus: text, hint: text },
        engines: { gfx: 0.5, [text]: 0.25 },
        memory: { vram: { usedBytes: 5, totalBytes: 10 }, [text]: { usedBytes: 1, totalBytes: 2 } },
      }),
    ],
    clients: [
      client({
        ...{ key: 'a', device: text, clientId: text, driver: text, clientName: text },
        owner: words,
        holders: [holder(words), holder({ ...words, pid: 9 })],
        engines: { gfx: 0.5, [text]: 0.25 },
        memory: { vram: 5, [text]: 1 },
        fdinfo: `drm-driver:\t${text}\n${text}\n`,
      }),
    ],
    silentFds: [silentFd({ device: text, driver: text, link: text, process: words })],
    coverage: {
      processesUnreadable: 2,
      processesWaiting: 2,
      fdsUnlisted: 3,
      byErrno: new Map([[text, 2]]),
      troubles: [
        { errno: text, path: text },
        { errno: 'EIO', path: text },
      ],
    },
    hosts: [{ host: text, trouble: text }],
  });
}
